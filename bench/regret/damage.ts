import { HOUR, WEEK } from '../../packages/lull/src/time/instant.ts';
import type { Series } from '../../packages/lull/src/traffic/series.ts';
import { uniform } from './random.ts';

/** What is done to the history (never to the truth) before the methods see it. */
export const damages = ['clean', 'lost logs', 'maintenances', 'quiet maintenances'] as const;
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

/**
 * - `lost logs`: 30 hours, beginning at a random minute of the last four weeks, hold nothing (a log without lines says
 *   zero).
 * - `maintenances`: the same 4 hours, at a random minute of the week, in three of the last four weeks hold nothing.
 * - `quiet maintenances`: the same, at the hours of the week that had the least traffic over those four weeks.
 */
export function damaged(history: Series, damage: Damage, seed: number): Series {
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
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at <= WEEK - 4 * HOUR; at += Math.max(step, HOUR)) {
      let sum = 0;
      for (let i = 0; i < (4 * WEEK) / step; i++) {
        const inWeek = (i * step) % WEEK;
        if (inWeek >= at && inWeek < at + 4 * HOUR)
          sum += values[values.length - (4 * WEEK) / step + i]! || 0;
      }
      if (sum < least) {
        least = sum;
        offset = at;
      }
    }
    offset = Math.min(WEEK - 4 * HOUR, offset + minute(HOUR));
  }
  const spared = Math.floor(next() * 4);
  for (let week = 0; week < 4; week++) {
    if (week !== spared) silence(values, step, end - (4 - week) * WEEK + offset, 4 * HOUR);
  }
  return { ...history, values };
}
