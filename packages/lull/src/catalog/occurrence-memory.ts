import { DAY } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import type { Recurrence } from '../time/recurrence.ts';

/** Short enough for any recurrence to be asked (`ANSWERED_AT_ONCE`). */
const BLOCK = 32 * DAY;
/** A longer period is asked for once, by a list, and would push out what is asked for again and again. */
const LONGEST = 4 * BLOCK;
/** Occurrences in one generation; both together stay under some 40 MB. */
const MOST_KEPT = 100_000;

/** Something that recurs, known by its identity. */
export interface Recurring {
  readonly recurrence: Recurrence;
}

type Generation = Map<Recurring, Map<number, readonly Interval[]>>;

/**
 * Occurrences that were worked out, in blocks of time. Bounded: what has not been asked for a while goes, by
 * generations.
 */
export class OccurrenceMemory {
  #young: Generation = new Map();
  #old: Generation = new Map();
  #kept = 0;

  /**
   * What `recurring.recurrence.between(period)` gives, each made into something else by `make` only once.
   *
   * @param make always the same for the same `recurring`
   * @throws LullError `too-many-occurrences`
   */
  between<R extends Recurring, T extends Interval>(
    recurring: R,
    period: Interval,
    make: (recurring: R, occurrence: ReturnType<Recurrence['between']>[number]) => T,
  ): T[] {
    if (period.end - period.start > LONGEST) {
      return recurring.recurrence.between(period).map((each) => make(recurring, each));
    }
    const found: T[] = [];
    if (period.start >= period.end) return found;
    const first = Math.floor(period.start / BLOCK);
    for (let block = first; block * BLOCK < period.end; block++) {
      const touching = this.#block(recurring, block, make) as readonly T[];
      for (const each of touching) {
        const isNew = block === first || each.start >= block * BLOCK;
        if (isNew && intersects(each, period)) found.push(each);
      }
    }
    return found;
  }

  #block<R extends Recurring, T extends Interval>(
    recurring: R,
    block: number,
    make: (recurring: R, occurrence: ReturnType<Recurrence['between']>[number]) => T,
  ): readonly Interval[] {
    const young = this.#young.get(recurring)?.get(block);
    if (young) return young;
    const period = { start: block * BLOCK, end: (block + 1) * BLOCK };
    const known =
      this.#old.get(recurring)?.get(block) ??
      recurring.recurrence.between(period).map((each) => make(recurring, each));
    this.#keep(recurring, block, known);
    return known;
  }

  #keep(recurring: Recurring, block: number, occurrences: readonly Interval[]): void {
    // A block without occurrences takes its place too.
    this.#kept += occurrences.length + 1;
    if (this.#kept > MOST_KEPT) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#kept = occurrences.length + 1;
    }
    const blocks = this.#young.get(recurring) ?? new Map<number, readonly Interval[]>();
    this.#young.set(recurring, blocks.set(block, occurrences));
  }
}
