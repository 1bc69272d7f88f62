import { MINUTE, WEEK } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { Forecast } from '../traffic/forecast.ts';
import type { Series } from '../traffic/series.ts';
import { sumOver } from '../traffic/sum-over.ts';
import type { Mode, Work } from './rules.ts';

/** The figures by which harm can be reckoned, in the order in which a person would want them. */
export const harmMetrics = ['visitors', 'requests', 'value'] as const;
export type HarmMetric = (typeof harmMetrics)[number];

/** What a downtime is expected to cost, and the range that the last weeks support. */
export interface HarmRange {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly unit: 'person-minutes' | 'requests' | 'value';
}

/** Expected harm by mode; null where it isn't known or the mode isn't to be had. */
export interface HarmByMode {
  readonly full: number;
  /** Only writes are refused. */
  readonly readOnly: number | null;
  /** Requests wait instead of being refused; for up to 30 s. */
  readonly hold: number | null;
}

/** Reckons the harm that the work does in its mode, over any period that the forecast covers. */
export interface HarmModel {
  /** Expected harm per bucket, by which starts are ranked. */
  readonly series: Series;
  /** Expected harm of a whole week. */
  readonly week: number;
  readonly over: (period: Interval) => HarmRange;
  readonly byMode: (period: Interval) => HarmByMode;
}

/** Longer than this, waiting clients give up: hold is not offered. */
const longestHold = 30_000;
/** Whoever comes while requests are held waits half of the length on average. */
const holdPart = 0.5;

/**
 * Harm by metric: visitors count in person-minutes (active visitors x minutes), the others as they are.
 * Read-only costs the part of the requests that are writes, hold a half. Of work at risk it is what would be
 * touched if it went wrong; partial work is reckoned from the traffic of its own paths (`--path`).
 */
export function harmModel(
  metric: HarmMetric,
  forecast: Forecast,
  writeShare: Float64Array | null,
  work: Work,
): HarmModel {
  const factor = metric === 'visitors' ? forecast.step / MINUTE : 1;
  const unit = metric === 'visitors' ? 'person-minutes' : metric;
  const full = {
    start: forecast.start,
    step: forecast.step,
    values: forecast.expected.map((f) => f * factor),
  };
  const readOnly = writeShare && { ...full, values: full.values.map((harm, i) => harm * writeShare[i]!) };
  const hold =
    work.takes <= longestHold ? { ...full, values: full.values.map((harm) => harm * holdPart) } : null;
  const known: Partial<Record<Mode, Series | null>> = { 'read-only': readOnly, hold };
  const series = known[work.mode] ?? full;

  const [fullOver, readOnlyOver, holdOver, modeOver] = [full, readOnly, hold, series].map(
    (s) => s && sumOver(s),
  );
  // Whole weeks, so that a share of the week doesn't depend on how far is looked ahead.
  const length = full.values.length * full.step;
  const all = { start: full.start, end: full.start + (length - (length % WEEK) || length) };
  const partOf = (period: Interval): number => modeOver!(period) / (fullOver!(period) || 1);
  return {
    series,
    week: forecast.weekTotal * factor * partOf(all),
    over: (period) => {
      const { expected, low, high } = forecast.range(period);
      const part = factor * (series === full ? 1 : partOf(period));
      return { expected: expected * part, low: low * part, high: high * part, unit };
    },
    byMode: (period) => ({
      full: fullOver!(period),
      readOnly: readOnlyOver?.(period) ?? null,
      hold: holdOver?.(period) ?? null,
    }),
  };
}
