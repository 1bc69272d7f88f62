import type { Instant } from './instant.ts';

/** A half-open period: `start` is in it, `end` is not. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * Whether two half-open periods share an instant; touching ones don't.
 *
 * @example intersects({ start: 0, end: 2 }, { start: 2, end: 3 }) === false
 */
export function intersects(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

/**
 * Whether `inner` lies wholly in `outer`.
 *
 * @example contains({ start: 0, end: 2 }, { start: 1, end: 2 }) === true
 */
export function contains(outer: Interval, inner: Interval): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * The union, sorted; touching and overlapping periods become one, empty ones vanish.
 *
 * @example join([{ start: 0, end: 2 }, { start: 2, end: 3 }]) // [{ start: 0, end: 3 }]
 */
export function join(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((i) => i.start < i.end).sort((a, b) => a.start - b.start || a.end - b.end);
  const joined: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of sorted) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/**
 * What of `from` is in none of `holes`, joined and sorted.
 *
 * @example
 * subtract([{ start: 0, end: 9 }], [{ start: 2, end: 3 }]) // [{ start: 0, end: 2 }, { start: 3, end: 9 }]
 */
export function subtract(from: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const cut = join(holes);
  const left: Interval[] = [];
  let next = 0;
  for (const { start, end } of join(from)) {
    let at = start;
    while (next < cut.length && cut[next]!.end <= start) next++;
    for (let i = next; i < cut.length && cut[i]!.start < end; i++) {
      const hole = cut[i]!;
      if (hole.start > at) left.push({ start: at, end: hole.start });
      at = Math.max(at, hole.end);
    }
    if (at < end) left.push({ start: at, end });
  }
  return left;
}

/**
 * The parts of the intervals inside `bounds`, in their order, not joined.
 *
 * @example clip([{ start: 0, end: 9 }], { start: 2, end: 3 }) // [{ start: 2, end: 3 }]
 */
export function clip(intervals: readonly Interval[], bounds: Interval): Interval[] {
  return intervals
    .map(({ start, end }) => ({ start: Math.max(start, bounds.start), end: Math.min(end, bounds.end) }))
    .filter((i) => i.start < i.end);
}
