import { DAY, HOUR, MINUTE } from '../../../time/instant.ts';
import type { Bucket, Warning } from '../../reading.ts';
import { type BatchResult, MINUTES_A_DAY, RECORD } from './batch.ts';

/** Steps in minutes that a clock or a job may have. */
const steps = [1440, 720, 480, 360, 240, 180, 120, 60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2];
const MOST_CHANCE = 1e-3;
const FEWEST = 3;
/** More buckets than rule out a coincidence, in the finest step and however many files there are. */
const COUNTED = 64;
/** A file with less than this of all requests can't give the plan a wrong shape. */
const LEAST_SHARE = 0.01;

/** What is known of the stamps of a log. */
export class Stamps {
  /** 1 for each minute of the UTC day in which a stamp fell. */
  readonly minutes = new Uint8Array(MINUTES_A_DAY);
  /** Whether a stamp fell on another second than 0. */
  seconds = false;
  /** Numbers of buckets in which stamps fell, the first so many of them. */
  readonly slots = new Set<number>();
  requests = 0;

  add({
    minutes,
    seconds,
    alive,
    records,
  }: Pick<BatchResult, 'minutes' | 'seconds' | 'alive' | 'records'>): void {
    minutes.forEach((seen, minute) => {
      if (seen) this.minutes[minute] = 1;
    });
    this.seconds ||= seconds;
    for (let i = 0; i < alive.length && this.slots.size < COUNTED; i++) this.slots.add(alive[i]!);
    this.requests += records.length / RECORD;
  }
}

/** Stamps that are further apart than a bucket. */
export interface Coarse {
  /** Milliseconds. */
  readonly step: number;
  /** The file whose stamps they are, null when it is all of them. */
  readonly file: string | null;
}

/**
 * How far apart the stamps of a log really are, in milliseconds, when that is more than a bucket: a log whose
 * every line falls in the same minute of the hour tells only the hour. Null when the stamps are fine enough,
 * or too few for a coincidence to be ruled out.
 *
 * @param bucket milliseconds
 * @param chance how probable a coincidence may be
 * @example stepOfStamps(onlyMinuteFiveOfEachHour, 300_000, 1e-3) === 3_600_000
 */
function stepOfStamps(stamps: Stamps, bucket: number, chance: number): number | null {
  const met = stamps.slots.size;
  const touched = Array.from(stamps.minutes.keys()).filter((minute) => stamps.minutes[minute] === 1);
  const fits = (step: number) => step > bucket && step % bucket === 0;
  // Where stamps are that coarse, each step has one bucket in which they fall.
  const isNoChance = (step: number) => met >= FEWEST && (1 / step) ** (met - 1) <= chance;
  const minutes = steps.find((step) => {
    const together = touched.every((minute) => minute % step === touched[0]! % step);
    return together && fits(step * MINUTE) && isNoChance(step);
  });
  if (minutes) return minutes * MINUTE;
  return !stamps.seconds && fits(MINUTE) && isNoChance(60) ? MINUTE : null;
}

/**
 * The longest step that the stamps of all files have together, or those of one file that matters.
 *
 * @param bucket milliseconds
 * @example coarsestOf(totals.stamps, totals.stampsByFile, 300_000) // { step: 3_600_000, file: 'old.log' }
 */
export function coarsestOf(all: Stamps, byFile: ReadonlyMap<string, Stamps>, bucket: number): Coarse | null {
  const ofAll = stepOfStamps(all, bucket, MOST_CHANCE);
  let longest: Coarse | null = ofAll === null ? null : { step: ofAll, file: null };
  for (const [file, stamps] of byFile) {
    if (stamps.requests < LEAST_SHARE * all.requests) continue;
    const step = stepOfStamps(stamps, bucket, MOST_CHANCE / byFile.size);
    if (step !== null && step > (longest?.step ?? bucket)) longest = { step, file };
  }
  return longest;
}

/**
 * What a person is told of coarse stamps.
 *
 * @param isRead whether the traffic was read with that step
 */
export function coarseWarning({ step, file }: Coarse, isRead: boolean): Warning {
  const lines = file === null ? 'every line' : `every line of ${file}`;
  const names: Record<number, string> = { [MINUTE]: 'a minute', [HOUR]: 'the hour', [DAY]: 'the day' };
  const told = names[step] ?? `every ${step / MINUTE} minutes`;
  const what = `${lines} falls in the same minute of ${told}, so its stamps tell no more than that`;
  return { code: 'coarse-stamps', message: isRead ? what : `${what}: use --bucket ${step / MINUTE}m` };
}

/** Buckets of the longer step. Where all stamps are that coarse, one bucket of each step holds everything. */
export function coarsen(buckets: readonly Bucket[], step: number): Bucket[] {
  return buckets.map((bucket) => ({ ...bucket, start: Math.floor(bucket.start / step) * step }));
}
