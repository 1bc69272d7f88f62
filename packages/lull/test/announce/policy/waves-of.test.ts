import { describe, expect, it } from 'vitest';
import { wavesOf } from '../../../src/announce/policy/waves-of.ts';
import { parseCatalog } from '../../../src/catalog/load.ts';
import type { Downtime, Plan } from '../../../src/downtime/contract.ts';
import { DAY, formatInstant, HOUR, type Instant, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { begun, clear, Life, plan, promised, type Spoken, start, warned } from '../../downtime/life.ts';

const catalogOf = (tell: string, more = '') =>
  parseCatalog(
    `
organisation: { announce: { tell: ${tell} } }
services:
  shop: { zone: Europe/Berlin }
  bank: { zone: America/New_York }
${more}`,
    'lull.yaml',
  );

const usual = parseCatalog('services: { shop: { zone: UTC }, bank: { zone: UTC } }', 'lull.yaml');

/** What a change means, one line for each wave: when, what, by which point, and for whom where not all. */
function meant(
  catalog: typeof usual,
  before: Downtime | null,
  after: Downtime,
  now: Instant,
): string[] | null {
  const made = wavesOf({ before, after, events: [], now, catalog, names: new Map() });
  return (
    made?.waves.map(({ kind, point, services, tags, dueAt, isAtOnce, told }) =>
      [
        isAtOnce ? 'now' : formatInstant(dueAt).slice(5, 19),
        kind,
        point ?? '-',
        ...(services.join() === told.services.join() ? [] : [`for ${services.join('+') || 'those told'}`]),
        ...(tags.length === 0 ? [] : [`tagged ${tags.join('+')}`]),
      ].join(' '),
    ) ?? null
  );
}

/** A downtime that is promised so long before its start. */
function scheduled(before: number, catalog = usual, more: Partial<Plan> = {}): [Life, string[] | null] {
  const life = new Life();
  const at = (more.start ?? start) - before;
  life.say(at, { type: 'draft', id: 'd1', plan: plan(more) });
  life.say(at, { type: 'schedule', judgement: clear });
  return [life, meant(catalog, null, life.now, at)];
}

/** What somebody's word means. */
function said(life: Life, at: Instant, command: Spoken, catalog = usual): string[] | null {
  const before = life.now;
  life.say(at, command);
  return meant(catalog, before, life.now, at);
}

const revise = (life: Life, changes: Partial<Plan>): Spoken => ({
  type: 'revise',
  plan: { ...life.now.plan, ...changes },
  judgement: clear,
});

describe('a scheduling', () => {
  it('is told at once, and everything that comes is planned', () => {
    expect(scheduled(30 * DAY)[1]).toEqual([
      'now scheduled schedule',
      '12-29T02:00:00 reminder P7D',
      '01-04T02:00:00 reminder P1D',
      '01-05T01:00:00 reminder PT1H',
      '01-05T02:01:00 delayed delay',
    ]);
  });

  it('that is late leaves out points that have passed, and what would come right after it', () => {
    expect(scheduled(DAY + 9 * MINUTE)[1]).toEqual([
      'now scheduled schedule',
      '01-05T01:00:00 reminder PT1H',
      '01-05T02:01:00 delayed delay',
    ]);
    expect(scheduled(DAY + 10 * MINUTE)[1]).toContain('01-04T02:00:00 reminder P1D');
    expect(scheduled(HOUR)[1]).toEqual(['now scheduled schedule', '01-05T02:01:00 delayed delay']);
  });

  it('of which the policy tells nobody lets the latest point that has passed be caught up', () => {
    const catalog = catalogOf('[P7D, P3D, P1D]');
    expect(scheduled(2 * DAY, catalog)[1]).toEqual(['now reminder P3D', '01-04T02:00:00 reminder P1D']);
    expect(scheduled(10 * DAY, catalog)[1]).toHaveLength(3);
    expect(scheduled(10 * DAY, catalog)[1]).not.toContain(expect.stringContaining('now'));
  });

  it('counts days on the wall clock of the service, and hours exactly', () => {
    // The clocks of Berlin go forward on 29 March 2026.
    const catalog = catalogOf('[P1D, PT24H]');
    const after = Date.UTC(2026, 2, 29, 10);
    expect(scheduled(5 * DAY, catalog, { start: after })[1]).toEqual([
      '03-28T10:00:00 reminder PT24H',
      '03-28T11:00:00 reminder P1D',
    ]);
  });

  it('leaves out a point that says the same a few minutes after another one', () => {
    const catalog = catalogOf('[P1D, PT24H, PT23H55M, PT1H, { at: PT55M, to: [vip] }]');
    const due = Date.UTC(2026, 5, 15, 2);
    expect(scheduled(5 * DAY, catalog, { start: due })[1]).toEqual([
      '06-14T02:00:00 reminder P1D',
      '06-15T01:00:00 reminder PT1H',
    ]);
  });

  it('tells each service by its own policy, what they share as one', () => {
    const catalog = parseCatalog(
      `
services:
  shop: { zone: UTC, announce: { tell: [schedule, P1D, { at: PT2H, to: [vip, staff] }, { at: start, to: [vip] }] } }
  bank: { zone: UTC, announce: { tell: [P2D, P1D, start, start] } }
`,
      'lull.yaml',
    );
    expect(scheduled(36 * HOUR, catalog, { services: ['shop', 'bank'] })[1]).toEqual([
      'now scheduled schedule for shop',
      'now reminder P2D for bank',
      '01-04T02:00:00 reminder P1D',
      '01-05T00:00:00 reminder PT2H for shop tagged vip+staff',
    ]);
  });

  it('goes by the risk of its mode', () => {
    const catalog = catalogOf('{ low: [return], high: [schedule], downtime: [start] }');
    expect(scheduled(DAY, catalog, { mode: 'at-risk' })[1]).toEqual([]);
    expect(scheduled(DAY, catalog, { mode: 'read-only' })[1]).toEqual(['now scheduled schedule']);
    expect(scheduled(DAY, catalog, { mode: 'hold', takes: 20 * SECOND, rollback: 0 })[1]).toEqual([]);
    expect(scheduled(DAY, usual, { mode: 'at-risk' })[1]).toEqual(['now scheduled schedule']);
  });

  it('of an occurrence is told a week before it, and not when its series was made', () => {
    const life = new Life();
    const at = start - 30 * DAY;
    const occurrence = { series: 's', start, moved: false };
    life.say(at, { type: 'draft', id: 'd1', plan: plan(), occurrence });
    life.say(at, { type: 'schedule', judgement: clear });
    expect(meant(usual, null, life.now, at)?.slice(0, 2)).toEqual([
      '12-29T02:00:00 scheduled schedule',
      '01-04T02:00:00 reminder P1D',
    ]);
    // Moved to within a week it is told at once.
    const near = at + 4 * DAY;
    expect(said(life, at, revise(life, { start: near }))).toContain('now moved -');
    // Moved away again, its scheduling waits for those who were told nothing; the others are reminded.
    expect(said(life, at, revise(life, { start }))?.slice(0, 3)).toEqual([
      'now moved - for those told',
      '12-29T02:00:00 scheduled schedule',
      '12-29T02:00:00 reminder P7D',
    ]);
  });

  it('that only drafts, proposes or changes what nobody is told of tells nobody', () => {
    const life = new Life();
    life.say(start - DAY, { type: 'draft', id: 'd1', plan: plan() });
    expect(meant(usual, null, life.now, start - DAY)).toBeNull();
    expect(
      said(life, start - DAY, { type: 'schedule', judgement: { ...clear, asks: ['somebody'] } }),
    ).toBeNull();
    expect(said(life, start - DAY, { type: 'cancel' })).toBeNull();
    const other = promised();
    expect(said(other, start - DAY, revise(other, { remindEvery: HOUR }))).toBeNull();
  });
});

describe('a change of the promise', () => {
  it('of time, length or mode is told at once, whatever the policy, and reminders are planned anew', () => {
    for (const changes of [{ start: start + 9 * DAY }, { takes: HOUR }, { mode: 'read-only' } as const]) {
      const life = promised();
      expect(said(life, start - DAY, revise(life, changes), catalogOf('[PT1H, return]'))?.[0]).toMatch(
        /^now moved - for those told$/,
      );
    }
    const life = promised();
    expect(said(life, start - DAY, revise(life, { start: start + 2 * DAY }))).toEqual([
      'now moved -',
      '01-06T02:00:00 reminder P1D',
      '01-07T01:00:00 reminder PT1H',
      '01-07T02:01:00 delayed delay',
    ]);
  });

  it('of the title alone is no news, but what is planned says the new one', () => {
    const life = promised();
    const before = life.now;
    const lines = said(life, start - HOUR * 2, revise(life, { title: 'Another' }));
    expect(lines).toEqual(['01-05T01:00:00 reminder PT1H', '01-05T02:01:00 delayed delay']);
    const change = { before, after: life.now, events: [], now: start, catalog: usual, names: new Map() };
    expect(wavesOf(change)).toMatchObject({ keeps: 'all' });
  });

  it('tells others by what the policy would have told them by now', () => {
    const catalog = catalogOf('[P7D, { at: P2D, to: [vip] }]');
    const life = promised();
    expect(said(life, start - DAY, revise(life, { start: start + 3 * DAY }), catalog)).toEqual([
      'now moved -',
      '01-06T02:00:00 reminder P2D tagged vip',
    ]);
    expect(said(life, start - DAY, revise(life, { start: start + 20 * DAY }), catalog)?.[0]).toBe(
      'now moved - for those told',
    );
  });
});

describe('the work', () => {
  it('is told when it begins, and before its promised end should it not be through', () => {
    const life = warned();
    const before = life.now;
    life.tick(start);
    expect(meant(usual, before, life.now, start)).toEqual([
      'now started start',
      '01-05T03:55:00 overrunning extension',
    ]);
  });

  it('is overrunning a tenth of its length before the end, but at least half a minute', () => {
    const due = (takes: number) => {
      const life = warned({ takes, rollback: 0 });
      const before = life.now;
      life.tick(start);
      return meant(usual, before, life.now, start)?.[1];
    };
    expect(due(20 * MINUTE)).toBe('01-05T02:18:00 overrunning extension');
    expect(due(2 * MINUTE)).toBe('01-05T02:01:30 overrunning extension');
    expect(due(30 * SECOND)).toBeUndefined();
  });

  it('that begins late tells its new end to those who know of it, and its beginning to who would', () => {
    const quiet = catalogOf('[{ at: P1D, to: [vip] }]');
    const silent = warned();
    const known = silent.now;
    silent.tick(start + 5 * MINUTE);
    expect(meant(quiet, known, silent.now, start + 5 * MINUTE)).toEqual(['now extended - tagged vip']);
    const life = warned();
    const before = life.now;
    life.tick(start + 5 * MINUTE);
    expect(meant(usual, before, life.now, start + 5 * MINUTE)).toEqual([
      'now started start',
      'now extended -',
      '01-05T04:00:00 overrunning extension',
    ]);
  });

  it('is extended to all who know of it, even where the policy leaves that out', () => {
    const longer: Spoken = { type: 'extend', end: start + 3 * HOUR };
    expect(said(begun(), start + HOUR, longer)).toEqual([
      'now extended extension',
      '01-05T04:55:00 overrunning extension',
    ]);
    expect(said(begun(), start + HOUR, longer, catalogOf('[schedule]'))).toEqual(['now extended -']);
    expect(said(begun(), start + HOUR, longer, catalogOf('[return]'))).toEqual([
      'now extended - for those told',
    ]);
    const shorter: Spoken = { type: 'extend', end: start + 90 * MINUTE };
    expect(said(begun(), start + HOUR, shorter)?.[0]).toBe('now moved -');
  });

  it('is over for those whom the policy names; turned back for all who know of it', () => {
    const life = begun();
    expect(said(life, start + HOUR, { type: 'finish' })).toBeNull();
    expect(said(life, start + HOUR, { type: 'opened' })).toEqual(['now completed return']);
    const silent = catalogOf('[schedule, start]');
    const other = begun({ rollback: 0 });
    said(other, start + HOUR, { type: 'abort' }, silent);
    expect(said(other, start + HOUR, { type: 'opened' }, silent)).toEqual(['now aborted - for those told']);
  });

  it('is over, beyond the policy, for those who may wait for what it was before', () => {
    const silent = catalogOf('[schedule, start]');
    const life = begun();
    said(life, start + HOUR, { type: 'finish' }, silent);
    expect(said(life, start + HOUR, { type: 'opened' }, silent)).toEqual([]);
    const longer = begun();
    said(longer, start + HOUR, { type: 'extend', end: start + 3 * HOUR }, silent);
    said(longer, start + 2 * HOUR, { type: 'finish' }, silent);
    expect(said(longer, start + 2 * HOUR, { type: 'opened' }, silent)).toEqual([
      'now completed - for those told',
    ]);
  });

  it('is called off for exactly those who know of it', () => {
    expect(said(promised(), start - HOUR, { type: 'cancel' })).toEqual(['now cancelled - for those told']);
    expect(said(warned(), start - MINUTE, { type: 'no-go' })).toEqual(['now cancelled - for those told']);
  });

  it('of an emergency has begun when it is first told, by a policy that tells schedulings too', () => {
    const life = new Life();
    life.say(start, { type: 'emergency', id: 'd1', plan: plan(), obstacles: [], why: 'fire' });
    expect(meant(usual, null, life.now, start)?.[0]).toBe('now started start');
    expect(meant(catalogOf('[schedule]'), null, life.now, start)).toEqual(['now started start']);
    expect(meant(catalogOf('[return]'), null, life.now, start)).toEqual([]);
  });
});
