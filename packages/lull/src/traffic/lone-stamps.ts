import { HOUR, type Instant, WEEK } from '../time/instant.ts';
import { spokenLength, spokenTime } from '../time/spoken.ts';
import type { Bucket, Warning } from './reading.ts';

/** Weeks of a history that are looked at: older ones would weigh less than a sixteenth. */
export const mostWeeks = 16;
/** No service has nobody for so long: the log is not all there, or a stamp is wrong. */
export const longestSilence = WEEK;
/** Stray stamps fill no more than this, and so much of all buckets together. */
const longestStray = HOUR;
const mostStrays = 0.05;

/**
 * Buckets without those that stand alone: a few strays a week or more away from all others (a clock that was
 * wrong), and what lies before a hole so long that nothing before it would be looked at. They would make a
 * short history pass for a long one.
 *
 * @param buckets sorted by start
 * @param step length of a bucket in milliseconds
 * @returns what is kept, and the warning `lone-stamps` when that is not all
 * @example withoutLoneStamps(reading.buckets, reading.step).kept.length
 */
export function withoutLoneStamps(
  buckets: readonly Bucket[],
  step: number,
): { kept: readonly Bucket[]; warnings: Warning[] } {
  const stretches = stretchesOf(buckets, step);
  const isStray = (stretch: readonly Bucket[]) => stretch.length * step <= Math.max(step, longestStray);
  const strays = stretches.filter(isStray).reduce((count, stretch) => count + stretch.length, 0);
  const solid = strays <= mostStrays * buckets.length ? stretches.filter((s) => !isStray(s)) : stretches;
  const first = solid.findLastIndex((stretch, i) => {
    const before = solid[i - 1]?.at(-1);
    return !before || stretch[0]!.start - before.start >= mostWeeks * WEEK;
  });
  const kept = solid.slice(Math.max(0, first));
  if (kept.length === stretches.length) return { kept: buckets, warnings: [] };
  return {
    kept: kept.flat(),
    warnings: [warningOf(stretches.filter((s) => !kept.includes(s)).flat(), step)],
  };
}

/** The buckets in runs that a silence of a week parts. */
function stretchesOf(buckets: readonly Bucket[], step: number): (readonly Bucket[])[] {
  const stretches: (readonly Bucket[])[] = [];
  let from = 0;
  for (let i = 1; i <= buckets.length; i++) {
    const next = buckets[i]?.start ?? Number.POSITIVE_INFINITY;
    if (next - buckets[i - 1]!.start - step < longestSilence) continue;
    stretches.push(buckets.slice(from, i));
    from = i;
  }
  return stretches;
}

function warningOf(lone: readonly Bucket[], step: number): Warning {
  const said = (at: Instant) => spokenTime(at, 'UTC');
  const [first, last] = [lone[0]!.start, lone.at(-1)!.start];
  const when = first === last ? said(first) : `${said(first)} to ${said(last)}`;
  const buckets = `${lone.length.toLocaleString('en')} ${lone.length === 1 ? 'bucket' : 'buckets'}`;
  const message = `${buckets} of ${spokenLength(step)} (${when}) stood alone, far from all other traffic, and were left out.`;
  return { code: 'lone-stamps', message };
}
