import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../../time/instant.ts';

/** How far apart the stamps of a series are. */
export interface Step {
  /** The commonest distance between neighbours, or what the common ones are multiples of, in milliseconds. */
  readonly length: number;
  /** Whether the stamps keep to that distance, gaps apart. */
  readonly even: boolean;
  /** Where the stamps lie within a step: the commonest `stamp mod length`. */
  readonly phase: number;
  /** Another distance that covers more than a fifth of the time (a change of resolution), or null. */
  readonly other: number | null;
}

const SAMPLE = 50_000;
const customary = [
  ...[1, 5, 10, 15, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => n * HOUR),
  ...[1, 7].map((n) => n * DAY),
];

/**
 * The step of stamps in ascending order, whatever gaps they have and even if they shake by a tenth of it;
 * null with fewer than two stamps. `coarse` is the length from which on stamps that all lie on one grid are
 * taken for a series with many gaps and not for single events.
 *
 * @example stepOf(Float64Array.of(0, 3_600_000, 7_200_000), 300_000)?.length === 3_600_000
 */
export function stepOf(times: Float64Array, coarse: number): Step | null {
  const distances = neighbourDistances(times);
  if (distances.length === 0) return null;
  const { length, even } = lengthOf(distances, coarse);
  const phase = commonest(sampled(times).map((at) => at % length)).value;
  return { length, even: even && length <= WEEK, phase, other: otherLength(times, length) };
}

function sampled(times: Float64Array): Float64Array {
  const stride = Math.max(1, Math.floor(times.length / SAMPLE));
  return Float64Array.from({ length: Math.ceil(times.length / stride) }, (_, i) => times[i * stride]!);
}

function neighbourDistances(times: Float64Array): Float64Array {
  const stride = Math.max(1, Math.floor((times.length - 1) / SAMPLE));
  const count = Math.max(0, Math.ceil((times.length - 1) / stride));
  return Float64Array.from({ length: count }, (_, i) => times[i * stride + 1]! - times[i * stride]!);
}

function lengthOf(distances: Float64Array, coarse: number): Pick<Step, 'length' | 'even'> {
  const exact = commonest(distances);
  const shaken = commonest(distances.map(toCustomary));
  if (exact.share >= 0.5 && onGrid(distances, exact.value)) return { length: exact.value, even: true };
  if (shaken.share >= 0.5 && shaken.share > exact.share) return { length: shaken.value, even: true };
  const common = exact.counts.filter(([, count]) => count >= distances.length / 20).map(([length]) => length);
  const grid = common.reduce(commonDivisor, 0);
  if (grid > 0 && onGrid(distances, grid)) return { length: grid, even: grid >= coarse };
  return { length: exact.value, even: exact.share >= 0.5 };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function onGrid(distances: Float64Array, length: number): boolean {
  return distances.filter((distance) => distance % length === 0).length >= 0.9 * distances.length;
}

/** The customary length (1 s, 5 min, 1 h, …) within a tenth of the distance, or the distance itself. */
export function toCustomary(distance: number): number {
  return customary.find((length) => Math.abs(distance - length) <= length / 10) ?? distance;
}

/** Ties go to the smallest. */
function commonest(figures: Float64Array): { value: number; share: number; counts: [number, number][] } {
  const counts = new Map<number, number>();
  for (const figure of figures) counts.set(figure, (counts.get(figure) ?? 0) + 1);
  let value = 0;
  let count = 0;
  for (const [figure, times] of counts) {
    if (times > count || (times === count && figure < value)) {
      value = figure;
      count = times;
    }
  }
  return { value, share: count / figures.length, counts: [...counts] };
}

/** Only a distance that follows upon itself is a step: a gap every night is none. */
function otherLength(times: Float64Array, length: number): number | null {
  const covered = new Map<number, number>();
  let before = 0;
  for (let i = 1; i < times.length; i++) {
    const distance = times[i]! - times[i - 1]!;
    if (distance !== length && distance === before) {
      const step = toCustomary(distance);
      covered.set(step, (covered.get(step) ?? 0) + distance);
    }
    before = distance;
  }
  const inAll = times[times.length - 1]! - times[0]!;
  const other = [...covered].find(([step, time]) => step !== toCustomary(length) && time > inAll / 5);
  return other?.[0] ?? null;
}
