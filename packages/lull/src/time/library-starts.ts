import { RRuleTemporal } from 'rrule-temporal';
import { badRule, CENTURY, type Expansion, type RuleParts } from './rrule.ts';
import { Temporal } from './temporal.ts';
import type { WallMs } from './wallclock.ts';

/** Steps of the library's search; a rule that needs more between two starts is refused. */
const MOST_STEPS = 100_000;

/**
 * The starts of a rule without its COUNT and UNTIL, by rrule-temporal on a clock that never changes (in a
 * zone, the library leaves out the hours that a change of the clocks removes). Not for YEARLY: see
 * `yearlyStarts`.
 *
 * @throws LullError `bad-rule` from its functions, when the library's search exceeds its limits
 * @example libraryStarts(parseRule('FREQ=DAILY'), 0).next(1) === 86_400_000
 */
export function libraryStarts(rule: RuleParts, start: WallMs): Expansion {
  const parts = Object.entries(rule).filter(([name, list]) => name.startsWith('by') && list.length > 0);
  const centuries = new Map<number, RRuleTemporal>();
  // The library looks for a next start until the end of time; an UNTIL one to two centuries away bounds it.
  const libraryFor = (from: WallMs): RRuleTemporal => {
    const century = Math.floor(from / CENTURY);
    let library = centuries.get(century);
    if (!library) {
      library = new RRuleTemporal({
        ...Object.fromEntries(parts),
        freq: rule.freq,
        interval: rule.interval,
        wkst: rule.wkst,
        dtstart: asUtc(start),
        until: asUtc((century + 2) * CENTURY),
        tzid: 'UTC',
        maxIterations: MOST_STEPS,
      });
      centuries.set(century, library);
    }
    return library;
  };
  const search = <T>(question: () => T): T => {
    try {
      return question();
    } catch {
      throw badRule(rule.text, 'it never occurs, or so rarely that looking for it costs too much');
    }
  };
  return {
    between: (from, to) =>
      search(() => libraryFor(from).between(new Date(from), new Date(to - 1), true)).map(
        (found) => found.epochMilliseconds,
      ),
    next: (from) => search(() => libraryFor(from).next(new Date(from), true))?.epochMilliseconds ?? null,
  };
}

const asUtc = (wall: WallMs) => Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC');
