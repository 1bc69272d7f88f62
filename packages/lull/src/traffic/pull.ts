import { HOUR } from '../time/instant.ts';
import { hourOfSlot, type LocalWeeks } from './weeks.ts';

/** The pull is never stronger than this, in newest weeks. */
const mostPull = 20;
/** The pull where one week is all there is, and nothing can tell how weeks differ. */
const guessedPull = 2;
/**
 * A difference of more than so many standard errors is one of the slot's own: no other hour tells its pull.
 */
const ownFrom = 3;
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

/** Sums over each hour of the day and the hours on either side of it. */
function sumsAround(byHour: Float64Array): Float64Array {
  return byHour.map((_, hour) => {
    let sum = 0;
    for (let aside = -hoursAside; aside <= hoursAside; aside++) sum += byHour[(hour + aside + 24) % 24]!;
    return sum;
  });
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
 * How strongly each slot is pulled towards its type of day, in units of the newest week: the variance of a
 * slot between weeks, by the variance between slots of the same type and hour that is left when chance is
 * taken off (empirical Bayes: Efron and Morris, "Data analysis using Stein's estimator", 1975). Where the
 * weeks agree and the days differ the pull is weak, where they don't it is strong; a slot that is certainly
 * unlike its type is pulled less (their "limited translation"). Taken over whole hours, so that the noise of
 * short buckets, which evens out over a window, doesn't count.
 *
 * @param type share of each slot's type of day
 * @param weights weight of each week
 */
export function pullBySlot(
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
  const known = new Float64Array(24);
  const own = new Float64Array(blocks);
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
    const variance = deviations / independent;
    let usual = 0;
    const last = Math.min(slots, (block + 1) * perBlock);
    for (let slot = block * perBlock; slot < last; slot++) usual += type[slot]!;
    const hour = hourOfSlot(weeks, block * perBlock);
    noise[hour]! += variance;
    known[hour]!++;
    const chance = (variance * squares) / weight ** 2;
    spread[hour]! += (average - usual) ** 2 - chance;
    own[block] = (average - usual) ** 2 - ownFrom ** 2 * chance;
  }
  if (known.every((count) => count === 0)) return new Float64Array(slots).fill(guessedPull);
  const noisy = sumsAround(noise);
  const different = sumsAround(spread);
  const asked = sumsAround(known);
  return Float64Array.from({ length: slots }, (_, slot) => {
    const block = Math.floor(slot / perBlock);
    const hour = hourOfSlot(weeks, block * perBlock);
    const spreadHere = Math.max(different[hour]!, asked[hour]! * own[block]!);
    return spreadHere > 0 ? Math.min(mostPull, noisy[hour]! / spreadHere) : mostPull;
  });
}
