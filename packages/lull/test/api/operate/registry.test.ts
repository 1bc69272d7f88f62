import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRegistry, mostSeries } from '../../../src/api/operate/registry.ts';

describe('metrics', () => {
  it('are told as Prometheus reads them', async () => {
    const registry = createRegistry();
    const calls = registry.counter({ name: 'calls_total', help: 'Calls.', labels: ['who', 'status'] });
    calls.add(['a "quoted"\nname\\', 200]);
    calls.add(['a "quoted"\nname\\', 200], 2);
    registry.counter({ name: 'misses_total', help: 'Misses.' });
    const open = registry.gauge({ name: 'open', help: 'Open.' });
    open.set(3);
    open.add(-1);
    expect(await registry.text()).toBe(`# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{who="a \\"quoted\\"\\nname\\\\",status="200"} 3
# HELP misses_total Misses.
# TYPE misses_total counter
misses_total 0
# HELP open Open.
# TYPE open gauge
open 2
`);
  });

  it('count each value in every bucket that reaches it', async () => {
    const registry = createRegistry();
    const took = registry.histogram({ name: 'took', help: 'Took.', buckets: [0.1, 1], labels: ['route'] });
    for (const value of [0.1, 0.5, 1, 7]) took.observe(value, ['/']);
    expect((await registry.text()).split('\n').slice(2, -1)).toEqual([
      'took_bucket{route="/",le="0.1"} 1',
      'took_bucket{route="/",le="1"} 3',
      'took_bucket{route="/",le="+Inf"} 4',
      'took_sum{route="/"} 8.6',
      'took_count{route="/"} 4',
    ]);
  });

  it('never grow without bound, whatever the labels are', async () => {
    const registry = createRegistry();
    const calls = registry.counter({ name: 'calls_total', help: 'Calls.', labels: ['who'] });
    for (let i = 0; i < 10_000; i += 1) calls.add([`somebody ${i}`]);
    const lines = (await registry.text()).trimEnd().split('\n').slice(2);
    expect(lines).toHaveLength(mostSeries + 1);
    expect(lines).toContain(`calls_total{who="other"} ${10_000 - mostSeries}`);
  });

  it('are replaced as a whole, and what is gone is not told', async () => {
    const registry = createRegistry();
    const age = registry.gauge({ name: 'age', help: 'Age.', labels: ['of'] });
    age.set(1, ['a']);
    age.replace([
      [['b'], 2],
      [['c'], 3],
    ]);
    const lines = (await registry.text()).trimEnd().split('\n').slice(2);
    expect(lines).toEqual(['age{of="b"} 2', 'age{of="c"} 3']);
  });

  it('are looked up when somebody asks', async () => {
    const registry = createRegistry();
    const size = registry.gauge({ name: 'size', help: 'Size.' });
    let value = 1;
    registry.beforeTelling(async () => size.set(value));
    expect(await registry.text()).toContain('size 1\n');
    value = 2;
    expect(await registry.text()).toContain('size 2\n');
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  it.skipIf(!promtool)('pass promtool check metrics (needs promtool)', async () => {
    const registry = createRegistry();
    registry.counter({ name: 'lull_calls_total', help: 'Calls.', labels: ['a'] }).add(['\u202e"\\\n']);
    registry.gauge({ name: 'lull_level', help: 'Level \\ of\nit.' }).set(Number.NaN);
    registry
      .histogram({ name: 'lull_took_seconds', help: 'Took.', buckets: [0.005, 10] })
      .observe(Number.POSITIVE_INFINITY);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await registry.text(),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
