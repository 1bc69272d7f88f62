import { DAY, WEEK } from '../../packages/lull/src/time/instant.ts';
import { forecast } from '../../packages/lull/src/traffic/forecast.ts';
import { mean } from '../../packages/lull/src/traffic/numbers.ts';
import type { Series } from '../../packages/lull/src/traffic/series.ts';
import { type Damage, damaged } from './damage.ts';
import type { BenchSeries } from './load.ts';
import type { Method } from './methods.ts';
import { seedOf } from './random.ts';
import { type Bounds, lastWeeks } from './ranges.ts';
import { bucketsIn, cheapest, type WindowSums, windowSums } from './windows.ts';

export const horizons = [7, 14] as const;
export const lengths = [1, 2, 4, 8] as const;

/** One choice of every method on the same cut, horizon and length. */
export interface Choice {
  readonly series: string;
  readonly cut: number;
  readonly damage: Damage;
  readonly days: number;
  readonly hours: number;
  /** (chosen - best in hindsight) / mean window, by method. */
  readonly excess: Readonly<Record<string, number>>;
  /** What happened in our window, and what each kind of range said, as shares of the mean window. */
  readonly actual: number;
  readonly ranges: Readonly<Record<string, Bounds>>;
}

/** Buckets at which a series is cut: every two weeks, four weeks or more before and seven days or more after. */
export function cutsOf({ step, values }: Series, most: number): number[] {
  const cuts: number[] = [];
  for (let at = 4 * WEEK; at + 7 * DAY <= values.length * step; at += 2 * WEEK)
    cuts.push(Math.round(at / step));
  if (cuts.length <= most) return cuts;
  return Array.from({ length: most }, (_, i) => cuts[Math.floor(((i + 0.5) * cuts.length) / most)]!);
}

const scale = ({ low, high }: Bounds, by: number): Bounds => ({ low: low / by, high: high / by });

/** Every choice of the methods at one cut under one damage. */
export function choicesAt(
  { id, zone, series }: BenchSeries,
  cut: number,
  damage: Damage,
  methods: ReadonlyMap<string, Method>,
): Choice[] {
  const { step } = series;
  const before = { ...series, values: series.values.subarray(0, cut) };
  const history = damaged(before, zone, damage, seedOf(id, cut));
  const at = series.start + cut * step;
  const available = Math.min(14, Math.floor(((series.values.length - cut) * step) / DAY));
  const horizon = { start: at, end: at + available * DAY };
  const expected = new Map<string, WindowSums>();
  for (const [name, method] of methods) expected.set(name, windowSums(method(history, zone, horizon)));
  const ranged = forecast(history, { now: at, zone, horizon });
  const choices: Choice[] = [];
  for (const days of horizons) {
    if (days > available) continue;
    const truth = windowSums(series.values.subarray(cut, cut + Math.round((days * DAY) / step)));
    for (const hours of lengths) {
      const length = bucketsIn(hours, step);
      const starts = Array.from({ length: truth.count }, (_, i) => i).filter((i) => truth.known(i, length));
      if (starts.length === 0) continue;
      const sums = Float64Array.from(starts, (start) => truth.sum(start, length));
      const usual = mean(sums);
      if (!(usual > 0)) continue;
      const best = sums.reduce((least, sum) => Math.min(least, sum), Number.POSITIVE_INFINITY);
      const excess: Record<string, number> = {};
      for (const [name, sumsOf] of expected) {
        excess[name] = (truth.sum(cheapest(sumsOf, length, starts), length) - best) / usual;
      }
      const chosen = cheapest(windowSums(ranged.expected), length, starts);
      const window = { start: at + chosen * step, end: at + (chosen + length) * step };
      choices.push({
        series: id,
        cut,
        damage,
        days,
        hours,
        excess,
        actual: truth.sum(chosen, length) / usual,
        ranges: {
          ours: scale(ranged.range(window), usual),
          ...Object.fromEntries(
            Object.entries(lastWeeks(history, zone, window)).map(([name, bounds]) => [
              name,
              scale(bounds, usual),
            ]),
          ),
        },
      });
    }
  }
  return choices;
}
