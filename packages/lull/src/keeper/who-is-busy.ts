import type { BusyDowntime } from '../plan/taken.ts';
import { busyDowntimes } from '../store/busy.ts';
import { type Pulse, pulse } from '../store/look.ts';
import type { Store } from '../store/contract.ts';
import { DAY, type Instant } from '../time/instant.ts';

/** Who is busy from now on, remembered until something happens to one of their services. */
export interface WhoIsBusy {
  /** Asks the database what has happened meanwhile, and forgets what is another now. One round trip. */
  catchUp(): Promise<Pulse>;
  /**
   * The downtimes of these services that are not over at `from`, as of the last catching up or later.
   *
   * @param services sorted, each once
   */
  of(services: readonly string[], from: Instant, now: Instant): Promise<readonly BusyDowntime[]>;
}

/** Any period that is asked for ends before this is over. */
const AHEAD = 1000 * DAY;
/** How many downtimes are remembered, with some 500 bytes each. */
const MOST_REMEMBERED = 50_000;

interface Remembered {
  readonly services: readonly string[];
  /** From when on they are all there. */
  readonly from: Instant;
  readonly busy: readonly BusyDowntime[];
}

/**
 * A memory of who is busy, for questions that are asked again and again: as long as nothing happens to its
 * services a list is right, because whatever changes one is told in the same transaction.
 *
 * @example const { events } = await memory.catchUp(); await memory.of(['shop'], now, now);
 */
export function whoIsBusy({ db }: Pick<Store, 'db'>): WhoIsBusy {
  const lists = new Map<string, Remembered>();
  let remembered = 0;
  let upTo = 0;

  const forget = (key: string): void => {
    remembered -= weight(lists.get(key)!);
    lists.delete(key);
  };
  const remember = (key: string, list: Remembered): void => {
    if (lists.has(key)) forget(key);
    lists.set(key, list);
    remembered += weight(list);
    // A map is walked in the order in which keys were added: the oldest goes first.
    for (const oldest of lists.keys()) {
      if (remembered <= MOST_REMEMBERED) break;
      forget(oldest);
    }
  };

  return {
    async catchUp() {
      const seen = await pulse(db, upTo);
      // Another question may have caught up further meanwhile.
      if (seen.events <= upTo && seen.touched) return seen;
      const touched = seen.touched && new Set(seen.touched);
      for (const [key, { services }] of lists) {
        if (!touched || services.some((name) => touched.has(name))) forget(key);
      }
      upTo = seen.events;
      return seen;
    },
    async of(services, from, now) {
      const key = services.join('\n');
      const known = lists.get(key);
      if (known && known.from <= from) return known.busy;
      const before = upTo;
      const start = Math.min(from, now);
      const busy = await busyDowntimes(db, { start, end: start + AHEAD }, { services, people: [] });
      // What was found may be older than what has been caught up with meanwhile.
      if (before === upTo) remember(key, { services, from: start, busy });
      return busy;
    },
  };
}

/** An empty list takes its place too. */
function weight({ busy }: Remembered): number {
  return busy.length + 1;
}
