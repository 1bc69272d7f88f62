import { DAY, type Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { spokenLength, spokenTime } from '../time/spoken.ts';
import { freezesFor, noticeGiven, openStarts, windowGroups, windowsUsed } from './open-starts.ts';
import { type Calendar, leastRiskOf, needs, type Reason, type Work } from './rules.ts';

/** The answer to "may this be done then?". */
export interface Answer {
  readonly open: boolean;
  readonly reasons: readonly Reason[];
  /** The first instant at which the answer is another; null when there is none within 400 days. */
  readonly changesAt: Instant | null;
}

/** Gives the windows and freezes that touch a period. */
export type CalendarOver = (period: Interval) => Calendar;

/** How far the next change is looked for, in growing pieces: most lie in the first. */
const pieces = [15 * DAY, 45 * DAY, ...Array.from({ length: 17 }, () => 20 * DAY)];

/**
 * May the work start at `at`? Open or closed, every rule that says so, and when that changes next. The
 * planner, the command and later the API all ask here.
 *
 * @param zone the zone in which times are written in the messages
 * @example may(calendarOver, { takes, rollback: 0, mode: 'full', announced }, at, 'Europe/Berlin').open
 */
export function may(calendarOver: CalendarOver, work: Work, at: Instant, zone: string): Answer {
  const calendar = calendarOver(around(at, work, DAY));
  const open = openStarts(calendar, work, { start: at, end: at + 1 }).length > 0;
  return {
    open,
    reasons: open ? allows(calendar, work, at, zone) : standInTheWay(calendar, work, at, zone),
    changesAt: nextChange(calendarOver, work, at, open),
  };
}

/**
 * The period of which a calendar must know everything to judge starts from `at` on for `ahead` milliseconds.
 */
export function around(at: Instant, work: Work, ahead: number): Interval {
  return { start: at, end: at + ahead + 2 * needs(work) + DAY };
}

/**
 * The first moment from `from` on at which the work may start; null when there is none within 400 days.
 *
 * @example nextOpenStart(calendarOver, work, now)
 */
export function nextOpenStart(calendarOver: CalendarOver, work: Work, from: Instant): Instant | null {
  return nextChange(calendarOver, work, from, false);
}

function nextChange(calendarOver: CalendarOver, work: Work, at: Instant, open: boolean): Instant | null {
  let start = at;
  for (const length of pieces) {
    const end = start + length;
    const [next] = openStarts(calendarOver(around(start, work, length)), work, { start, end });
    if (open && next?.start !== start) return start;
    if (open && next!.end < end) return next!.end;
    if (!open && next) return next.start;
    start = end;
  }
  return null;
}

function allows(calendar: Calendar, work: Work, at: Instant, zone: string): Reason[] {
  if (!calendar.windows) {
    return [{ rule: 'window', name: null, message: 'work may be done at any time, and no freeze holds' }];
  }
  return windowsUsed(calendar.windows, work, at).map((window) => ({
    rule: 'window',
    name: window.window,
    message: `the window "${window.window}" is open until ${spokenTime(window.end, zone)}`,
  }));
}

function standInTheWay(calendar: Calendar, work: Work, at: Instant, zone: string): Reason[] {
  const needed = { start: at, end: at + needs(work) };
  const frozen = freezesFor(calendar.freezes, work)
    .filter((freeze) => intersects(freeze, needed))
    .map((freeze): Reason => {
      const because = freeze.reason ? ` (${freeze.reason})` : '';
      const until = spokenTime(freeze.end, zone);
      return {
        rule: 'freeze',
        name: freeze.window,
        message: `the freeze "${freeze.window}"${because} lasts from ${spokenTime(freeze.start, zone)} to ${until}`,
      };
    });
  return calendar.windows ? [...frozen, ...windowReasons(calendar, work, at, zone)] : frozen;
}

function windowReasons(calendar: Calendar, work: Work, at: Instant, zone: string): Reason[] {
  const here = calendar.windows!.filter((window) => window.start <= at && at < window.end);
  if (here.length === 0) {
    return [{ rule: 'window', name: null, message: `no window is open at ${spokenTime(at, zone)}` }];
  }
  const group = windowGroups(calendar.windows!, work).find((g) => g.start <= at && at < g.end);
  if (!group) {
    const least = leastRiskOf[work.mode];
    return here.map((window) => ({
      rule: 'risk',
      name: window.window,
      message: `the window "${window.window}" allows the risk "${window.risk}", and this work needs "${least}"`,
    }));
  }
  const usable = group.windows.filter((window) => window.start <= at && at < window.end);
  const reasons: Reason[] = [];
  if (usable.every((window) => at < noticeGiven(window, work.announced))) {
    for (const window of usable) {
      const earliest = spokenTime(noticeGiven(window, work.announced), zone);
      const message = `the window "${window.window}" wants notice: announced ${spokenTime(work.announced, zone)}, the earliest is ${earliest}`;
      reasons.push({ rule: 'notice', name: window.window, message });
    }
  }
  const name = usable[0]!.window;
  if (at >= group.cutoffAt) {
    const message = `work in the window "${name}" must start before ${spokenTime(group.cutoffAt, zone)}`;
    reasons.push({ rule: 'cutoff', name, message });
  }
  if (at + needs(work) > group.end) {
    const left = spokenLength(group.end - at);
    const message = `${spokenLength(needs(work))} are needed and the window "${name}" has ${left} left`;
    reasons.push({ rule: 'length', name, message });
  }
  return reasons;
}
