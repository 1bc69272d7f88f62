import { LullError } from '../errors.ts';
import { DAY } from './instant.ts';
import { libraryStarts } from './library-starts.ts';
import {
  badRule,
  CENTURY,
  choosesNothing,
  type Expansion,
  isEvenlySpaced,
  mostStartsPerDay,
  periodLength,
  type RuleParts,
} from './rrule.ts';
import type { WallMs } from './wallclock.ts';
import { yearlyStarts } from './yearly-starts.ts';

/** More starts than anyone plans with; a question that would give more is refused before memory is filled. */
export const MOST_STARTS = 100_000;

/** The calendar's last moment here: the end of year 9999. */
const LAST = Date.UTC(10_000, 0, 1) - 1;

/**
 * Expands a rule that starts at a wall time and has no starts after `until` (UNTIL on the wall clock). The
 * first start counts only where the rule generates it: RFC 5545 leaves the other case open, and the field's
 * libraries (dateutil, rrule.js) do the same.
 *
 * @throws LullError `bad-rule` when the rule never occurs or costs too much to follow; `too-many-occurrences`
 * from `between` when the answer would hold more than 100,000
 * @example expandRule(parseRule('FREQ=DAILY'), 0, Infinity).next(1) === 86_400_000
 */
export function expandRule(rule: RuleParts, start: WallMs, until: WallMs): Expansion {
  const endless = withinLimits(rule, start);
  const first = choosesNothing(rule) ? null : endless.next(start);
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

/**
 * The rule without COUNT and UNTIL, so that a far moment costs what a near one does; asked in bounded pieces.
 */
function withinLimits(rule: RuleParts, start: WallMs): Expansion {
  const endless = endlessStarts(rule, start);
  const piece = Math.min(CENTURY, Math.max(1, Math.floor(MOST_STARTS / mostStartsPerDay(rule))) * DAY);
  return {
    between(from, to) {
      const starts: WallMs[] = [];
      const end = Math.min(to, LAST);
      for (let at = Math.max(from, start); at < end; at += piece) {
        for (const each of endless.between(at, Math.min(at + piece, end))) starts.push(each);
        if (starts.length > MOST_STARTS) throw tooMany(rule.text);
      }
      return starts;
    },
    next(from) {
      const at = Math.max(from, start);
      const found = at < LAST ? endless.next(at) : null;
      return found !== null && found <= LAST ? found : null;
    },
  };
}

function endlessStarts(rule: RuleParts, start: WallMs): Expansion {
  if (isEvenlySpaced(rule)) return evenStarts(rule.interval * periodLength[rule.freq], start);
  return rule.freq === 'YEARLY' ? yearlyStarts(rule, start) : libraryStarts(rule, start);
}

function evenStarts(step: number, start: WallMs): Expansion {
  const next = (from: WallMs) => start + Math.max(0, Math.ceil((from - start) / step)) * step;
  return {
    next,
    between(from, to) {
      const starts: WallMs[] = [];
      for (let at = next(from); at < to; at += step) starts.push(at);
      return starts;
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

function tooMany(text: string): LullError {
  return new LullError(
    'too-many-occurrences',
    `"${text}" occurs more than ${MOST_STARTS.toLocaleString('en')} times in the period`,
    'Ask for a shorter period, or write a rule that occurs less often.',
  );
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
