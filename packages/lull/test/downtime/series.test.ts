import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Downtime } from '../../src/downtime/contract.ts';
import { occurrencesToMake, type Series, type Slot, seriesChanges } from '../../src/downtime/series.ts';
import { DAY, formatInstant, HOUR, type Instant } from '../../src/time/instant.ts';
import { clear, Life, plan } from './life.ts';

const { start: _, ...template } = plan();
const nightly: Series = {
  id: 's1',
  plan: template,
  recurrence: { zone: 'Europe/Berlin', start: '2026-03-20T02:00', rrule: 'FREQ=DAILY' },
  endsAt: null,
};
const at = (more: Partial<Series['recurrence']>): Series => ({
  ...nightly,
  recurrence: { ...nightly.recurrence, ...more },
});

const from = Date.UTC(2026, 2, 26);
const until = from + 5 * DAY;
const starts = (slots: readonly Slot[]) => slots.map(({ plan: { start } }) => formatInstant(start));

let id = 0;
const lifeOf = ({ plan: planned, occurrence }: Slot, schedules = true): Life => {
  const life = new Life();
  life.say(from, { type: 'draft', id: `d${id++}`, plan: planned, occurrence });
  if (schedules) life.say(from, { type: 'schedule', judgement: clear });
  return life;
};
const made = (): Life[] => occurrencesToMake(nightly, from, until).map((slot) => lifeOf(slot));
const nothing = { make: [], change: [], cancel: [], unpromised: [], keep: [] };
const changes = (series: Series, lives: readonly Life[], now: Instant = from) =>
  seriesChanges(
    series,
    lives.map((life) => life.now),
    now,
    until,
  );

describe('a series', () => {
  it('makes one downtime for each of its starts on the wall clock, moved over a gap', () => {
    expect(starts(occurrencesToMake(nightly, from, until))).toEqual([
      '2026-03-26T01:00:00Z',
      '2026-03-27T01:00:00Z',
      '2026-03-28T01:00:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:00:00Z',
    ]);
  });

  it('makes each once, however the time is cut into pieces, and none from its end on', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 * DAY }), { maxLength: 5 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), 300 * DAY].map((offset) => from + offset);
        const pieces = edges.slice(1).flatMap((edge, i) => occurrencesToMake(nightly, edges[i]!, edge));
        expect(starts(pieces)).toEqual(starts(occurrencesToMake(nightly, from, from + 300 * DAY)));
      }),
      { numRuns: 20 },
    );
    const ended = { ...nightly, endsAt: from + DAY + HOUR };
    expect(occurrencesToMake(ended, from, until)).toHaveLength(1);
  });

  it('says nothing where nothing changed', () => {
    expect(changes(nightly, made())).toEqual(nothing);
  });

  it('moves what nobody moved to the new time of the same day', () => {
    const lives = made();
    const { make, change, cancel } = changes(at({ start: '2026-03-20T04:00' }), lives);
    expect([make, cancel]).toEqual([[], []]);
    expect(starts(change.map(({ slot }) => slot))[0]).toBe('2026-03-26T03:00:00Z');
    const [first] = lives;
    const { slot } = change[0]!;
    const bySeries = slot.plan.start;
    first!.say(from, { type: 'revise', plan: slot.plan, judgement: clear, bySeries });
    expect(first!.now.occurrence).toEqual({ series: 's1', start: bySeries, moved: false });
  });

  it('passes by what was moved, cancelled or begun by itself, and makes nothing in its place', () => {
    const [moved, cancelled, noGo, warned, last] = made() as [Life, Life, Life, Life, Life];
    const other = { ...moved.now.plan, start: moved.now.plan.start! + 3 * HOUR };
    moved.say(from, { type: 'revise', plan: other, judgement: clear });
    expect(moved.now.occurrence!.moved).toBe(true);
    cancelled.say(from, { type: 'cancel' });
    for (const life of [noGo, warned]) life.tick(life.now.plan.start! - life.now.plan.warnBefore);
    noGo.say(noGo.now.changedAt, { type: 'no-go' });
    const all = [moved, cancelled, noGo, warned, last];
    const { make, change, cancel, keep } = changes(at({ start: '2026-03-20T04:00' }), all);
    expect([make, cancel]).toEqual([[], []]);
    expect(change.map(({ downtime }) => downtime.id)).toEqual([last.now.id]);
    expect(keep).toEqual([
      { downtime: moved.now, because: 'moved' },
      { downtime: warned.now, because: 'go-no-go' },
    ]);
  });

  it('tells of drafts that are as it says that they are not promised', () => {
    const lives = occurrencesToMake(nightly, from, until).map((slot, i) => lifeOf(slot, i > 0));
    expect(changes(nightly, lives)).toEqual({ ...nothing, unpromised: [lives[0]!.now] });
  });

  it('makes no second one on a day whose first has begun', () => {
    const lives = made();
    const now = lives[0]!.now.plan.start! + HOUR;
    lives[0]!.tick(lives[0]!.now.plan.start! - 1);
    const { make, change } = changes(at({ start: '2026-03-20T23:00' }), lives, now);
    expect([make.length, change.length]).toEqual([0, 4]);
  });

  it('cancels what it no longer says, and makes it again when it says it again', () => {
    const lives = made();
    const weekly = at({ rrule: 'FREQ=WEEKLY;BYDAY=FR' });
    const { cancel } = changes(weekly, lives);
    expect(cancel).toHaveLength(4);
    for (const life of lives) {
      if (!cancel.includes(life.now)) continue;
      life.say(from, { type: 'cancel', bySeries: life.now.occurrence!.start });
    }
    expect(changes(nightly, lives).make).toHaveLength(4);
  });

  it('cancels at its end all that nobody moved', () => {
    expect(changes({ ...nightly, endsAt: from }, made()).cancel).toHaveLength(5);
  });

  it('proposes anew what waits for a second person', () => {
    const life = lifeOf(occurrencesToMake(nightly, from, until)[0]!, false);
    life.say(from, { type: 'schedule', judgement: { ...clear, asks: ['two people'] } });
    const longer = { ...nightly, plan: { ...template, takes: 3 * HOUR } };
    const { make, change, cancel } = changes(longer, [life]);
    expect([make.length, change.length, cancel.length]).toEqual([5, 0, 1]);
  });

  it('leaves, when its changes are followed, each start once and nothing to change', () => {
    const rules = fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,FR', 'FREQ=DAILY;BYHOUR=2,14');
    const clocks = fc.constantFrom('2026-03-20T02:00', '2026-03-20T04:30', '2026-03-20T23:45');
    const series = fc.record({ rrule: rules, start: clocks }).map(at);
    fc.assert(
      fc.property(fc.array(series, { minLength: 1, maxLength: 5 }), (path) => {
        let lives = made();
        for (const next of path) {
          lives = follow(next, lives);
          const wanted = starts(occurrencesToMake(next, from + 1, until));
          const alive = lives.filter(({ now }) => now.state !== 'cancelled');
          const found = alive.map(({ now }) => formatInstant(now.plan.start!));
          expect(found.sort()).toEqual(wanted);
          expect(changes(next, lives)).toEqual(nothing);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Says to every downtime what the changes of its series mean for it. */
function follow(series: Series, lives: readonly Life[]): Life[] {
  const { make, change, cancel } = changes(series, lives);
  const lifeOfDowntime = new Map<Downtime, Life>(lives.map((life) => [life.now, life]));
  for (const downtime of cancel) {
    lifeOfDowntime.get(downtime)!.say(from, { type: 'cancel', bySeries: downtime.occurrence!.start });
  }
  for (const { downtime, slot } of change) {
    const said = { type: 'revise', plan: slot.plan, judgement: clear, bySeries: slot.plan.start } as const;
    lifeOfDowntime.get(downtime)!.say(from, said);
  }
  return [...lives, ...make.map((slot) => lifeOf(slot))];
}
