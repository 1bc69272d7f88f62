import type { CalendarOver } from '../../src/plan/may.ts';
import type { Calendar, FreezeTime, TakenTime, WindowTime, Work } from '../../src/plan/rules.ts';
import { intersects } from '../../src/time/interval.ts';

const none = { days: 0, ms: 0 };

/** A window occurrence that allows everything unless told otherwise. */
export function windowTime(given: Partial<WindowTime> & { start: number; end: number }): WindowTime {
  return { window: 'a', zone: 'UTC', risk: 'downtime', notice: none, cutoff: none, ...given };
}

/** A freeze occurrence for everything unless told otherwise. */
export function freezeTime(given: Partial<FreezeTime> & { start: number; end: number }): FreezeTime {
  return { window: 'f', leastRisk: 'low', reason: null, ...given };
}

/** Full downtime work with no way back to wait for, asked at 0. */
export function work(given: Partial<Work> & { takes: number }): Work {
  return { rollback: 0, mode: 'full', announced: 0, ...given };
}

/** What another downtime takes, by the rule of people unless told otherwise. */
export function takenTime(given: Partial<TakenTime> & { start: number; end: number }): TakenTime {
  return { rule: 'people', name: 'd', message: 'the same people are needed for "D"', ...given };
}

/** A calendar that has no rules but those given. */
export function calendar(given: Partial<Calendar> = {}): Calendar {
  return { windows: null, freezes: [], taken: [], ...given };
}

/** A calendar that is asked for pieces of time, and gives no more than what touches them. */
export function over(given: Partial<Calendar>): CalendarOver {
  const { windows, freezes, taken } = calendar(given);
  return (period) => ({
    windows: windows?.filter((window) => intersects(window, period)) ?? null,
    freezes: freezes.filter((freeze) => intersects(freeze, period)),
    taken: taken.filter((time) => intersects(time, period)),
  });
}
