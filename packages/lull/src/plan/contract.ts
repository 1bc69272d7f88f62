import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { WorkingHours } from '../time/working-hours.ts';
import type { Forecast } from '../traffic/forecast.ts';
import type { Reading, Warning } from '../traffic/reading.ts';
import type { HarmByMode, HarmMetric, HarmModel, HarmRange } from './harm.ts';
import type { Calendar, Mode, Work } from './rules.ts';
import type { Touched } from './touched.ts';

/** What a plan is made from. */
export interface PlanRequest {
  readonly now: Instant;
  /** The service's zone. */
  readonly zone: string;
  readonly work: Work;
  /** The whole work lies in here. */
  readonly horizon: Interval;
  readonly metric: HarmMetric;
  /** Covers the horizon and the usual rules' starts; in the metric's own figures. */
  readonly forecast: Forecast;
  /** Harm over the forecast's buckets, in the work's mode. */
  readonly model: HarmModel;
  readonly calendar: Calendar;
  /** The first start by all rules, however far, for when nothing fits; null when there is none. */
  readonly nextStart: () => Instant | null;
  readonly team: WorkingHours | null;
  readonly top: number;
  readonly history: { readonly period: Interval; readonly buckets: number };
  readonly countries: Reading['countries'];
  readonly warnings: readonly Warning[];
}

/** One start worth considering. Times are ISO 8601, `startLocal` in the service's zone. */
export interface Candidate {
  /** Place among the candidates; null for a start that is none of them. */
  readonly rank: number | null;
  readonly start: string;
  readonly end: string;
  readonly startLocal: string;
  readonly startForTeam: string | null;
  readonly harm: HarmRange;
  readonly byMode: HarmByMode;
  /** Harm as a share of what a whole week would cost. */
  readonly shareOfWeek: number;
  readonly window: string | null;
  readonly reasons: readonly string[];
  readonly touched?: readonly Touched[];
}

export interface UsualRule {
  readonly rule: string;
  readonly zone: string;
  readonly start: string;
  readonly startLocal: string;
  readonly harm: HarmRange;
  readonly touched?: readonly Touched[];
}

/** The answer to "when should it be taken down, and what will it cost?". */
export interface Plan {
  readonly now: string;
  readonly zone: string;
  /** ISO 8601 duration of the work alone. */
  readonly takes: string;
  readonly mode: Mode;
  readonly horizon: { readonly start: string; readonly end: string };
  readonly metric: HarmMetric;
  /** ISO 8601 duration of a bucket. */
  readonly step: string;
  readonly history: {
    readonly start: string;
    readonly end: string;
    readonly buckets: number;
    readonly missing: number;
    readonly maskedIntervals: readonly { start: string; end: string; why: string }[];
  };
  readonly candidates: readonly Candidate[];
  /** The best start within the team's hours, and what it costs more than the best of all. */
  readonly withinTeamHours: (Candidate & { readonly extra: number }) | null;
  readonly usualRules: readonly UsualRule[];
  /**
   * What the best start saves of the first usual rule's harm, 0 to 1; below 0 where rules forbid the usual
   * start.
   */
  readonly saved: number;
  readonly confidence: Forecast['confidence'];
  /** What told the countries of those who are touched, with its date; null without one. */
  readonly geo: string | null;
  readonly warnings: readonly Warning[];
}
