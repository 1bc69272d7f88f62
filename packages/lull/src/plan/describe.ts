import { formatInstant, type Instant, WEEK } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenTime } from '../time/spoken.ts';
import { formatLocal } from '../time/zone.ts';
import type { Candidate, PlanRequest, UsualRule } from './contract.ts';
import { windowsUsed } from './open-starts.ts';
import { touchedBy } from './touched.ts';
import { nextUsualStart, usualRule } from './usual-rule.ts';

/** Everything that is said of one start. */
export function describeStart(request: PlanRequest, start: Instant, rank: number | null): Candidate {
  const { zone, team, work, calendar, model } = request;
  const period = { start, end: start + work.takes };
  const harm = model.over(period);
  const windows = new Set(windowsUsed(calendar.windows ?? [], work, start).map(({ window }) => window));
  const reasons = [comparedWithAverage(harm.expected, model.week * (work.takes / WEEK))];
  if (windows.size > 0)
    reasons.push(`inside the window ${[...windows].map((name) => `"${name}"`).join(' and ')}`);
  if (team) reasons.push(`${spokenTime(start, team.zone)} for the team`);
  return {
    rank,
    ...isoPeriod(period),
    startLocal: formatLocal(start, zone),
    startForTeam: team ? formatLocal(start, team.zone) : null,
    harm,
    byMode: model.byMode(period),
    shareOfWeek: model.week > 0 ? harm.expected / model.week : 0,
    window: [...windows][0] ?? null,
    reasons,
    ...(request.countries && { touched: touchedBy(request.countries.list, period) }),
  };
}

/** What the usual rule on a zone's clock would cost, the next time that it comes. */
export function describeUsual(
  request: Pick<PlanRequest, 'horizon' | 'work' | 'zone' | 'model' | 'countries'>,
  zone: string,
): UsualRule {
  const start = nextUsualStart(request.horizon.start, zone);
  const period = { start, end: start + request.work.takes };
  return {
    rule: usualRule,
    zone,
    start: formatInstant(start),
    startLocal: formatLocal(start, request.zone),
    harm: request.model.over(period),
    ...(request.countries && { touched: touchedBy(request.countries.list, period) }),
  };
}

/** A period in ISO 8601, UTC. */
export function isoPeriod({ start, end }: Interval): { start: string; end: string } {
  return { start: formatInstant(start), end: formatInstant(end) };
}

function comparedWithAverage(harm: number, average: number): string {
  if (average <= 0) return 'no traffic is expected at any time';
  return `${Math.round((100 * harm) / average)} % of what the same length costs on average`;
}
