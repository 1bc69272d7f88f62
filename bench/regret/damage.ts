import { DAY, HOUR, WEEK } from '../../packages/lull/src/time/instant.ts';
import { offsetAt } from '../../packages/lull/src/time/zone.ts';
import type { Series } from '../../packages/lull/src/traffic/series.ts';
import { uniform } from './random.ts';

/** What is done to the history (never to the truth) before the methods see it. */
export const damages = [
  'clean',
  'lost logs',
  'maintenances',
  'quiet maintenances',
  'daytime maintenances',
] as const;
export type Damage = (typeof damages)[number];

/** Sets a period to zero; buckets that it covers in part lose that part. */
function silence(values: Float64Array, step: number, from: number, length: number): void {
  const end = from + length;
  for (
    let i = Math.max(0, Math.floor(from / step));
    i < Math.min(values.length, Math.ceil(end / step));
    i++
  ) {
    const covered = Math.min(end, (i + 1) * step) - Math.max(from, i * step);
    values[i]! *= 1 - covered / step;
  }
}

/** How long after a week's end the four hours begin that had the least traffic over the last four weeks. */
function quietest({ step, values }: Series): number {
  let least = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let at = 0; at <= WEEK - 4 * HOUR; at += Math.max(step, HOUR)) {
    let sum = 0;
    for (let i = 0; i < (4 * WEEK) / step; i++) {
      const inWeek = (i * step) % WEEK;
      if (inWeek >= at && inWeek < at + 4 * HOUR) sum += values[values.length - (4 * WEEK) / step + i]! || 0;
    }
    if (sum < least) {
      least = sum;
      offset = at;
    }
  }
  return offset;
}

/** How long after the end of a history its clock shows a time of the week (since Monday, 00:00) again. */
function untilLocal(end: number, zone: string, ofWeek: number): number {
  const sinceMonday = end + offsetAt(end, zone) + 3 * DAY;
  return (((ofWeek - sinceMonday) % WEEK) + WEEK) % WEEK;
}

/**
 * - `lost logs`: 30 hours, beginning at a random minute of the last four weeks, hold nothing (a log without
 *   lines says zero).
 * - `maintenances`: the same 4 hours, at a random minute of the week, in three of the last four weeks hold
 *   nothing.
 * - `quiet maintenances`: the same, at the hours of the week that had the least traffic in those four weeks.
 * - `daytime maintenances`: the same 4 hours of a working day (Monday to Friday, beginning between 09:00 and
 *   13:00 on the service's clock) hold nothing in each of the last three weeks.
 */
export function damaged(history: Series, zone: string, damage: Damage, seed: number): Series {
  if (damage === 'clean') return history;
  const { step } = history;
  const values = history.values.slice();
  const next = uniform(seed);
  const end = values.length * step;
  const minute = (span: number) => Math.floor((next() * span) / 60_000) * 60_000;
  if (damage === 'lost logs') {
    silence(values, step, end - 4 * WEEK + minute(4 * WEEK - 30 * HOUR), 30 * HOUR);
    return { ...history, values };
  }
  let offset = minute(WEEK - 4 * HOUR);
  if (damage === 'quiet maintenances') {
    offset = Math.min(WEEK - 4 * HOUR, quietest(history) + minute(HOUR));
  }
  let spared = Math.floor(next() * 4);
  if (damage === 'daytime maintenances') {
    const ofWeek = Math.floor(next() * 5) * DAY + 9 * HOUR + minute(4 * HOUR);
    offset = untilLocal(history.start + end, zone, ofWeek);
    spared = 0;
  }
  for (let week = 0; week < 4; week++) {
    if (week !== spared) silence(values, step, end - (4 - week) * WEEK + offset, 4 * HOUR);
  }
  return { ...history, values };
}
