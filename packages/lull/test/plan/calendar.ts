import type { FreezeTime, WindowTime, Work } from '../../src/plan/rules.ts';

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
