import { pause } from '../actions/pause.ts';
import { makeBell } from './bell.ts';
import type { Port, Report } from './contract.ts';
import type { RunnerLog } from './host.ts';
import type { Journal } from './journal/open.ts';
import { lastWithin } from './last-within.ts';
import { NotOrdered } from './not-ordered.ts';
import { keyOf } from './part/part.ts';

/** Reports of one call, and of one part in it. */
const BATCH = 500;
const OF_ONE = 100;

/** How long is waited after a call that failed or brought nothing on. Milliseconds. */
const AGAIN = 1_000;

/** A journal of which is told, and how far that is stored. */
interface Open {
  readonly journal: Journal;
  stored: number;
  /** Whether the server isn't known to say that it never ordered it. */
  isOrdered: boolean;
}

/** Tells what the journals hold, again and again until the server has stored it. */
export interface ReportTeller {
  /** @param stored number of the last report that the server is known to have */
  add(journal: Journal, stored: number): void;
  /** The server says how far it has stored them: what comes after is told again. */
  storedUpTo(key: string, number: number): void;
  remove(journal: Journal): void;
  ring(): void;
  /** Waits until all of a journal is stored. */
  allTold(journal: Journal, signal: AbortSignal): Promise<boolean>;
  /** Tells on until the signal is aborted; then once more what is there. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * A teller for all parts on this host.
 *
 * @param onStored hears of each part up to which number its reports are stored
 * @example const teller = makeReportTeller(port, log, onStored); void teller.run(signal);
 */
export function makeReportTeller(
  port: Pick<Port, 'report'>,
  log: RunnerLog,
  onStored: (key: string, number: number) => void,
): ReportTeller {
  const bell = makeBell();
  const open = new Map<string, Open>();
  let waiting: (() => void)[] = [];

  const unstored = (): readonly Report[] =>
    [...open.values()]
      .filter(({ isOrdered }) => isOrdered)
      .flatMap(({ journal, stored }) => journal.reportsAfter(stored).slice(0, OF_ONE))
      .slice(0, BATCH);
  const note = (key: string, number: number): boolean => {
    const one = open.get(key);
    if (!one || one.stored === number) return false;
    one.stored = number;
    onStored(key, number);
    return true;
  };
  /** What the server never ordered is told again when it does: such as one that was restored. */
  const setAside = (error: NotOrdered): void => {
    const theirs = [...open].filter(([key, { isOrdered }]) => isOrdered && error.parts.has(key));
    if (theirs.length === 0) throw error;
    for (const [key, one] of theirs) {
      one.isOrdered = false;
      log.warn({ part: key }, 'the server says that it never ordered this; it is told no more of it');
    }
  };
  const tell = async (): Promise<void> => {
    for (let reports = unstored(); reports.length > 0; reports = unstored()) {
      const stored = await port.report(reports).catch((error: unknown) => {
        if (!(error instanceof NotOrdered)) throw error;
        setAside(error);
        return null;
      });
      if (stored === null) continue;
      const isOn = [...stored].map(([key, number]) => note(key, number)).includes(true);
      for (const wake of waiting.splice(0)) wake();
      if (!isOn) throw new Error('the server has stored none of the reports');
    }
  };

  return {
    add(journal, stored) {
      open.set(keyOf(journal), { journal, stored, isOrdered: true });
      bell.ring();
    },
    storedUpTo(key, number) {
      const one = open.get(key);
      if (one && number < one.stored) one.stored = number;
      if (one) one.isOrdered = true;
      bell.ring();
    },
    remove(journal) {
      open.delete(keyOf(journal));
    },
    ring: bell.ring,
    async allTold(journal, signal) {
      const one = open.get(keyOf(journal));
      while (one?.isOrdered && one.stored < journal.last() && !signal.aborted) {
        bell.ring();
        const woken = new AbortController();
        waiting = [...waiting, () => woken.abort()];
        await pause(AGAIN, AbortSignal.any([woken.signal, signal]));
      }
      return !signal.aborted;
    },
    async run(signal) {
      while (!signal.aborted) {
        await bell.wait(Infinity, signal);
        await tell().catch(async (error: Error) => {
          log.debug({ err: error }, 'reports could not be told');
          await pause(AGAIN, signal);
          bell.ring();
        });
      }
      await lastWithin(tell());
    },
  };
}
