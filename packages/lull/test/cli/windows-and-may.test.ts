import { afterAll, describe, expect, it } from 'vitest';
import { workplace } from './lull.ts';

const config = `organisation: { name: Example, team: { zone: Europe/London } }
services:
  shop: { zone: Europe/Berlin, windows: [nightly] }
  blog: { zone: Europe/Berlin }
windows:
  nightly: { zone: Europe/Berlin, start: 2026-03-28T02:30, duration: PT2H, rrule: FREQ=DAILY, comment: work }
freezes:
  release: { zone: Europe/Berlin, start: 2026-03-31T00:00, duration: P1D, scope: { services: [shop] }, reason: launch }
`;
const place = workplace({ 'lull.yaml': config });
afterAll(place.remove);

describe('lull windows', () => {
  it('lists every occurrence that touches the range, whole, by start, with what the clocks do', async () => {
    const range = ['--from', '2026-03-28T02:00:00Z', '--to', '2026-03-31T02:00:00Z'];
    const { code, stdout } = await place.run(['windows', ...range, '--json']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout);
    expect(
      listed.map(({ window, kind, start, end }: Record<string, string>) => [window, kind, start, end]),
    ).toEqual([
      ['nightly', 'window', '2026-03-28T01:30:00Z', '2026-03-28T03:30:00Z'],
      ['nightly', 'window', '2026-03-29T01:30:00Z', '2026-03-29T03:30:00Z'],
      ['nightly', 'window', '2026-03-30T00:30:00Z', '2026-03-30T02:30:00Z'],
      ['release', 'freeze', '2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'],
      ['nightly', 'window', '2026-03-31T00:30:00Z', '2026-03-31T02:30:00Z'],
    ]);
    expect(listed[1].startLocal).toBe('2026-03-29T03:30:00+02:00[Europe/Berlin]');
    expect(listed.map(({ remark }: { remark: string | null }) => remark !== null)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('prints the table that a team publishes', async () => {
    const range = ['--from', '2026-03-30T00:00:00Z', '--to', '2026-03-31T00:00:00Z'];
    const { stdout } = await place.run(['windows', ...range, '--table']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      '| Day | Time | Kind | Risk | Comment |',
      '| --- | --- | --- | --- | --- |',
      '| Mon 30 March 2026 | 02:30-04:30 Europe/Berlin | window nightly | up to downtime | work |',
    ]);
  });
});

describe('lull may', () => {
  const may = (...args: string[]) => place.run(['may', '--now', '2026-03-01T00:00:00Z', '--json', ...args]);

  it('is open with exit code 0, closed with 3, and says when that changes', async () => {
    const open = await may('--service', 'shop', '--at', '2026-03-30T01:00:00Z', '--takes', '1h');
    expect(open.code).toBe(0);
    expect(JSON.parse(open.stdout)).toMatchObject({
      at: '2026-03-30T01:00:00Z',
      takes: 'PT1H',
      service: 'shop',
      open: true,
      changesAt: '2026-03-30T01:30:00.001Z',
      zone: 'Europe/Berlin',
    });
    const closed = await may('--service', 'shop', '--at', '2026-03-31T00:30:00Z', '--takes', '1h');
    expect(closed.code).toBe(3);
    expect(JSON.parse(closed.stdout)).toMatchObject({
      open: false,
      reasons: [{ rule: 'freeze', name: 'release' }],
      changesAt: '2026-04-01T00:30:00Z',
    });
  });

  it('holds a freeze only for the services of its scope', async () => {
    const { code } = await may('--service', 'blog', '--at', '2026-03-31T00:30:00Z', '--takes', '1h');
    expect(code).toBe(0);
  });

  it('tells people the time with its zone', async () => {
    const { stdout } = await place.run([
      'may',
      '--service',
      'shop',
      '--at',
      '2026-03-30T12:00:00Z',
      '--takes',
      '1h',
    ]);
    expect(stdout).toContain('closed at Mon 2026-03-30 14:00 Europe/Berlin');
  });

  it('reports a mistake in lull.yaml with file, line, field and what would be right', async () => {
    place.write('wrong.yaml', config.replace('FREQ=DAILY', 'FREQ=DALY').replace('scope:', 'scop:'));
    const { code, stdout } = await may('--config', 'wrong.yaml', '--takes', '1h');
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('bad-config');
    expect(error.mistakes.map(({ line, field }: { line: number; field: string }) => [line, field])).toEqual([
      [6, 'windows.nightly.rrule'],
      [8, 'freezes.release.scop'],
    ]);
    expect(error.mistakes[1].hint).toContain('scope');
  });
});

describe('lull init', () => {
  it('writes a file that can be used at once, and never over another', async () => {
    const first = await place.run(['init', '--file', 'new.yaml']);
    expect(first.code).toBe(0);
    const listed = await place.run([
      'windows',
      '--config',
      'new.yaml',
      '--json',
      '--now',
      '2026-03-01T00:00:00Z',
    ]);
    expect(JSON.parse(listed.stdout).length).toBeGreaterThan(4);
    const again = await place.run(['init', '--file', 'new.yaml', '--json']);
    expect(again.code).toBe(2);
    expect(JSON.parse(again.stdout).error.code).toBe('file-exists');
  });
});
