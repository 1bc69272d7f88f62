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

  it('asks which service is meant where there are several, each with windows of its own', async () => {
    const { code, stdout } = await may('--at', '2026-03-30T01:00:00Z', '--takes', '1h');
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'unknown-service',
      todo: 'Add --service: shop, blog.',
    });
  });

  it('counts notice from when the work was announced, so that what was planned is open when its time comes', async () => {
    place.write('notice.yaml', config.replace('rrule: FREQ=DAILY', 'rrule: FREQ=DAILY, notice: P7D'));
    const at = [
      '--config',
      'notice.yaml',
      '--service',
      'shop',
      '--now',
      '2026-03-30T00:30:00Z',
      '--takes',
      '1h',
    ];
    const late = await place.run(['may', ...at, '--json']);
    expect(late.code).toBe(3);
    expect(JSON.parse(late.stdout).reasons).toMatchObject([{ rule: 'notice' }]);
    const known = await place.run(['may', ...at, '--announced', '2026-03-20T00:00:00Z']);
    expect(known.code).toBe(0);
  });

  it('says which of two equal hours it means', async () => {
    place.write(
      'autumn.yaml',
      'freezes: { f: { zone: America/New_York, start: 2026-11-01T05:30:00Z, duration: PT1H } }\n',
    );
    const { stdout } = await place.run([
      ...['may', '--config', 'autumn.yaml', '--at', '2026-11-01T05:40:00Z', '--takes', '10m'],
      ...['--zone', 'America/New_York'],
    ]);
    expect(stdout).toContain(
      '01:30 America/New_York (UTC-04:00) to Sun 2026-11-01 01:30 America/New_York (UTC-05:00)',
    );
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
