import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourlyCsv, workplace } from './lull.ts';

// Eight weeks of a site that sleeps from 03:00 to 06:00 UTC, on Wednesdays more than on other days.
const now = '2026-03-02T00:00:00Z';
const quiet = (at: Date): number => {
  const hour = at.getUTCHours();
  const asleep = hour >= 3 && hour < 6;
  return asleep ? (at.getUTCDay() === 3 ? 10 : 20) : 100 + hour;
};
const config = `services:
  shop: { zone: UTC, windows: [weekend] }
windows:
  weekend: { zone: UTC, start: 2026-01-03T01:00, duration: PT5H, rrule: "FREQ=WEEKLY;BYDAY=SA,SU", notice: P2D }
freezes:
  sale: { zone: UTC, start: 2026-03-07T00:00, duration: P1D, reason: spring sale }
`;
const place = workplace();

beforeAll(() => {
  place.write('counts.csv', hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, quiet));
  place.write('rules/lull.yaml', config);
});
afterAll(place.remove);

const plan = async (...args: string[]) => {
  const ran = await place.run(['plan', '--traffic', 'counts.csv', '--now', now, '--json', ...args]);
  return { ...ran, json: JSON.parse(ran.stdout) };
};

describe('lull plan', () => {
  it('finds the quietest moment and says all of the contract', async () => {
    const { code, json } = await plan('--takes', '2h', '--zone', 'UTC');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      now,
      zone: 'UTC',
      takes: 'PT2H',
      horizon: { start: now, end: '2026-03-16T00:00:00Z' },
      metric: 'value',
      step: 'PT1H',
      history: { start: '2026-01-05T00:00:00Z', end: now, buckets: 1344, missing: 0, maskedIntervals: [] },
      confidence: 'high',
      withinTeamHours: null,
      warnings: [],
    });
    const [best] = json.candidates;
    expect(best).toMatchObject({
      rank: 1,
      start: '2026-03-04T03:00:00Z',
      end: '2026-03-04T05:00:00Z',
      startLocal: '2026-03-04T03:00:00+00:00[UTC]',
      startForTeam: null,
      window: null,
      byMode: { readOnly: null, hold: null },
    });
    expect(best.harm.unit).toBe('value');
    expect(best.harm.low).toBeLessThanOrEqual(best.harm.expected);
    expect(best.harm.high).toBeGreaterThanOrEqual(best.harm.expected);
    expect(best.harm.expected).toBeGreaterThan(18);
    expect(best.harm.expected).toBeLessThan(24);
    expect(best.byMode.full).toBeCloseTo(best.harm.expected, 6);
    expect(json.candidates).toHaveLength(5);
    expect(json.usualRules).toMatchObject([
      { rule: 'Sunday 02:00', zone: 'UTC', start: '2026-03-08T02:00:00Z' },
    ]);
    expect(json.saved).toBeCloseTo(1 - best.harm.expected / json.usualRules[0].harm.expected, 9);
  });

  it('lets candidates neither overlap nor share a night', async () => {
    const { json } = await plan('--takes', '9h', '--top', '8');
    const starts: number[] = json.candidates.map(({ start }: { start: string }) => Date.parse(start));
    const nights = starts.map((start) => Math.floor((start - 12 * 3_600_000) / 86_400_000));
    expect(new Set(nights).size).toBe(8);
    starts.sort((a, b) => a - b);
    for (const [i, start] of starts.entries())
      if (i > 0) expect(start - starts[i - 1]!).toBeGreaterThanOrEqual(9 * 3_600_000);
  });

  it('keeps to the windows, freezes and notice of lull.yaml', async () => {
    const { json } = await plan('--takes', '2h', '--config', 'rules/lull.yaml');
    expect(json.candidates[0]).toMatchObject({ start: '2026-03-08T03:00:00Z', window: 'weekend' });
    for (const { start } of json.candidates) {
      expect([0, 6]).toContain(new Date(start).getUTCDay());
      expect(start.slice(0, 10)).not.toBe('2026-03-07');
    }
  });

  it('says what stands in the way when nothing fits, and the nearest moment if one rule gave way', async () => {
    const { code, json, stderr } = await plan(
      '--takes',
      '2h',
      '--within',
      '6d',
      '--config',
      'rules/lull.yaml',
    );
    expect(code).toBe(3);
    expect(json.error).toMatchObject({
      code: 'nothing-fits',
      nearest: { rule: 'freeze', name: 'sale', start: '2026-03-07T01:00:00Z' },
    });
    expect(json.error.inTheWay.at(-1)).toMatchObject({ rule: 'window', start: now });
    expect(stderr).toContain('without the freeze "sale"');
  });

  it('names only windows that allow the work, and draws only those as open', async () => {
    place.write(
      'risks.yaml',
      `services: { shop: { zone: UTC, windows: [careful, big] } }
windows:
  careful: { zone: UTC, start: 2026-01-05T00:00, duration: P1D, rrule: FREQ=DAILY, risk: low }
  big: { zone: UTC, start: 2026-01-03T02:00, duration: PT4H, rrule: "FREQ=WEEKLY;BYDAY=SA" }
freezes:
  deploys: { zone: UTC, start: 2026-03-06T00:00, duration: P1D, scope: { leastRisk: high }, reason: launch }
`,
    );
    const { json } = await plan('--takes', '2h', '--config', 'risks.yaml');
    expect(json.candidates[0]).toMatchObject({ window: 'big', start: '2026-03-07T03:00:00Z' });
    expect(json.candidates[0].reasons).toContain('inside the window "big"');
    const row = async (...args: string[]) => {
      const base = [
        'plan',
        '--traffic',
        'counts.csv',
        '--now',
        now,
        '--config',
        'risks.yaml',
        '--takes',
        '2h',
      ];
      const { stdout } = await place.run([...base, ...args], { env: { FORCE_COLOR: undefined } });
      return stdout.split('\n').find((line) => line.startsWith('Fr 2026-03-06'))!;
    };
    expect(await row()).toContain('////');
    expect(await row('--mode', 'at-risk')).not.toMatch(/[/·]/);
  });

  it('reckons harm, share and saving in the mode of the work', async () => {
    const hold = (await plan('--takes', '20s', '--mode', 'hold')).json;
    expect(hold.mode).toBe('hold');
    expect(hold.candidates[0].harm.expected).toBeCloseTo(hold.candidates[0].byMode.hold, 9);
    const full = (await plan('--takes', '20s')).json;
    expect(full.candidates[0].shareOfWeek).toBeCloseTo(hold.candidates[0].shareOfWeek, 9);
    expect(full.saved).toBeCloseTo(hold.saved, 9);
  });

  it('blames no rule that is innocent when the window lies beyond the horizon', async () => {
    const { json, code } = await plan('--takes', '2h', '--within', '4d', '--config', 'rules/lull.yaml');
    expect(code).toBe(3);
    expect(json.error.inTheWay).toMatchObject([{ rule: 'window', start: now }]);
    expect(json.error.next).toBe('2026-03-08T01:00:00Z');
    expect(json.error.message).toContain('no window allows this work then');
  });

  it('reads each traffic entry of lull.yaml with its own series', async () => {
    const rows = (id: string, figure: number) =>
      hourlyCsv('2026-01-05T00:00:00Z', 8 * 168, quiet)
        .split('\n')
        .slice(1, -1)
        .map((line) => `${id},${line.split(',')[0]},${figure}`);
    place.write('house/m.csv', [...rows('a', 10), ...rows('b', 1000)].join('\n'));
    place.write('house/n.csv', [...rows('a', 2000), ...rows('b', 20)].join('\n'));
    const entries = '[{ source: m.csv, series: a }, { source: n.csv, series: b }]';
    place.write('house/lull.yaml', `services: { shop: { zone: UTC, traffic: ${entries} } }`);
    const { stdout } = await place.run([
      ...['plan', '--config', 'house/lull.yaml', '--now', now, '--json', '--takes', '1h'],
    ]);
    expect(JSON.parse(stdout).candidates[0].harm.expected).toBeCloseTo(30, 6);
  });

  it('says that what gates count is asked of their server, and plans from other traffic all the same', async () => {
    place.write('gated/lull.yaml', 'services: { shop: { zone: UTC, gates: 1, traffic: [gates] } }');
    const asked = ['plan', '--config', 'gated/lull.yaml', '--now', now, '--json', '--takes', '1h'];
    const refused = await place.run(asked);
    expect(refused.code).toBe(2);
    const { error } = JSON.parse(refused.stdout);
    expect(error).toMatchObject({ code: 'no-server', message: expect.stringContaining('shop') });
    expect(error.todo).toContain('lull plan --server URL --service shop');
    expect((await place.run([...asked, '--traffic', 'counts.csv'])).code).toBe(0);
  });

  it('says what hour it is for the team, and the best one within its hours with what it costs more', async () => {
    const { json } = await plan('--takes', '2h', '--team-zone', 'Asia/Tokyo', '--team-hours', '09:00-17:00');
    expect(json.candidates[0].startForTeam).toBe('2026-03-04T12:00:00+09:00[Asia/Tokyo]');
    expect(json.withinTeamHours).toMatchObject({ start: '2026-03-04T03:00:00Z', rank: 1, extra: 0 });
    const london = await plan('--takes', '2h', '--team-zone', 'Europe/London');
    expect(london.json.withinTeamHours.start).toMatch(/T09:00:00Z$/);
    expect(london.json.withinTeamHours.extra).toBeGreaterThan(100);
    expect(london.json.usualRules.map(({ zone }: { zone: string }) => zone)).toEqual([
      'UTC',
      'Europe/London',
    ]);
  });

  it('uses nothing after --now', async () => {
    const { stdout } = await plan('--takes', '2h');
    const more = hourlyCsv('2026-01-05T00:00:00Z', 10 * 168, (at) =>
      at.toISOString() < now ? quiet(at) : 5_000,
    );
    place.write('longer.csv', more);
    const again = await place.run([
      'plan',
      '--traffic',
      'longer.csv',
      '--now',
      now,
      '--json',
      '--takes',
      '2h',
    ]);
    const withoutDropped = (text: string) => JSON.parse(text).candidates;
    expect(withoutDropped(again.stdout)).toEqual(withoutDropped(stdout));
  });

  it('leaves known downtimes out of the forecast', async () => {
    const mask = '2026-02-25T03:00:00Z/2026-02-25T06:00:00Z';
    const { json } = await plan('--takes', '2h', '--mask', mask);
    const [start, end] = mask.split('/');
    expect(json.history.maskedIntervals).toContainEqual({ start, end, why: 'a known downtime' });
  });

  it('prints a picture without colours into a pipe, and with them where they are wanted', async () => {
    const args = ['plan', '--traffic', 'counts.csv', '--now', now, '--takes', '2h', '--zone', 'UTC'];
    const plain = await place.run(args, { env: { FORCE_COLOR: undefined } });
    expect(plain.stdout).not.toContain('\x1b');
    expect(plain.stdout).toMatch(/We 2026-03-04 {2}.* 1 {2}1 /);
    expect(plain.stdout).toContain('Sunday 02:00 UTC, next on Sun 2026-03-08 02:00');
    const colored = await place.run(args, { env: { FORCE_COLOR: '1', NO_COLOR: undefined } });
    expect(colored.stdout).toContain('\x1b[48;5;');
    const forbidden = await place.run(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(forbidden.stdout).not.toContain('\x1b');
  });

  it('stays within a narrow terminal', async () => {
    for (const columns of ['40', '60', '80', '120']) {
      const { stdout } = await place.run(
        ['plan', '--traffic', 'counts.csv', '--now', now, '--takes', '2h', '--team-zone', 'Asia/Tokyo'],
        { env: { COLUMNS: columns, FORCE_COLOR: undefined } },
      );
      const widest = Math.max(...stdout.split('\n').map((line) => line.length));
      expect({ columns, widest }).toEqual({ columns, widest: Math.min(widest, Number(columns)) });
    }
  });

  it.each([
    ['bad-duration', ['--takes', 'soon']],
    ['bad-duration', ['--takes', '0h']],
    ['unknown-zone', ['--takes', '2h', '--zone', 'Mars/Olympus']],
    ['bad-instant', ['--takes', '2h', '--not-before', 'tomorrow']],
    ['bad-interval', ['--takes', '2h', '--not-before', '2026-06-01T00:00:00Z']],
    ['bad-interval', ['--takes', '2h', '--mask', '2026-02-02T00:00:00Z/2026-02-01T00:00:00Z']],
    ['bad-interval', ['--takes', '2h', '--mask', 'yesterday']],
    ['bad-option', ['--takes', '2h', '--team-hours', '9 to 5', '--team-zone', 'UTC']],
    ['bad-option', ['--takes', '2h', '--team-hours', '09:00-17:00']],
    ['bad-option', ['--takes', '2h', '--top', '0']],
    ['bad-option', ['--takes', '2h', '--metric', 'joy']],
    ['unknown-metric', ['--takes', '2h', '--metric', 'visitors']],
    ['unknown-country', ['--takes', '2h', '--holidays', 'Atlantis']],
    ['unknown-series', ['--takes', '2h', '--series', 'web']],
    ['config-not-found', ['--takes', '2h', '--config', 'nowhere.yaml']],
    ['unknown-service', ['--takes', '2h', '--config', 'rules/lull.yaml', '--service', 'shp']],
    ['empty-traffic', ['--takes', '2h', '--now', '2020-01-01T00:00:00Z']],
  ])('answers %s to %j, without a stack trace', async (errorCode, args) => {
    const { code, json, stderr } = await plan(...args);
    expect(json.error).toMatchObject({ code: errorCode, retry: false });
    expect(json.error.todo).not.toBe('');
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('plans from a week or less with a warning, and says low confidence', async () => {
    place.write('week.csv', hourlyCsv('2026-02-25T00:00:00Z', 5 * 24, quiet));
    const { stdout } = await place.run([
      'plan',
      '--traffic',
      'week.csv',
      '--now',
      now,
      '--json',
      '--takes',
      '2h',
    ]);
    const json = JSON.parse(stdout);
    expect(json.confidence).toBe('low');
    expect(json.warnings.map(({ code }: { code: string }) => code)).toContain('short-history');
    expect(new Date(json.candidates[0].start).getUTCHours()).toBeGreaterThanOrEqual(3);
    expect(new Date(json.candidates[0].start).getUTCHours()).toBeLessThanOrEqual(4);
  });
});
