import { exactLength } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { spokenLength, spokenTime } from '../time/spoken.ts';
import { freezesFor, leastNoticeGiven, noticeGiven, windowGroups, windowsUsed } from './open-starts.ts';
import { type Calendar, leastRiskOf, needs, type Reason, type WindowTime, type Work } from './rules.ts';

/** The windows that allow work that may start at `at`, each once. */
export function allows(calendars: readonly Calendar[], work: Work, at: Instant, zone: string): Reason[] {
  const used = calendars.flatMap(({ windows }) => windowsUsed(windows ?? [], work, at));
  if (used.length === 0) {
    return [{ rule: 'window', name: null, message: 'work may be done at any time, and no freeze holds' }];
  }
  return eachOnce(
    used.map((window) => ({
      rule: 'window',
      name: window.window,
      message: `the window "${window.window}" is open until ${spokenTime(window.end, zone)}`,
    })),
  );
}

/** Every rule that stands in the way of work that would start at `at`, each once. */
export function standInTheWay(
  calendars: readonly Calendar[],
  work: Work,
  at: Instant,
  zone: string,
): Reason[] {
  const needed = { start: at, end: at + needs(work) };
  const fromTo = ({ start, end }: Interval) => `from ${spokenTime(start, zone)} to ${spokenTime(end, zone)}`;
  return eachOnce(
    calendars.flatMap((calendar): Reason[] => {
      const frozen = freezesFor(calendar.freezes, work).filter((freeze) => intersects(freeze, needed));
      const taken = calendar.taken.filter((time) => intersects(time, needed));
      return [
        ...frozen.map((freeze): Reason => {
          const because = freeze.reason ? ` (${freeze.reason})` : '';
          const message = `the freeze "${freeze.window}"${because} lasts ${fromTo(freeze)}`;
          return { rule: 'freeze', name: freeze.window, message };
        }),
        ...noticeReasons(calendar, work, at, zone),
        ...(calendar.windows ? windowReasons(calendar, calendar.windows, work, at, zone) : []),
        ...taken.map(({ rule, name, message, ...time }) => ({
          rule,
          name,
          message: `${message}, ${fromTo(time)}`,
        })),
      ];
    }),
  );
}

function noticeReasons({ leastNotice, service }: Calendar, work: Work, at: Instant, zone: string): Reason[] {
  if (!leastNotice) return [];
  const earliest = leastNoticeGiven(leastNotice, work);
  if (at >= earliest) return [];
  const whose = service === undefined ? '' : ` for "${service}"`;
  const wanted = spokenLength(exactLength(leastNotice.byRisk[leastRiskOf[work.mode]]));
  const told = `announced ${spokenTime(work.announced, zone)}, the earliest is ${spokenTime(earliest, zone)}`;
  return [{ rule: 'notice', name: null, message: `the policy wants ${wanted} of notice${whose}: ${told}` }];
}

function windowReasons(
  { service }: Calendar,
  windows: readonly WindowTime[],
  work: Work,
  at: Instant,
  zone: string,
): Reason[] {
  const here = windows.filter((window) => window.start <= at && at < window.end);
  if (here.length === 0) {
    const whose = service === undefined ? '' : ` of "${service}"`;
    return [{ rule: 'window', name: null, message: `no window${whose} is open at ${spokenTime(at, zone)}` }];
  }
  const group = windowGroups(windows, work).find((g) => g.start <= at && at < g.end);
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

function eachOnce(reasons: readonly Reason[]): Reason[] {
  const seen = new Map(reasons.map((reason) => [JSON.stringify(reason), reason]));
  return [...seen.values()];
}
