import { HOUR } from '../time/instant.ts';
import { hourOfSlot, type LocalWeeks } from './weeks.ts';

/** The pull is never weaker or stronger than this, in newest weeks. */
const leastPull = 0.5;
const mostPull = 20;
/** The pull where one week is all there is, and nothing can tell how weeks differ. */
const guessedPull = 2;
/** Hours on either side that are asked with an hour: one alone knows too little. */
const hoursAside = 2;

/**
 * Weight of each week, oldest first: 1 for the newest, half after each half-life.
 *
 * @example weekWeights(3, 1) // [0.25, 0.5, 1]
 */
export function weekWeights(weeks: number, halfLife: number): Float64Array {
  return Float64Array.from({ length: weeks }, (_, week) => 2 ** ((week + 1 - weeks) / halfLife));
}

/** Sums of shares over blocks of an hour (or of a cell, where that is longer) by week. */
function hourlyShares(weeks: LocalWeeks, values: Float64Array, levels: Float64Array, perBlock: number) {
  const { slots } = weeks;
  const blocks = Math.ceil(slots / perBlock);
  const shares = new Float64Array(blocks * weeks.weeks);
  for (let week = 0; week < weeks.weeks; week++) {
    for (let slot = 0; slot < slots; slot++) {
      shares[Math.floor(slot / perBlock) * weeks.weeks + week]! +=
        values[week * slots + slot]! / levels[week]!;
    }
  }
  return { blocks, shares };
}

/**
 * How strongly the slots of each hour of the day are pulled towards their type of day, in units of the newest
 * week: the variance of a slot between weeks, by the variance between slots of the same type that is left
 * when chance is taken off (empirical Bayes: Efron and Morris, "Data analysis using Stein's estimator",
 * 1975). Where the weeks agree and the days differ the pull is weak, where they don't it is strong. Taken
 * over whole hours, so that the noise of short buckets, which evens out over a window, doesn't count.
 *
 * @param type share of each slot's type of day
 * @param weights weight of each week
 */
export function pullByHour(
  weeks: LocalWeeks,
  values: Float64Array,
  levels: Float64Array,
  type: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { slots, step } = weeks;
  const perBlock = Math.max(1, Math.round(HOUR / step));
  const { blocks, shares } = hourlyShares(weeks, values, levels, perBlock);
  const noise = new Float64Array(24);
  const spread = new Float64Array(24);
  let isKnown = false;
  for (let block = 0; block < blocks; block++) {
    let weight = 0;
    let squares = 0;
    let average = 0;
    let deviations = 0;
    for (let week = 0; week < weeks.weeks; week++) {
      const share = shares[block * weeks.weeks + week]!;
      if (Number.isNaN(share)) continue;
      // Welford's running mean and variance, weighted.
      weight += weights[week]!;
      squares += weights[week]! ** 2;
      const change = share - average;
      average += (weights[week]! / weight) * change;
      deviations += weights[week]! * change * (share - average);
    }
    const independent = weight - squares / weight;
    if (!(independent > 1e-9)) continue;
    isKnown = true;
    const variance = deviations / independent;
    let usual = 0;
    const last = Math.min(slots, (block + 1) * perBlock);
    for (let slot = block * perBlock; slot < last; slot++) usual += type[slot]!;
    const hour = hourOfSlot(weeks, block * perBlock);
    noise[hour]! += variance;
    spread[hour]! += (average - usual) ** 2 - (variance * squares) / weight ** 2;
  }
  if (!isKnown) return noise.fill(guessedPull);
  return noise.map((_, hour) => {
    let noisy = 0;
    let different = 0;
    for (let aside = -hoursAside; aside <= hoursAside; aside++) {
      noisy += noise[(hour + aside + 24) % 24]!;
      different += spread[(hour + aside + 24) % 24]!;
    }
    return different > 0 ? Math.min(mostPull, Math.max(leastPull, noisy / different)) : mostPull;
  });
}
