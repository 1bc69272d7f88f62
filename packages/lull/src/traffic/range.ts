import { quantile } from './numbers.ts';
import { levelAfter, type ProfiledWeeks } from './profile.ts';

/** How many of the last weeks the range looks at. */
const lastWeeks = 8;
/** Share of a window that must be known in a week for the week to count. */
const leastKnown = 0.75;
/** Few weeks seldom hold the ends of what happens: by how much the range is wider than what they held. */
const widening = 1.5;
/** Sums of the same figures in another order differ by less than this share. */
const rounding = 1e-6;
/** Half and double: what is said when no week says anything. */
const guess = { low: 0.5, high: 2 };

/** Low and high as shares of what is expected. */
export interface Shares {
  readonly low: number;
  readonly high: number;
}

/**
 * What a window held in each of the last weeks as a share of what was to be expected, newest first. What was
 * to be expected is half the level that the week turned out to have and half the one that the weeks before it
 * promised (their geometric mean): the whole error of the level would be counted with the window's own, which
 * it is part of.
 */
function lastShares({ weeks, values, profile }: ProfiledWeeks, firstCell: number, count: number): number[] {
  const { slots } = weeks;
  const { shape, levels } = profile;
  const shares: number[] = [];
  const past = Math.max(1, Math.ceil((firstCell + count - values.length) / slots));
  for (let i = 0, start = firstCell - past * slots; i < lastWeeks && start >= 0; i++, start -= slots) {
    let sum = 0;
    let usual = 0;
    let known = 0;
    for (let cell = start; cell < start + count; cell++) {
      if (Number.isNaN(values[cell]!)) continue;
      sum += values[cell]!;
      usual += shape[cell % slots]!;
      known++;
    }
    const week = Math.floor(start / slots);
    const own = levels[week]!;
    const promised = levelAfter(levels.subarray(0, week)) || own;
    const share = sum / (usual * Math.sqrt(own * promised));
    if (known >= leastKnown * count && Number.isFinite(share)) shares.push(share);
  }
  return shares;
}

/**
 * The range in which a window's sum falls four times in five, as shares of what is expected of it: the mean
 * of what its own last weeks say (10 and 90 % quantiles) and what the same hours of the other days do, a
 * little wider, and with the middle of its own weeks in it. Weeks alone are too few, days alone are not this
 * window; both together scored best (bench/regret).
 *
 * @param firstCell first cell of the window, counted from the weeks' first
 * @param count cells of the window
 * @example rangeOf(past, cell, 24) // { low: 0.8, high: 1.3 }
 */
export function rangeOf(past: ProfiledWeeks, firstCell: number, count: number): Shares {
  const own = lastShares(past, firstCell, count);
  const { slotsPerDay } = past.weeks;
  const others = [1, 2, 3, 4, 5, 6].flatMap((day) => lastShares(past, firstCell - day * slotsPerDay, count));
  const samples = [own, others].filter((list) => list.length >= 2).map((list) => Float64Array.from(list));
  if (samples.length === 0) return guess;
  const at = (share: number) =>
    samples.reduce((sum, sample) => sum + quantile(sample, share), 0) / samples.length;
  const middle = at(0.5);
  const low = Math.max(0, middle - widening * (middle - at(0.1)));
  const high = middle + widening * (at(0.9) - middle);
  const usual = own.length > 0 ? quantile(Float64Array.from(own), 0.5) : 1;
  return { low: Math.min(1, usual, low) * (1 - rounding), high: Math.max(1, usual, high) * (1 + rounding) };
}
