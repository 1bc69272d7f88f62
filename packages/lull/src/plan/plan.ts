import { formatDuration } from '../time/duration.ts';
import { formatInstant, type Instant, WEEK } from '../time/instant.ts';
import { contains, type Interval } from '../time/interval.ts';
import { spokenTime } from '../time/spoken.ts';
import { type WorkingHours, workingHours } from '../time/working-hours.ts';
import { formatLocal } from '../time/zone.ts';
import type { Forecast } from '../traffic/forecast.ts';
import type { Reading, Warning } from '../traffic/reading.ts';
import { distinctNights, type ScoredStart, scoreStarts } from './candidates.ts';
import { type HarmMetric, type HarmModel, type HarmRange, harmModel } from './harm.ts';
import { nothingFits } from './obstacles.ts';
import { openStarts } from './open-starts.ts';
import { type Calendar, needs, type Work } from './rules.ts';
import { type Touched, touchedBy } from './touched.ts';
import { nextUsualStart, usualRule } from './usual-rule.ts';

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
  /** Expected share of the requests that are writes, over the forecast's buckets; null where it isn't known. */
  readonly writeShare: Float64Array | null;
  readonly calendar: Calendar;
  readonly team: WorkingHours | null;
  readonly top: number;
  readonly history: { readonly period: Interval; readonly buckets: number };
  readonly countries: Reading['countries'];
  readonly warnings: readonly Warning[];
}

/** One start worth considering. Times are ISO 8601, `startLocal` in the service's zone. */
export interface Candidate {
  readonly rank: number;
  readonly start: string;
  readonly end: string;
  readonly startLocal: string;
  readonly startForTeam: string | null;
  readonly harm: HarmRange;
  /** Expected harm if only writes were refused, or if requests waited (up to 30 s); null where it isn't known. */
  readonly byMode: { readonly full: number; readonly readOnly: number | null; readonly hold: number | null };
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
  /** The best start within the team's hours, ranked among all starts, and what it costs more than the best. */
  readonly withinTeamHours: (Candidate & { readonly extra: number }) | null;
  readonly usualRules: readonly UsualRule[];
  /** What the best start saves of the first usual rule's harm, 0 to 1; below 0 where rules forbid the usual start. */
  readonly saved: number;
  readonly confidence: Forecast['confidence'];
  readonly warnings: readonly Warning[];
}

/**
 * Finds the starts that hurt the fewest people: exact over every start on the buckets' step inside windows minus
 * freezes, ranked, one per local night.
 *
 * @throws LullError `nothing-fits`, with what stands in the way and the nearest moment if one rule gave way
 */
export function plan(request: PlanRequest): Plan {
  const { work, horizon, zone, team } = request;
  const lastStart = horizon.end - work.takes;
  const range = { start: horizon.start, end: lastStart + 1 };
  const open = range.start < range.end ? openStarts(request.calendar, work, range) : [];
  if (open.length === 0) throw nothingFits(request.calendar, work, horizon, zone);

  const model = harmModel(request.metric, request.forecast, request.writeShare, work);
  const scored = scoreStarts(model.ranking, open, work.takes, horizon.start);
  const describe = describer(request, model);
  const candidates = distinctNights(scored, zone, request.top).map((start, i) => describe(start, i + 1));
  const best = candidates[0]!;
  const usualRules = usualZones(request).map((usualZone) => usual(request, model, usualZone));
  const inHours = team && firstWithin(scored, workingHours(team, horizon));
  return {
    now: formatInstant(request.now),
    zone,
    takes: isoLength(work.takes),
    horizon: isoPeriod(horizon),
    metric: request.metric,
    step: isoLength(request.forecast.step),
    history: {
      ...isoPeriod(request.history.period),
      buckets: request.history.buckets,
      missing: request.forecast.missing,
      maskedIntervals: request.forecast.masked.map(({ start, end, why }) => ({
        ...isoPeriod({ start, end }),
        why,
      })),
    },
    candidates,
    withinTeamHours: inHours ? withExtra(describe(inHours, scored.indexOf(inHours) + 1), best) : null,
    usualRules,
    saved: savedOf(best.harm.expected, usualRules[0]!.harm.expected),
    confidence: request.forecast.confidence,
    warnings: request.warnings,
  };
}

/** The zones whose Sunday 02:00 a plan is compared with: the service's, and the team's where it is another. */
export function usualZones({ zone, team }: Pick<PlanRequest, 'zone' | 'team'>): string[] {
  return team && team.zone !== zone ? [zone, team.zone] : [zone];
}

function describer(request: PlanRequest, model: HarmModel): (start: ScoredStart, rank: number) => Candidate {
  const { zone, team, forecast, work } = request;
  const averageHarm = model.scale(forecast.weekTotal) * (work.takes / WEEK);
  return ({ start, end }, rank) => {
    const period = { start, end };
    const harm = model.harm(period);
    const windows = windowsOf(request.calendar, { start, end: start + needs(work) });
    const reasons = [comparedWithAverage(harm.expected, averageHarm)];
    if (windows.length > 0) reasons.push(`inside the window ${windows.map((w) => `"${w}"`).join(' and ')}`);
    if (team) reasons.push(`${spokenTime(start, team.zone)} for the team`);
    return {
      rank,
      ...isoPeriod(period),
      startLocal: formatLocal(start, zone),
      startForTeam: team ? formatLocal(start, team.zone) : null,
      harm,
      byMode: model.byMode(period),
      shareOfWeek: forecast.weekTotal > 0 ? harm.expected / model.scale(forecast.weekTotal) : 0,
      window: windows[0] ?? null,
      reasons,
      ...(request.countries && { touched: touchedBy(request.countries.list, period) }),
    };
  };
}

function usual(request: PlanRequest, model: HarmModel, zone: string): UsualRule {
  const start = nextUsualStart(request.horizon.start, zone);
  const period = { start, end: start + request.work.takes };
  return {
    rule: usualRule,
    zone,
    start: formatInstant(start),
    startLocal: formatLocal(start, request.zone),
    harm: model.harm(period),
    ...(request.countries && { touched: touchedBy(request.countries.list, period) }),
  };
}

function comparedWithAverage(harm: number, average: number): string {
  if (average <= 0) return 'no traffic is expected at any time';
  return `${Math.round((100 * harm) / average)} % of what the same length costs on average`;
}

function windowsOf(calendar: Calendar, needed: Interval): string[] {
  const touching = (calendar.windows ?? []).filter((w) => w.start < needed.end && needed.start < w.end);
  return [...new Set(touching.map((window) => window.window))];
}

function firstWithin(scored: readonly ScoredStart[], hours: readonly Interval[]): ScoredStart | null {
  return scored.find((candidate) => hours.some((shift) => contains(shift, candidate))) ?? null;
}

function withExtra(candidate: Candidate, best: Candidate): Candidate & { extra: number } {
  return { ...candidate, extra: candidate.harm.expected - best.harm.expected };
}

function savedOf(best: number, usual: number): number {
  return usual > 0 ? 1 - best / usual : 0;
}

function isoLength(ms: number): string {
  return formatDuration({ days: 0, ms });
}

function isoPeriod({ start, end }: Interval): { start: string; end: string } {
  return { start: formatInstant(start), end: formatInstant(end) };
}
