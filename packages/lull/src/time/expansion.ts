import { RRuleTemporal } from 'rrule-temporal';
import { LullError } from '../errors.ts';
import { DAY } from './instant.ts';
import { badRule, CENTURY, isEvenlySpaced, mostStartsPerDay, periodLength, type RuleParts } from './rrule.ts';
import { Temporal } from './temporal.ts';
import type { WallMs } from './wallclock.ts';

/** More starts than anyone plans with; a question that would give more is refused before memory is filled. */
const MOST_STARTS = 100_000;

/** The calendar's last moment here: the end of year 9999. */
const LAST = Date.UTC(10_000, 0, 1) - 1;

/** A rule's starts on the wall clock, without a zone. */
export interface Expansion {
  /** The starts from `from` (included) to `to` (excluded), sorted, each once. */
  between(from: WallMs, to: WallMs): WallMs[];
  /** The first start at or after `from`, or null when there is none within a century. */
  next(from: WallMs): WallMs | null;
}

/**
 * Expands a rule that starts at a wall time and has no starts after `until` (UNTIL on the wall clock). The first start counts only where the rule generates it: RFC 5545 leaves the
 * other case open, and the field's libraries (dateutil, rrule.js) do the same.
 *
 * @throws LullError `bad-rule` when the rule never occurs or costs too much to follow; `too-many-occurrences` from
 * `between` when the answer would hold more than 100,000
 * @example expandRule(parseRule('FREQ=DAILY'), 0, Infinity).next(1) === 86_400_000
 */
export function expandRule(rule: RuleParts, start: WallMs, until: WallMs): Expansion {
  const endless = endlessStarts(rule, start);
  const first = endless.next(start);
  if (first === null || first > until) throw badRule(rule.text, 'it never occurs');
  const end = rule.count ? lazily(() => nthStart(rule, rule.count!, start, endless)) : () => until;
  return {
    between: (from, to) => (from > end() ? [] : endless.between(from, Math.min(to, end() + 1))),
    next(from) {
      const next = endless.next(from);
      return next === null || next > end() ? null : next;
    },
  };
}

/** The rule without COUNT and UNTIL, so that a far moment costs what a near one does. */
function endlessStarts(rule: RuleParts, start: WallMs): Expansion {
  const parts = Object.entries(rule).filter(([name, list]) => name.startsWith('by') && list.length > 0);
  const libraries = new Map<number, RRuleTemporal>();
  // The library looks for a next start until the end of time; an UNTIL one to two centuries away bounds it.
  const libraryFor = (from: WallMs): RRuleTemporal => {
    const century = Math.floor(from / CENTURY);
    let library = libraries.get(century);
    if (!library) {
      library = new RRuleTemporal({
        ...Object.fromEntries(parts),
        freq: rule.freq,
        interval: rule.interval,
        wkst: rule.wkst,
        dtstart: asUtc(start),
        until: asUtc((century + 2) * CENTURY),
        tzid: 'UTC',
        maxIterations: MOST_STARTS,
      });
      libraries.set(century, library);
    }
    return library;
  };
  const chunk = Math.min(CENTURY, Math.max(1, Math.floor(MOST_STARTS / mostStartsPerDay(rule))) * DAY);
  return {
    between(from, to) {
      const starts: WallMs[] = [];
      for (let at = Math.max(from, start); at < Math.min(to, LAST); at += chunk) {
        const last = new Date(Math.min(at + chunk, to, LAST) - 1);
        const found = withinLimits(rule, () => libraryFor(at).between(new Date(at), last, true));
        for (const each of found) starts.push(each.epochMilliseconds);
        if (starts.length > MOST_STARTS) throw tooMany(rule.text);
      }
      return starts;
    },
    next(from) {
      const at = Math.max(from, start);
      if (at >= LAST) return null;
      const found = withinLimits(rule, () => libraryFor(at).next(new Date(at), true));
      return found && found.epochMilliseconds <= LAST ? found.epochMilliseconds : null;
    },
  };
}

/** The nth start: the last one that COUNT allows. */
function nthStart(rule: RuleParts, n: number, start: WallMs, endless: Expansion): WallMs {
  const step = rule.interval * periodLength[rule.freq];
  if (isEvenlySpaced(rule)) return start + (n - 1) * step;
  let left = n;
  for (let at = endless.next(start); at !== null; ) {
    const to = at + Math.min(left * step, CENTURY);
    const starts = endless.between(at, to);
    if (starts.length >= left) return starts[left - 1]!;
    left -= starts.length;
    at = endless.next(to);
  }
  return LAST;
}

/** The library throws plain errors when a search exceeds its limits or leaves the calendar. */
function withinLimits<T>(rule: RuleParts, search: () => T): T {
  try {
    return search();
  } catch {
    throw badRule(rule.text, 'it never occurs, or so rarely that looking for it costs too much');
  }
}

function tooMany(text: string): LullError {
  return new LullError(
    'too-many-occurrences',
    `"${text}" occurs more than ${MOST_STARTS.toLocaleString('en')} times in the period`,
    'Ask for a shorter period, or write a rule that occurs less often.',
  );
}

const asUtc = (wall: WallMs) => Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC');

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
