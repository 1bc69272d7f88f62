import { MINUTE } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { Forecast } from '../traffic/forecast.ts';
import { type HarmSeries, harmOver } from './candidates.ts';
import type { Work } from './rules.ts';

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

/** Reckons the harm of any period that the forecast covers. */
export interface HarmModel {
  /** What the starts are ranked by, for the work's mode. */
  readonly ranking: HarmSeries;
  /** From the metric's own figures to the unit of harm. */
  readonly scale: (figure: number) => number;
  readonly harm: (period: Interval) => HarmRange;
  readonly byMode: (period: Interval) => { full: number; readOnly: number | null; hold: number | null };
}

/** Longer than this, waiting clients give up: hold is not offered. */
const longestHold = 30_000;

/**
 * Harm by metric: visitors count in person-minutes (active visitors x minutes), the others as they are. Read-only
 * costs the part of the requests that are writes. Hold costs half, because whoever comes meanwhile waits half of the
 * length on average.
 */
export function harmModel(
  metric: HarmMetric,
  forecast: Forecast,
  writeShare: Float64Array | null,
  work: Work,
): HarmModel {
  const factor = metric === 'visitors' ? forecast.step / MINUTE : 1;
  const unit = metric === 'visitors' ? 'person-minutes' : metric;
  const { start, step } = forecast;
  const series = (share: Float64Array | null): HarmSeries => ({
    start,
    step,
    expected: forecast.expected.map((figure, i) => figure * factor * (share ? share[i]! : 1)),
  });
  const full = series(null);
  const readOnly = writeShare && series(writeShare);
  const fullHarm = harmOver(full);
  const readOnlyHarm = readOnly && harmOver(readOnly);
  const ofMode = (period: Interval): number =>
    work.mode === 'read-only' && readOnlyHarm ? readOnlyHarm(period) / (fullHarm(period) || 1) : 1;
  return {
    ranking: work.mode === 'read-only' && readOnly ? readOnly : full,
    scale: (figure) => figure * factor,
    harm: (period) => {
      const { expected, low, high } = forecast.range(period);
      const part = factor * ofMode(period);
      return { expected: expected * part, low: low * part, high: high * part, unit };
    },
    byMode: (period) => ({
      full: fullHarm(period),
      readOnly: readOnlyHarm?.(period) ?? null,
      hold: work.takes <= longestHold ? fullHarm(period) / 2 : null,
    }),
  };
}
