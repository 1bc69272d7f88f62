import { formatDuration } from '../time/duration.ts';
import { formatInstant } from '../time/instant.ts';
import { contains } from '../time/interval.ts';
import { workingHours } from '../time/working-hours.ts';
import { distinctNights, type ScoredStart, scoreStarts } from './candidates.ts';
import type { Candidate, Plan, PlanRequest } from './contract.ts';
import { describeStart, describeUsual, isoPeriod } from './describe.ts';
import { nothingFits } from './obstacles.ts';
import { openStarts } from './open-starts.ts';

/**
 * Finds the starts that hurt the fewest people: exact over every start on the buckets' step inside windows
 * minus freezes, ranked, one per local night.
 *
 * @throws LullError `nothing-fits`, with what stands in the way and the nearest moment if one rule gave way
 */
export function plan(request: PlanRequest): Plan {
  const { work, horizon, zone, team } = request;
  const range = { start: horizon.start, end: horizon.end - work.takes + 1 };
  const open = range.start < range.end ? openStarts(request.calendar, work, range) : [];
  if (open.length === 0)
    throw nothingFits(request.calendar, work, range, { next: request.nextStart(), zone });

  const scored = scoreStarts(request.model.series, open, work.takes, horizon.start);
  const candidates = distinctNights(scored, zone, request.top).map(({ start }, i) =>
    describeStart(request, start, i + 1),
  );
  const best = candidates[0]!;
  const usualRules = usualZones(request).map((usualZone) => describeUsual(request, usualZone));
  return {
    now: formatInstant(request.now),
    zone,
    takes: isoLength(work.takes),
    mode: work.mode,
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
    withinTeamHours: team && bestInHours(request, scored, candidates),
    usualRules,
    saved: savedOf(best.harm.expected, usualRules[0]!.harm.expected),
    confidence: request.forecast.confidence,
    geo: request.countries?.database ?? null,
    warnings: request.warnings,
  };
}

/**
 * The zones whose Sunday 02:00 a plan is compared with: the service's, and the team's where it is another.
 */
export function usualZones({ zone, team }: Pick<PlanRequest, 'zone' | 'team'>): string[] {
  return team && team.zone !== zone ? [zone, team.zone] : [zone];
}

function bestInHours(
  request: PlanRequest,
  scored: readonly ScoredStart[],
  candidates: readonly Candidate[],
): Plan['withinTeamHours'] {
  const shifts = workingHours(request.team!, request.horizon);
  const found = scored.find((start) => shifts.some((shift) => contains(shift, start)));
  if (!found) return null;
  const listed = candidates.find(({ start }) => start === formatInstant(found.start));
  const candidate = listed ?? describeStart(request, found.start, null);
  return { ...candidate, extra: candidate.harm.expected - candidates[0]!.harm.expected };
}

function savedOf(best: number, usual: number): number {
  return usual > 0 ? 1 - best / usual : 0;
}

function isoLength(ms: number): string {
  return formatDuration({ days: 0, ms });
}
