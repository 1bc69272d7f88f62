import { exactLength } from '../time/duration.ts';
import { DAY, type Instant } from '../time/instant.ts';
import { contains, type Interval, intersects, join, subtract } from '../time/interval.ts';
import { wallClock } from '../time/wallclock.ts';
import {
  type Calendar,
  type FreezeTime,
  type LeastNotice,
  leastRiskOf,
  needs,
  reaches,
  type WindowTime,
  type Work,
} from './rules.ts';

/** Windows that touch or overlap, as one: what fits into them together may be done. */
export interface WindowGroup extends Interval {
  readonly windows: readonly WindowTime[];
  /** Work must start before this. */
  readonly cutoffAt: Instant;
}

/**
 * The starts at which the work may be done, as half-open intervals of instants: inside the windows that allow
 * its risk, joined where they touch; with the notice that they and the policy want, before the cutoff, with
 * room for length and way back, and clear of every freeze and of what other downtimes take. By several
 * calendars it may be done when it may by each of them.
 *
 * @param calendars must hold whatever touches `range` and the length of the work after it
 * @example
 * openStarts({ windows: null, freezes: [], taken: [] }, work, { start: 0, end: 9 }) // [{ start: 0, end: 9 }]
 */
export function openStarts(
  calendars: Calendar | readonly Calendar[],
  work: Work,
  range: Interval,
): Interval[] {
  const length = needs(work);
  const closed = [calendars].flat().flatMap(({ windows, freezes, taken, leastNotice }) => [
    ...(leastNotice ? tooSoon(leastNotice, work, range) : []),
    ...(windows ? subtract([range], startsInWindows(windows, work)) : []),
    ...[...freezesFor(freezes, work), ...taken].map(({ start, end }) => ({
      start: start - length + 1,
      end,
    })),
  ]);
  return subtract([range], closed);
}

/** The freezes that hold for work of this risk. */
export function freezesFor(freezes: readonly FreezeTime[], work: Work): FreezeTime[] {
  return freezes.filter((freeze) => reaches(leastRiskOf[work.mode], freeze.leastRisk));
}

/** The windows that allow the work's risk, in groups of touching ones, in order. */
export function windowGroups(windows: readonly WindowTime[], work: Work): WindowGroup[] {
  const usable = windows
    .filter((window) => reaches(window.risk, leastRiskOf[work.mode]))
    .sort((a, b) => a.start - b.start);
  let next = 0;
  return join(usable).map(({ start, end }) => {
    const first = next;
    while (next < usable.length && usable[next]!.start < end) next++;
    const members = usable.slice(first, next);
    const cutoffAt = members.reduce((latest, w) => Math.max(latest, w.end - exactLength(w.cutoff)), start);
    return { start, end, windows: members, cutoffAt };
  });
}

/** The windows that work from `start` on would lie in: none where it doesn't fit. */
export function windowsUsed(windows: readonly WindowTime[], work: Work, start: Instant): WindowTime[] {
  const needed = { start, end: start + needs(work) };
  return windowGroups(windows, work)
    .filter((group) => contains(group, needed))
    .flatMap((group) => group.windows.filter((window) => intersects(window, needed)));
}

/** The first moment for which the window's notice can still be given; without a notice, any. */
export function noticeGiven(
  { notice, zone }: Pick<WindowTime, 'notice' | 'zone'>,
  announced: Instant,
): Instant {
  if (exactLength(notice) === 0) return Number.NEGATIVE_INFINITY;
  const clock = wallClock(zone);
  return clock.at(clock.shows(announced) + notice.days * DAY).instant + notice.ms;
}

/** The first moment for which the least notice of the policy can still be given. */
export function leastNoticeGiven({ byRisk, zone }: LeastNotice, { mode, announced }: Work): Instant {
  return noticeGiven({ notice: byRisk[leastRiskOf[mode]], zone }, announced);
}

function tooSoon(leastNotice: LeastNotice, work: Work, { start }: Interval): Interval[] {
  const end = leastNoticeGiven(leastNotice, work);
  return end > start ? [{ start, end }] : [];
}

function startsInWindows(windows: readonly WindowTime[], work: Work): Interval[] {
  const earliest = new Map<string, Instant>();
  const from = (window: WindowTime): Instant => {
    const known = earliest.get(window.window) ?? noticeGiven(window, work.announced);
    earliest.set(window.window, known);
    return known;
  };
  return join(
    windowGroups(windows, work).flatMap((group) =>
      group.windows.map((window) => ({
        start: Math.max(window.start, from(window)),
        end: Math.min(window.end, group.cutoffAt, group.end - needs(work) + 1),
      })),
    ),
  );
}
