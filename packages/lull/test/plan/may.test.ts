import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import { calendarsOf } from '../../src/plan/calendar.ts';
import { may } from '../../src/plan/may.ts';
import type { Calendar } from '../../src/plan/rules.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import type { Interval } from '../../src/time/interval.ts';
import { freezeTime, over, windowTime, work } from './calendar.ts';

const nightly = Array.from({ length: 500 }, (_, day) =>
  windowTime({ start: day * DAY + 2 * HOUR, end: day * DAY + 6 * HOUR, window: 'nightly' }),
);

const ask = (calendar: Partial<Calendar>, at: number, takes = 2 * HOUR, more = {}) =>
  may(over(calendar), work({ takes, ...more }), at, 'UTC');

describe('may', () => {
  it('is open at both edges of the starts that fit, closed just past them', () => {
    const calendar = { windows: nightly, freezes: [] };
    expect(ask(calendar, 2 * HOUR).open).toBe(true);
    expect(ask(calendar, 2 * HOUR - 1).open).toBe(false);
    expect(ask(calendar, 4 * HOUR).open).toBe(true);
    expect(ask(calendar, 4 * HOUR + 1).open).toBe(false);
  });

  it('says when the answer changes next, whichever it is', () => {
    const calendar = { windows: nightly, freezes: [] };
    expect(ask(calendar, HOUR).changesAt).toBe(2 * HOUR);
    expect(ask(calendar, 3 * HOUR).changesAt).toBe(4 * HOUR + 1);
    expect(ask(calendar, 5 * HOUR).changesAt).toBe(DAY + 2 * HOUR);
  });

  it('looks past a freeze of months for the next change', () => {
    const calendar = { windows: nightly, freezes: [freezeTime({ start: 0, end: 200 * DAY })] };
    expect(ask(calendar, 3 * HOUR)).toMatchObject({ open: false, changesAt: 200 * DAY + 2 * HOUR });
  });

  it('has no next change where there is none within 400 days', () => {
    expect(ask({ windows: null, freezes: [] }, 0)).toMatchObject({ open: true, changesAt: null });
    expect(ask({ windows: [], freezes: [] }, 0)).toMatchObject({ open: false, changesAt: null });
  });

  it('goes through few occurrences, even of the rule that starts most often', () => {
    const yaml = (rrule: string) => `services: { shop: { zone: UTC, windows: [w] } }
windows: { w: { zone: UTC, start: 2026-01-01T00:00, duration: PT5M, rrule: "${rrule}" } }`;
    const answered = (rrule: string) => {
      let occurrences = 0;
      const [calendarOver] = calendarsOf(parseCatalog(yaml(rrule), 'lull.yaml'), ['shop']);
      const counting = (period: Interval) => {
        const calendar = calendarOver!(period);
        occurrences += calendar.windows!.length;
        return calendar;
      };
      const at = Date.UTC(2026, 0, 1);
      const { open, changesAt } = may(counting, work({ takes: HOUR }), at, 'UTC');
      return { open, changesAt, occurrences };
    };
    expect(() => answered('FREQ=MINUTELY')).toThrow('starts at most 288 times');
    const densest = answered('FREQ=MINUTELY;INTERVAL=5');
    expect(densest).toMatchObject({ open: true, changesAt: null });
    expect(densest.occurrences).toBeLessThan(130_000);
  });

  it('names every rule that stands in the way, not only the first', () => {
    const calendar = {
      windows: [windowTime({ start: 0, end: 3 * HOUR, window: 'short', cutoff: { days: 0, ms: 2 * HOUR } })],
      freezes: [freezeTime({ start: 4 * HOUR, end: DAY, window: 'sale', reason: 'autumn sale' })],
    };
    const answer = ask(calendar, 2 * HOUR, 3 * HOUR);
    expect(answer.open).toBe(false);
    expect(answer.reasons.map(({ rule, name }) => [rule, name])).toEqual([
      ['freeze', 'sale'],
      ['cutoff', 'short'],
      ['length', 'short'],
    ]);
    expect(answer.reasons[0]!.message).toContain('autumn sale');
  });

  it('says that the risk is too much for the window that is open', () => {
    const calendar = { windows: [windowTime({ start: 0, end: DAY, risk: 'low' })], freezes: [] };
    expect(ask(calendar, HOUR).reasons).toMatchObject([{ rule: 'risk', name: 'a' }]);
    expect(ask(calendar, HOUR, HOUR, { mode: 'at-risk' }).open).toBe(true);
  });

  it('says from when the notice would be kept', () => {
    const notice = { days: 7, ms: 0 };
    const calendar = { windows: [windowTime({ start: 0, end: 30 * DAY, notice })], freezes: [] };
    const answer = ask(calendar, DAY);
    expect(answer.reasons).toMatchObject([{ rule: 'notice' }]);
    expect(answer.reasons[0]!.message).toContain('1970-01-08 00:00 UTC');
    expect(answer.changesAt).toBe(7 * DAY);
  });

  it('gives no answer without a reason when it is closed', () => {
    for (let at = 0; at < 2 * DAY; at += 17 * 60_000) {
      const answer = ask({ windows: nightly, freezes: [freezeTime({ start: 3 * HOUR, end: 4 * HOUR })] }, at);
      expect(answer.open || answer.reasons.length > 0).toBe(true);
    }
  });
});
