import { mean } from './numbers.ts';
import { pullBySlot, weekWeights } from './pull.ts';
import type { LocalWeeks } from './weeks.ts';

/** The shape of a week and the levels that the weeks had. */
export interface Profile {
  /** Share of the week's level in each slot of the week; the mean over the week is 1. */
  readonly shape: Float64Array;
  /** Mean figure per cell of each week, oldest first; NaN where too little is known of it. */
  readonly levels: Float64Array;
  /** The level that the next weeks are expected at; 0 when nothing was ever counted. */
  readonly level: number;
}

/** Weeks of a history with the profile that was made of them. */
export interface ProfiledWeeks {
  readonly weeks: LocalWeeks;
  /** Figure per cell, NaN where it is unknown or left out. */
  readonly values: Float64Array;
  readonly profile: Profile;
}

/** Weighted sums of a slot's shares, and the sums of their weights. */
interface SlotSums {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
}

/** Weeks after which a week weighs half in what makes a slot different from its type of day. */
const halfLife = 4;
/** The same for the type of day: it averages many days, and follows the season sooner. */
const dayTypeHalfLife = 1.5;
/** The same for the level. */
const levelHalfLife = 0.75;
/** A week is used when it is known by this share of what the best known week is. */
const leastKnown = 0.1;
/** Levels are found when a pass changes them by less than this share, or after so many passes. */
const settled = 1e-6;
const mostPasses = 8;
/** Saturday and Sunday; where others are free, the slots' own history says so. */
const isWeekend = (day: number) => (day >= 5 ? 1 : 0);

/** Each week's level: the sum of what is known of it, by the sum of the shape over the same cells. */
function levelsBy(weeks: LocalWeeks, values: Float64Array, shape: Float64Array): Float64Array {
  const { slots } = weeks;
  const known = new Int32Array(weeks.weeks);
  const levels = new Float64Array(weeks.weeks);
  for (let week = 0; week < weeks.weeks; week++) {
    let sum = 0;
    let usual = 0;
    for (let slot = 0; slot < slots; slot++) {
      const value = values[week * slots + slot]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      usual += shape[slot]!;
      known[week]!++;
    }
    levels[week] = sum > 0 && usual > 0 ? sum / usual : Number.NaN;
  }
  const enough = leastKnown * Math.max(...known);
  return levels.map((level, week) => (known[week]! >= enough ? level : Number.NaN));
}

/** Sums each slot's shares of the weeks' levels, recent weeks weighing more. */
function slotSums(weeks: LocalWeeks, values: Float64Array, levels: Float64Array, half: number): SlotSums {
  const { slots } = weeks;
  const sums = new Float64Array(slots);
  const weights = new Float64Array(slots);
  const weekly = weekWeights(weeks.weeks, half);
  for (let week = 0; week < weeks.weeks; week++) {
    const level = levels[week]!;
    if (Number.isNaN(level)) continue;
    const weight = weekly[week]!;
    for (let slot = 0; slot < slots; slot++) {
      const value = values[week * slots + slot]!;
      if (Number.isNaN(value)) continue;
      sums[slot]! += (weight * value) / level;
      weights[slot]! += weight;
    }
  }
  return { sums, weights };
}

/** The mean share of each slot's type of day at its time; where that is unknown, of any day, then of all. */
function dayTypes(weeks: LocalWeeks, { sums, weights }: SlotSums): Float64Array {
  const { slots, slotsPerDay, slotOfDay, dayOfWeek } = weeks;
  const meansBy = (groups: number, groupOf: (slot: number) => number) => {
    const sum = new Float64Array(groups);
    const known = new Int32Array(groups);
    for (let slot = 0; slot < slots; slot++) {
      if (weights[slot] === 0) continue;
      sum[groupOf(slot)]! += sums[slot]! / weights[slot]!;
      known[groupOf(slot)]!++;
    }
    return sum.map((each, group) => each / known[group]!);
  };
  const typeOf = (slot: number) => isWeekend(dayOfWeek[slot]!) * slotsPerDay + slotOfDay[slot]!;
  const byType = meansBy(2 * slotsPerDay, typeOf);
  const byTime = meansBy(slotsPerDay, (slot) => slotOfDay[slot]!);
  const overall = mean(byTime);
  return Float64Array.from({ length: slots }, (_, slot) => {
    const means = [byType[typeOf(slot)]!, byTime[slotOfDay[slot]!]!, overall];
    return means.find((each) => !Number.isNaN(each)) ?? 1;
  });
}

/** The recent profile of the type of day, times what each slot certainly differs from its type by. */
function shapeBy(weeks: LocalWeeks, values: Float64Array, levels: Float64Array): Float64Array {
  const own = slotSums(weeks, values, levels, halfLife);
  const type = dayTypes(weeks, own);
  const recent = dayTypes(weeks, slotSums(weeks, values, levels, dayTypeHalfLife));
  const pull = pullBySlot(weeks, values, levels, type, weekWeights(weeks.weeks, halfLife));
  const shape = recent.map((share, slot) => {
    const usual = type[slot]!;
    if (!(usual > 0 && own.weights[slot]! > 0)) return share;
    const weight = pull[slot]!;
    return (share * (own.sums[slot]! / usual + weight)) / (own.weights[slot]! + weight);
  });
  const scale = mean(shape);
  return scale > 0 ? shape.map((share) => share / scale) : shape;
}

/**
 * The level that is expected after these weeks (oldest first, NaN where unknown): their mean, recent ones
 * weighing more; NaN when no week has one.
 *
 * @example levelAfter(Float64Array.of(80, 100)) // 94.3
 */
export function levelAfter(levels: Float64Array): number {
  const weekly = weekWeights(levels.length, levelHalfLife);
  let sum = 0;
  let weight = 0;
  levels.forEach((level, week) => {
    if (Number.isNaN(level)) return;
    sum += weekly[week]! * level;
    weight += weekly[week]!;
  });
  return sum / weight;
}

/**
 * The robust profile of a week on the service's wall clock: each week divided by its own level, recent weeks
 * weighing more, each slot pulled towards its type of day by as much as the weeks disagree about it.
 *
 * @param values figure per cell of the weeks, NaN where it is unknown or masked
 * @example profileOf(weeks, weeks.values).shape.length === weeks.slots
 */
export function profileOf(weeks: LocalWeeks, values: Float64Array): Profile {
  let shape: Float64Array = new Float64Array(weeks.slots).fill(1);
  let levels = levelsBy(weeks, values, shape);
  let isSettled = false;
  // The first levels are wrong where a week is known in part; the shape that they give puts them right.
  for (let pass = 0; pass < mostPasses && !isSettled; pass++) {
    shape = shapeBy(weeks, values, levels);
    const better = levelsBy(weeks, values, shape);
    isSettled = !better.some((level, week) => Math.abs(level / levels[week]! - 1) > settled);
    levels = better;
  }
  return { shape, levels, level: levelAfter(levels) || 0 };
}
