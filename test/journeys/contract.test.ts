import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourlyCsv, workplace } from '../../packages/lull/test/cli/lull.ts';
import { combined, madeVisits } from './visits.ts';

const place = workplace();
const now = '2026-03-02T00:00:00Z';
const weekly = (at: Date) => 100 + 40 * Math.abs(12 - ((at.getUTCHours() + 8) % 24)) + 7 * at.getUTCDay();
const calendar = `services:
  shop: { zone: Europe/Berlin, windows: [nightly] }
windows:
  nightly: { zone: Europe/Berlin, start: 2026-01-05T22:00, duration: PT8H, rrule: "FREQ=DAILY" }
freezes:
  sale: { zone: Europe/Berlin, start: 2026-03-04T00:00, duration: P2D, reason: sale }
`;
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

beforeAll(() => {
  place.write('counts.csv', hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, weekly));
  place.write('rules.yaml', calendar);
});
afterAll(place.remove);

const plan = ['plan', '--traffic', 'counts.csv', '--takes', '2h', '--now', now, '--json'];

/** Every text under a name that ends the path of an instant. */
function instantsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string')
    return ['start', 'end', 'now', 'at', 'changesAt'].includes(name) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    instantsIn(inner, Array.isArray(value) ? name : key),
  );
}

describe('what other programs rely on', () => {
  it.each([
    ['plan', 0, plan],
    ['plan in windows', 0, [...plan, '--config', 'rules.yaml', '--team-zone', 'Asia/Kolkata']],
    ['plan with nothing that fits', 3, [...plan, '--config', 'rules.yaml', '--takes', '9h']],
    ['traffic', 0, ['traffic', 'counts.csv', '--now', now, '--json']],
    ['windows', 0, ['windows', '--config', 'rules.yaml', '--from', now, '--json']],
    ['windows, --table', 0, ['windows', '--config', 'rules.yaml', '--from', now, '--json', '--table']],
    ['may, open', 0, ['may', '--config', 'rules.yaml', '--takes', '1h', '--now', now, '--json']],
    [
      'may, closed',
      3,
      [
        'may',
        '--config',
        'rules.yaml',
        '--takes',
        '1h',
        '--at',
        '2026-03-04T12:00:00Z',
        '--now',
        now,
        '--json',
      ],
    ],
    ['init', 0, ['init', '--dry-run', '--json']],
    ['a file that is not there', 2, ['traffic', 'nowhere.log', '--json']],
    ['an unknown option', 2, ['plan', '--frobnicate', '--json']],
    ['an option that is missing', 2, ['plan', '--traffic', 'counts.csv', '--json']],
    ['an unknown command', 2, ['plann', '--json']],
  ])('%s: exit %i, one JSON value on standard output, instants in UTC', async (_title, expected, args) => {
    const { code, stdout, stderr } = await place.run(args);
    expect(code).toBe(expected);
    expect(stdout.endsWith('\n')).toBe(true);
    const value = JSON.parse(stdout);
    for (const instant of instantsIn(value)) expect(instant).toMatch(utc);
    if (value.error) {
      expect(value.error.message).not.toBe('');
      expect(value.error.todo).not.toBe('');
      expect(stderr).toContain(value.error.message);
    } else expect(stderr).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('understands lengths in all their forms', async () => {
    const forms = {
      '90m': 'PT1H30M',
      '1h30m': 'PT1H30M',
      PT90M: 'PT1H30M',
      '5400s': 'PT1H30M',
      P1DT2H: 'PT26H',
    };
    for (const [written, said] of Object.entries(forms)) {
      const { stdout } = await place.run([...plan, '--takes', written]);
      expect(JSON.parse(stdout)).toMatchObject({ takes: said });
    }
  });

  it('says the same to the byte when asked again, and whatever the clock of the machine', async () => {
    const first = await place.run(plan);
    const again = await place.run(plan, { env: { TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8' } });
    expect(again.stdout).toBe(first.stdout);
  });

  it('uses nothing of a log that comes after --now', async () => {
    const present = Date.parse('2026-01-26T09:32:00Z');
    const visits = madeVisits(Date.UTC(2026, 0, 5), 24 * 24, 20);
    const before = visits.filter(({ at }) => at < present).map((visit) => combined(visit));
    const after = visits
      .filter(({ at }) => at >= present)
      .map((visit) => combined({ ...visit, method: 'POST' }));
    place.write('before.log', before.join('\n'));
    place.write('both.log', [...after, ...before].join('\n'));
    const ask = (file: string) =>
      place.run(['plan', '--traffic', file, '--takes', '45m', '--now', '2026-01-26T09:32:00Z', '--json']);
    const [known, longer] = await Promise.all([ask('before.log'), ask('both.log')]);
    expect(known.code).toBe(0);
    expect(longer.stdout).toBe(known.stdout);
    expect(JSON.parse(known.stdout).history.end).toBe('2026-01-26T09:30:00Z');
  });

  it('uses nothing of a table that comes after --now: no step, no series, no mistake', async () => {
    const known = hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, weekly)
      .split('\n')
      .slice(1, -1);
    const minutes = Array.from({ length: 3_000 }, (_, i) => Date.parse(now) + i * 60_000);
    const later = minutes.map((at) => `${new Date(at).toISOString()},1`);
    place.write('known.csv', known.map((row) => `web,${row}\n`).join(''));
    place.write(
      'later.csv',
      [...later.map((row) => `web,${row}`), ...known.map((row) => `web,${row}`)].join('\n'),
    );
    const ask = (file: string) =>
      place.run(['plan', '--traffic', file, '--takes', '2h', '--now', now, '--json']);
    const [first, second] = await Promise.all([ask('known.csv'), ask('later.csv')]);
    expect(first.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    const stranger = [...known.map((row) => `web,${row}`), ...later.slice(0, 50).map((row) => `api,${row}`)];
    place.write('stranger.csv', stranger.join('\n'));
    expect((await ask('stranger.csv')).stdout).toBe(first.stdout);
  });

  it('reckons saved, the share of the week and the best within working hours as it says', async () => {
    const team = ['--team-zone', 'Asia/Kolkata', '--team-hours', '22:00-06:00', '--zone', 'America/Bogota'];
    const { stdout } = await place.run([...plan, ...team]);
    const { candidates, usualRules, saved, withinTeamHours } = JSON.parse(stdout);
    const [best] = candidates;
    expect(usualRules.map(({ zone }: { zone: string }) => zone)).toEqual(['America/Bogota', 'Asia/Kolkata']);
    for (const { start, zone } of usualRules) {
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
      });
      expect(local.format(Date.parse(start))).toMatch(/^Sun,? 02:00$/);
    }
    expect(saved).toBeCloseTo(1 - best.harm.expected / usualRules[0].harm.expected, 9);
    const week = Array.from({ length: 168 }, (_, i) => weekly(new Date(Date.parse(now) + i * 3_600_000)));
    const all = week.reduce((a, b) => a + b, 0);
    expect(best.shareOfWeek).toBeCloseTo(best.harm.expected / all, 4);
    expect(withinTeamHours.extra).toBeCloseTo(withinTeamHours.harm.expected - best.harm.expected, 6);
    const [, hour = ''] = /T(\d\d):/.exec(withinTeamHours.startForTeam) ?? [];
    expect(['22', '23', '00', '01', '02', '03', '04']).toContain(hour);
  });

  it('does not look at lull.yaml where no rules are asked for', async () => {
    place.write('lull.yaml', 'windows: [');
    const { code } = await place.run(['traffic', 'counts.csv', '--now', now, '--json']);
    expect(code).toBe(0);
    const broken = await place.run(plan);
    expect(JSON.parse(broken.stdout).error).toMatchObject({ code: 'bad-config' });
    expect(broken.stderr).toContain('lull.yaml:1:');
  });
});
