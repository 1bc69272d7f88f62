import { HOUR, type Instant, WEEK } from '../time/instant.ts';
import { type OffsetSpan, offsetSpans } from '../time/zone.ts';
import type { Bucket } from './reading.ts';

const weeksBack = 8;
const hoursOfWeek = WEEK / HOUR;
/**
 * So many requests at the overall share are added to each hour, so that a night of three requests decides
 * nothing.
 */
const prior = 50;

/** The buckets of a forecast. */
interface Grid {
  readonly start: Instant;
  readonly step: number;
  readonly expected: { readonly length: number };
}

/**
 * The expected share of the requests that are writes, per bucket of a forecast, from the same local hours of
 * the eight weeks before `now`; null when the traffic does not tell writes from other requests.
 */
export function writeShare(
  buckets: readonly Bucket[],
  zone: string,
  now: Instant,
  grid: Grid,
): Float64Array | null {
  const recent = buckets.filter(({ start }) => start < now && start >= now - weeksBack * WEEK);
  const requests = new Float64Array(hoursOfWeek);
  const writes = new Float64Array(hoursOfWeek);
  const hourOf = hourOfWeek(zone, now - weeksBack * WEEK, grid.start + grid.expected.length * grid.step);
  let known = false;
  for (const bucket of recent) {
    if (bucket.requests === null || bucket.writes === null) continue;
    const hour = hourOf(bucket.start);
    requests[hour]! += bucket.requests;
    writes[hour]! += bucket.writes;
    known = true;
  }
  if (!known) return null;
  const total = requests.reduce((a, b) => a + b, 0);
  const overall = total > 0 ? writes.reduce((a, b) => a + b, 0) / total : 0;
  return Float64Array.from(grid.expected, (_, i) => {
    const hour = hourOf(grid.start + i * grid.step);
    return (writes[hour]! + prior * overall) / (requests[hour]! + prior);
  });
}

/** The local hour of the week of instants that mostly rise. */
function hourOfWeek(zone: string, start: Instant, end: Instant): (at: Instant) => number {
  const spans: OffsetSpan[] = offsetSpans(zone, { start, end });
  let span = 0;
  return (at) => {
    if (at < spans[span]!.start) span = 0;
    while (span < spans.length - 1 && at >= spans[span]!.end) span++;
    const hours = Math.floor((at + spans[span]!.offset) / HOUR);
    return ((hours % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;
  };
}
