import { LullError } from '../errors.ts';
import { DAY, formatInstant, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenLength, spokenTime } from '../time/spoken.ts';
import { freezesFor, openStarts, windowGroups } from './open-starts.ts';
import { type Calendar, leastRiskOf, needs, reaches, type Work } from './rules.ts';

/** One rule that, if it gave way, would make room, and the first moment that would then fit. */
export interface Obstacle {
  readonly rule: 'freeze' | 'notice' | 'cutoff' | 'risk' | 'length' | 'window';
  readonly name: string | null;
  readonly message: string;
  readonly start: Instant;
}

const noLength = { days: 0, ms: 0 };

/**
 * What stands in the way when nothing fits into the range: each single rule that would make room by giving way,
 * the one with the nearest moment first; leaving the windows altogether comes last.
 */
export function obstacles(calendar: Calendar, work: Work, range: Interval): Obstacle[] {
  const { windows, freezes } = calendar;
  const found: Obstacle[] = [];
  const tryWithout = (
    without: Omit<Obstacle, 'start'>,
    relaxed: Calendar,
    relaxedWork: Work = work,
  ): void => {
    const first = openStarts(relaxed, relaxedWork, range)[0];
    if (first) found.push({ ...without, start: first.start });
  };
  for (const name of new Set(freezesFor(freezes, work).map((freeze) => freeze.window))) {
    const message = `without the freeze "${name}"`;
    const others = freezes.filter((freeze) => freeze.window !== name);
    tryWithout({ rule: 'freeze', name, message }, { windows, freezes: others });
  }
  if (windows) {
    const noNotice = windows.map((window) => ({ ...window, notice: noLength }));
    tryWithout(
      { rule: 'notice', name: null, message: 'with shorter notice' },
      { windows: noNotice, freezes },
    );
    const noCutoff = windows.map((window) => ({ ...window, cutoff: noLength }));
    tryWithout({ rule: 'cutoff', name: null, message: 'without the cutoff' }, { windows: noCutoff, freezes });
    const anyRisk = windows.map((window) => ({ ...window, risk: 'downtime' as const }));
    const least = leastRiskOf[work.mode];
    const riskMessage = `in a window that allows less than the risk "${least}"`;
    tryWithout({ rule: 'risk', name: null, message: riskMessage }, { windows: anyRisk, freezes });
    const shorter = longestThatFits(calendar, work, range);
    if (shorter) {
      const message = `if the work took ${spokenLength(shorter.takes)}`;
      tryWithout({ rule: 'length', name: null, message }, calendar, shorter);
    }
  }
  found.sort((a, b) => a.start - b.start);
  if (windows)
    tryWithout(
      { rule: 'window', name: null, message: 'outside the windows' },
      { ...calendar, windows: null },
    );
  return found;
}

/** The error that says that nothing fits, what stands in the way, and the nearest moments otherwise. */
export function nothingFits(calendar: Calendar, work: Work, horizon: Interval, zone: string): LullError {
  const inTheWay = obstacles(calendar, work, horizon);
  const length = spokenLength(needs(work));
  const what = `no start between ${spokenTime(horizon.start, zone)} and ${spokenTime(horizon.end, zone)} has room for ${length}`;
  const nearest = inTheWay[0];
  const hasWindow = calendar.windows?.some((window) => reaches(window.risk, leastRiskOf[work.mode])) ?? true;
  const todo = nearest
    ? `It would fit ${inTheWay.map((o) => `${o.message}: ${spokenTime(o.start, zone)}`).join('; ')}.`
    : hasWindow
      ? 'No single rule makes room; look further ahead with --within, or plan a shorter piece of work.'
      : 'No window in the horizon allows this kind of work; look further ahead with --within.';
  return new LullError('nothing-fits', what, todo, {
    inTheWay: inTheWay.map((o) => ({ ...o, start: formatInstant(o.start) })),
    nearest: nearest ? { ...nearest, start: formatInstant(nearest.start) } : null,
  });
}

/** The same work cut to the longest stretch that the windows and freezes leave, in whole minutes. */
function longestThatFits(calendar: Calendar, work: Work, range: Interval): Work | null {
  const minute = 60_000;
  const longestGroup = windowGroups(calendar.windows ?? [], work).reduce(
    (longest, group) => Math.max(longest, group.end - group.start),
    0,
  );
  let fits = 0;
  let tooLong = Math.ceil(Math.min(longestGroup, work.takes, 400 * DAY) / minute) + 1;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    const shorter = { ...work, takes: middle * minute };
    if (openStarts(calendar, shorter, range).length > 0) fits = middle;
    else tooLong = middle;
  }
  return fits > 0 && fits * minute < work.takes ? { ...work, takes: fits * minute } : null;
}
