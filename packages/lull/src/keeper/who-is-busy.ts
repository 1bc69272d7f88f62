import type { BusyDowntime } from '../plan/taken.ts';
import { busyDowntimes } from '../store/busy.ts';
import type { Store } from '../store/contract.ts';
import { type Pulse, pulse, servicesTouchedBetween } from '../store/pulse.ts';
import { DAY, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { askedTogether } from './asked-together.ts';

/** Who is busy from now on, remembered until something happens to one of their services. */
export interface WhoIsBusy {
  /** Asks the database what has happened meanwhile, and forgets what is another now. */
  catchUp(): Promise<Pulse>;
  /**
   * The downtimes of these services in a period, as of the last catching up or later; others may be there
   * too.
   *
   * @param services sorted, each once
   */
  of(services: readonly string[], period: Interval, now: Instant): Promise<readonly BusyDowntime[]>;
}

/** More than a question looks ahead, so that a list serves for a while. */
const MORE = 500 * DAY;
/** How many downtimes are remembered, with some 500 bytes each. */
const MOST_REMEMBERED = 50_000;

interface Remembered {
  readonly services: readonly string[];
  /** From when on and until when they are all there. */
  readonly from: Instant;
  readonly until: Instant;
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
    catchUp: askedTogether(async () => {
      const seen = await pulse(db);
      if (seen.events === upTo) return seen;
      const services = await servicesTouchedBetween(db, upTo, seen.events);
      const touched = services && new Set(services);
      for (const [key, list] of lists) {
        if (!touched || list.services.some((name) => touched.has(name))) forget(key);
      }
      upTo = seen.events;
      return seen;
    }),
    async of(services, period, now) {
      const key = services.join('\n');
      const known = lists.get(key);
      if (known && known.from <= period.start && period.end <= known.until) return known.busy;
      const before = upTo;
      const from = Math.min(period.start, now);
      const until = period.end + MORE;
      const busy = await busyDowntimes(db, { start: from, end: until }, { services, people: [] });
      // What was found may be older than what has been caught up with meanwhile.
      if (before === upTo) remember(key, { services, from, until, busy });
      return busy;
    },
  };
}

/** An empty list takes its place too. */
function weight({ busy }: Remembered): number {
  return busy.length + 1;
}
