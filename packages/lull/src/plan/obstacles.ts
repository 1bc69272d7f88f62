import { LullError } from '../errors.ts';
import { formatInstant, type Instant, MINUTE } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { spokenLength, spokenTime } from '../time/spoken.ts';
import { freezesFor, openStarts, windowGroups } from './open-starts.ts';
import { type Calendar, leastRiskOf, needs, type Reason, type TakenTime, type Work } from './rules.ts';

/** One rule that would make room by giving way, and the first moment that would then fit. */
export interface Obstacle {
  readonly rule: Reason['rule'];
  readonly name: string | null;
  readonly message: string;
  readonly start: Instant;
}

const noLength = { days: 0, ms: 0 };

/**
 * Each single rule that would make room for a start in the range by giving way, the one with the nearest
 * moment first; leaving the windows altogether comes last.
 */
export function obstacles(calendar: Calendar, work: Work, range: Interval): Obstacle[] {
  const { windows, freezes, taken } = calendar;
  const found: Obstacle[] = [];
  const tryWithout = (rule: Omit<Obstacle, 'start'>, relaxed: Calendar, relaxedWork = work): void => {
    const [first] = openStarts(relaxed, relaxedWork, range);
    if (first) found.push({ ...rule, start: first.start });
  };
  for (const name of new Set(freezesFor(freezes, work).map((freeze) => freeze.window))) {
    const others = freezes.filter((freeze) => freeze.window !== name);
    tryWithout(
      { rule: 'freeze', name, message: `without the freeze "${name}"` },
      { ...calendar, freezes: others },
    );
  }
  for (const [{ rule, name, message }, others] of takenAndOthers(taken)) {
    tryWithout({ rule, name, message: `but for this: ${message}` }, { ...calendar, taken: others });
  }
  const noNotice = windows?.map((window) => ({ ...window, notice: noLength })) ?? null;
  tryWithout(
    { rule: 'notice', name: null, message: 'with shorter notice' },
    { ...calendar, windows: noNotice, leastNotice: undefined },
  );
  if (!windows) return found.sort((a, b) => a.start - b.start);

  const noCutoff = windows.map((window) => ({ ...window, cutoff: noLength }));
  tryWithout(
    { rule: 'cutoff', name: null, message: 'without the cutoff' },
    { ...calendar, windows: noCutoff },
  );
  const anyRisk = windows.map((window) => ({ ...window, risk: 'downtime' as const }));
  const lesser = `in a window that allows less than the risk "${leastRiskOf[work.mode]}"`;
  tryWithout({ rule: 'risk', name: null, message: lesser }, { ...calendar, windows: anyRisk });
  const shorter = longestThatFits(calendar, work, range);
  if (shorter) {
    const message = `if the work took ${spokenLength(shorter.takes)}`;
    tryWithout({ rule: 'length', name: null, message }, calendar, shorter);
  }
  found.sort((a, b) => a.start - b.start);
  tryWithout({ rule: 'window', name: null, message: 'outside the windows' }, { ...calendar, windows: null });
  return found;
}

/**
 * The error that says that nothing fits, what stands in the way, and when it would fit if one rule gave way.
 *
 * @param range the starts that were looked at
 * @param next the first start after them at which nothing stands in the way
 */
export function nothingFits(
  calendar: Calendar,
  work: Work,
  range: Interval,
  { next, zone }: { next: Instant | null; zone: string },
): LullError {
  const ways = obstacles(calendar, work, range);
  const between = `between ${spokenTime(range.start, zone)} and ${spokenTime(range.end, zone)}`;
  const why = standing(calendar, work, range).join('; ');
  const what = `${spokenLength(needs(work))} fit nowhere ${between}${why ? `: ${why}` : ''}`;
  const todo = [
    ways.length > 0
      ? `It would fit ${ways.map((way) => `${way.message}: ${spokenTime(way.start, zone)}`).join('; ')}.`
      : 'No single rule makes room by giving way.',
    next === null
      ? 'Nothing fits within 400 days either.'
      : `By all rules it fits from ${spokenTime(next, zone)} on: look so far ahead with --within.`,
  ];
  const asJson = (way: Obstacle) => ({ ...way, start: formatInstant(way.start) });
  return new LullError('nothing-fits', what, todo.join(' '), {
    inTheWay: ways.map(asJson),
    nearest: ways[0] ? asJson(ways[0]) : null,
    next: next === null ? null : formatInstant(next),
  });
}

/** Each downtime, team or chain that takes time, and what would be taken without it. */
function takenAndOthers(taken: readonly TakenTime[]): [Reason, TakenTime[]][] {
  const key = ({ rule, name }: Reason) => JSON.stringify([rule, name]);
  const groups = Map.groupBy(taken, key);
  return [...groups].map(([which, [first]]) => [first!, taken.filter((time) => key(time) !== which)]);
}

/** What stands in the way, whether or not it is enough that it gives way. */
function standing({ windows, freezes, taken }: Calendar, work: Work, range: Interval): string[] {
  const names = new Set([
    ...freezesFor(freezes, work)
      .filter((freeze) => intersects(freeze, range))
      .map((freeze) => `the freeze "${freeze.window}"`),
    ...taken.filter((time) => intersects(time, range)).map(({ message }) => message),
  ]);
  if (!windows) return [...names];
  const groups = windowGroups(windows, work).filter((group) => intersects(group, range));
  if (groups.length === 0) return [...names, 'no window allows this work then'];
  const longest = groups.reduce((most, group) => Math.max(most, group.end - group.start), 0);
  return longest < needs(work) ? [...names, `no window is longer than ${spokenLength(longest)}`] : [...names];
}

/** The same work cut to the longest that still has a start in the range, in whole minutes. */
function longestThatFits(calendar: Calendar, work: Work, range: Interval): Work | null {
  let fits = 0;
  let tooLong = Math.ceil(work.takes / MINUTE);
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (openStarts(calendar, { ...work, takes: middle * MINUTE }, range).length > 0) fits = middle;
    else tooLong = middle;
  }
  return fits > 0 ? { ...work, takes: fits * MINUTE } : null;
}
