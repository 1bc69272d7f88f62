import { MINUTE } from '../../../time/instant.ts';
import type { Bucket } from '../../reading.ts';

/** Steps in minutes that a clock or a job may have. */
const steps = [1440, 720, 480, 360, 240, 180, 120, 60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2];
const MOST_CHANCE = 1e-3;
const FEWEST = 3;

/** What is known of the stamps of a log. */
export interface Stamps {
  /** 1 for each minute of the UTC day in which a stamp fell. */
  readonly minutes: Uint8Array;
  /** Whether a stamp fell on another second than 0. */
  readonly seconds: boolean;
}

/**
 * How far apart the stamps of a log really are, in milliseconds, when that is more than a bucket: a log whose every
 * line falls in the same minute of the hour tells only the hour. Null when the stamps are fine enough, or too few for
 * a coincidence to be ruled out (less than 1 in 1,000).
 *
 * @example stepOfStamps({ minutes: onlyMinuteFiveOfEachHour, seconds: true }, 300_000, buckets) === 3_600_000
 */
export function stepOfStamps(stamps: Stamps, bucket: number, buckets: readonly Bucket[]): number | null {
  const touched = Array.from(stamps.minutes.keys()).filter((minute) => stamps.minutes[minute] === 1);
  const minutes = steps.find((step) => {
    const together = touched.every((minute) => minute % step === touched[0]! % step);
    return together && fits(step * MINUTE) && isNoChance(step, 1);
  });
  if (minutes) return minutes * MINUTE;
  return !stamps.seconds && fits(MINUTE) && isNoChance(60, 1) ? MINUTE : null;

  function fits(step: number): boolean {
    return step > bucket && step % bucket === 0;
  }

  function isNoChance(step: number, unit: number): boolean {
    const met = new Set(buckets.map((each) => Math.floor(each.start / (step * MINUTE)))).size;
    return met >= FEWEST && (unit / step) ** (met - 1) <= MOST_CHANCE;
  }
}

/** Buckets of the longer step. Where stamps are coarser than a bucket, one bucket of each step holds everything. */
export function coarsen(buckets: readonly Bucket[], step: number): Bucket[] {
  return buckets.map((bucket) => ({ ...bucket, start: Math.floor(bucket.start / step) * step }));
}
