import { DAY, HOUR, type Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { type OffsetSpan, offsetSpans } from '../time/zone.ts';
import type { Series } from '../traffic/series.ts';
import { sumOver } from '../traffic/sum-over.ts';

/** A start and the harm that the work would do from there. */
export interface ScoredStart extends Interval {
  readonly harm: number;
}

/**
 * Every start on the step of a series of harm inside the open starts, with its harm; least harm first, the
 * earliest of equals first. A stretch's own first moment is tried too, unless it is only the present with
 * better ones on the step.
 */
export function scoreStarts(
  series: Series,
  open: readonly Interval[],
  takes: number,
  present: Instant = Number.NEGATIVE_INFINITY,
): ScoredStart[] {
  const harm = sumOver(series);
  const scored: ScoredStart[] = [];
  const add = (start: Instant): void => {
    const period = { start, end: start + takes };
    scored.push({ ...period, harm: harm(period) });
  };
  for (const stretch of open) {
    const first = series.start + Math.ceil((stretch.start - series.start) / series.step) * series.step;
    if (first >= stretch.end || (first > stretch.start && stretch.start > present)) add(stretch.start);
    for (let start = first; start < stretch.end; start += series.step) add(start);
  }
  // Sums of different buckets differ in their last bits; without a quantum that noise would beat "earliest
  // first".
  const quantum = scored.reduce((most, { harm }) => Math.max(most, harm), 0) * 1e-9 || 1;
  return scored
    .map((candidate) => ({ candidate, rank: Math.round(candidate.harm / quantum) }))
    .sort((a, b) => a.rank - b.rank || a.candidate.start - b.candidate.start)
    .map(({ candidate }) => candidate);
}

/**
 * The best starts that don't overlap and lie in different local nights (noon to noon).
 *
 * @param scored least harm first
 */
export function distinctNights(scored: readonly ScoredStart[], zone: string, top: number): ScoredStart[] {
  const night = nightOf(scored, zone);
  const chosen: ScoredStart[] = [];
  const nights = new Set<number>();
  for (const candidate of scored) {
    if (chosen.length === top) break;
    if (nights.has(night(candidate.start)) || chosen.some((other) => intersects(other, candidate))) continue;
    chosen.push(candidate);
    nights.add(night(candidate.start));
  }
  return chosen;
}

function nightOf(scored: readonly ScoredStart[], zone: string): (start: Instant) => number {
  if (scored.length === 0) return () => 0;
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const candidate of scored) {
    start = Math.min(start, candidate.start);
    end = Math.max(end, candidate.end);
  }
  const spans = offsetSpans(zone, { start, end });
  const offset = (at: Instant): number =>
    (spans.find((span: OffsetSpan) => at < span.end) ?? spans.at(-1)!).offset;
  return (at) => Math.floor((at + offset(at) - 12 * HOUR) / DAY);
}
