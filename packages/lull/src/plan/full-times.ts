import type { Interval } from '../time/interval.ts';

/** A time at which there are as many as there may be, and which they are. */
export interface FullTime<T> extends Interval {
  readonly busy: readonly T[];
}

/**
 * The times at which `most` or more of the periods hold at once, in order. Periods are half-open: one that
 * ends as another begins is not beside it.
 *
 * @param most at least 1
 * @example fullTimes([{ start: 0, end: 4 }, { start: 2, end: 6 }], 2) // [{ start: 2, end: 4, busy: [both] }]
 */
export function fullTimes<T extends Interval>(periods: readonly T[], most: number): FullTime<T>[] {
  const edges = periods
    .flatMap((period) => [
      { at: period.start, period, begins: true },
      { at: period.end, period, begins: false },
    ])
    .sort((a, b) => a.at - b.at || Number(a.begins) - Number(b.begins));
  const full: FullTime<T>[] = [];
  const running = new Set<T>();
  let start = 0;
  let busy = new Set<T>();
  for (const { at, period, begins } of edges) {
    if (begins) {
      running.add(period);
      if (running.size < most) continue;
      if (busy.size === 0) start = at;
      for (const each of busy.size === 0 ? running : [period]) busy.add(each);
    } else {
      running.delete(period);
      if (busy.size === 0 || running.size >= most) continue;
      full.push({ start, end: at, busy: [...busy] });
      busy = new Set();
    }
  }
  return full;
}
