import { HOUR } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { countKnown, mean, median } from './numbers.ts';
import { hourOfSlot, type LocalWeeks } from './weeks.ts';

/** A period of the history that the forecast leaves out, and why in words for a person. */
export interface Masked extends Interval {
  readonly why: string;
}

/** An outage in the history: cells of the weeks, and what is usual for each of them. */
export interface Outages {
  /** 1 where the cell is left out. */
  readonly flags: Uint8Array;
  /** What the other weeks let expect in each cell. */
  readonly usual: Float64Array;
}

/** At or near nothing: at most this share of what is usual. */
const nearNothing = 0.1;
/** Nothing at all, for outages so long that they pull down the level of their own week. */
const nothing = 0.01;
/** A repeated outage is still one when this share of the weeks was normal at that hour. */
const normalShare = 0.25;
/** So many variances of the usual must be missing in one run: for counts, chance does so once in e^12. */
const evidenceNeeded = 12;
/** No cell says more than a relative noise of a tenth would let it. */
const leastNoise = 0.01;
/** Cells beside an outage with less than this share of the usual belong to it: it began within a bucket. */
const edge = 0.8;
/** How long a service may take to go and to come back beside an outage. */
const edgeLength = HOUR;
/** In hours that only one week knows the other days tell, for no longer than this: a day of rest is none. */
const longestOnceKnown = 8 * HOUR;
/** A service that seems out more often than this a week is one that is idle now and then. */
const mostPerWeek = 4;
/** Weeks on either side whose level says what the level of a week should have been. */
const neighbours = 4;

/** Mean of the known cells of each week. */
function weekLevels({ values, weeks, slots }: LocalWeeks): Float64Array {
  return Float64Array.from({ length: weeks }, (_, week) =>
    mean(values.subarray(week * slots, (week + 1) * slots)),
  );
}

/** The level that the weeks around each week had. */
function levelsAround(levels: Float64Array): Float64Array {
  return levels.map((own, week) => {
    const around = median(levels.subarray(Math.max(0, week - neighbours), week + neighbours + 1));
    return Number.isNaN(around) ? own : around;
  });
}

/** What is usual in each slot of the week, as a share of the week's level. */
function usualShape(weeks: LocalWeeks, levels: Float64Array): Float64Array {
  const { slots, slotsPerDay, values, slotOfDay, dayOfWeek } = weeks;
  const shares = new Float64Array(weeks.weeks);
  const shareOf = (slot: number) => {
    for (let week = 0; week < shares.length; week++)
      shares[week] = values[week * slots + slot]! / levels[week]!;
    return shares;
  };
  const middle = Float64Array.from({ length: slots }, (_, slot) => median(shareOf(slot)));
  const medianOver = (days: readonly number[]) => {
    const atTime: number[][] = Array.from({ length: slotsPerDay }, () => []);
    for (let slot = 0; slot < slots; slot++) {
      if (days.includes(dayOfWeek[slot]!)) atTime[slotOfDay[slot]!]!.push(middle[slot]!);
    }
    return atTime.map((list) => median(Float64Array.from(list)));
  };
  const everyDay = medianOver([0, 1, 2, 3, 4, 5, 6]);
  const workday = medianOver([0, 1, 2, 3, 4]);
  // An outage that came back at the same hour hides in the median: the other days tell what was normal there.
  return middle.map((share, slot) => {
    const least = nearNothing * everyDay[slotOfDay[slot]!]!;
    if (!(share <= least)) return share;
    const known = shareOf(slot).filter((each) => !Number.isNaN(each));
    if (known.length === 1 && dayOfWeek[slot]! < 5) return workday[slotOfDay[slot]!]!;
    const normal = known.filter((each) => each > least);
    return normal.length >= normalShare * known.length ? median(normal) : share;
  });
}

/** In how many weeks something is known of a slot. */
function timesKnown({ values, slots }: LocalWeeks, slot: number): number {
  return countKnown(values.filter((_, cell) => cell % slots === slot));
}

/** Variance of a cell for each unit of what is usual there, by hour of the day. */
function noiseByHour(weeks: LocalWeeks, usual: Float64Array): Float64Array {
  const { values, slots } = weeks;
  const deviations: number[][] = Array.from({ length: 24 }, () => []);
  for (let cell = 0; cell < values.length; cell++) {
    const expected = usual[cell]!;
    if (expected > 0 && !Number.isNaN(values[cell]!)) {
      deviations[hourOfSlot(weeks, cell % slots)]!.push((values[cell]! - expected) ** 2 / expected);
    }
  }
  // 0.455 is the median of the square of a standard normal.
  return Float64Array.from(deviations, (list) => median(Float64Array.from(list)) / 0.455);
}

/** What is usual in each cell; where nothing at all was counted, also by the weeks around its own. */
function usualFigures(weeks: LocalWeeks): Float64Array {
  const { values, slots } = weeks;
  const own = weekLevels(weeks);
  const around = levelsAround(own);
  const shape = usualShape(weeks, own);
  return values.map((value, cell) => {
    const [share, week] = [shape[cell % slots]!, Math.floor(cell / slots)];
    const byWeek = share * own[week]!;
    const byOthers = share * around[week]!;
    return value <= nothing * byOthers ? Math.max(byWeek, byOthers) : byWeek;
  });
}

/**
 * Finds outages and earlier maintenances: runs at or near nothing while the other weeks were normal there, by
 * more than the noise of that hour explains. Quiet nights, low counts, hours that are always empty, growth
 * and holidays with less traffic are none. Linear in the cells.
 *
 * @example findOutages(localWeeks(series, zone, 16)).flags.some(Boolean)
 */
export function findOutages(weeks: LocalWeeks): Outages {
  const { values, slots, step } = weeks;
  const usual = usualFigures(weeks);
  const noise = noiseByHour(weeks, usual);
  const flags = new Uint8Array(values.length);
  const longestEdge = Math.ceil(edgeLength / step);

  const isUnknown = (cell: number) => Number.isNaN(values[cell]!);
  const isLow = (cell: number) => values[cell]! <= nearNothing * usual[cell]!;
  const isEdge = (cell: number) => values[cell]! < edge * usual[cell]!;
  const evidence = (cell: number) =>
    usual[cell]! / Math.max(noise[hourOfSlot(weeks, cell % slots)]! || 0, leastNoise * usual[cell]!);
  const startsRun = (cell: number) => isLow(cell) && usual[cell]! > 0;

  let outages = 0;
  for (let from = 0; from < values.length; from++) {
    if (!startsRun(from)) continue;
    let missing = 0;
    let end = from;
    for (let cell = from; cell < values.length && (isLow(cell) || isUnknown(cell)); cell++) {
      if (!startsRun(cell)) continue;
      missing += evidence(cell);
      end = cell + 1;
    }
    const isOutage = (end - from) * step <= longestOnceKnown || timesKnown(weeks, from % slots) > 1;
    if (missing >= evidenceNeeded && isOutage) {
      let start = from;
      while (start > 0 && from - start < longestEdge && isEdge(start - 1)) start--;
      const inner = end;
      while (end < values.length && end - inner < longestEdge && isEdge(end)) end++;
      flags.fill(1, start, end);
      outages++;
    }
    from = end - 1;
  }
  if (outages > mostPerWeek * weeks.weeks) flags.fill(0);
  return { flags, usual };
}
