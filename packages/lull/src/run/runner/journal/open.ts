import type { Report } from '../contract.ts';
import type { Entry, Standing } from './contract.ts';
import { damaged, openLines, replaceByLine } from './file.ts';
import { after, blank } from './standing.ts';

/** Which part of which run. */
export interface Which {
  readonly run: string;
  readonly part: number;
  readonly downtime: string;
}

/** How a journal begins. */
export interface First extends Which {
  /** Number of the last report that was told before, from a journal that was lost. */
  readonly stored: number;
  readonly isLost: boolean;
}

/** What was done of one part of a run on this host, on its disk. */
export interface Journal extends Which {
  standing(): Standing;
  /** Reports whose numbers come after this one. */
  reportsAfter(number: number): readonly Report[];
  /** Number of its last report. */
  last(): number;
  /** @throws the disk's error; then nothing was added */
  append(entry: Exclude<Entry, { kind: 'part' | 'report' }>): void;
  report(entry: Omit<Extract<Entry, { kind: 'report' }>, 'kind'>): void;
  /** Keeps only that it is ended, for an order that comes late. */
  compact(): void;
  close(): void;
}

/**
 * Opens the journal of a part.
 *
 * @param first written where there is none yet; null to open only what is there
 * @returns null where it is over; 'nothing' where none was begun, and `first` is null
 * @throws LullError `journal-damaged`; the disk's error
 * @example openJournal(path, { run: 'k2', part: 0, downtime: 'd7', stored: 0, isLost: false })
 */
export function openJournal(path: string, first: First): Journal | null;
export function openJournal(path: string, first: null): Journal | 'nothing' | null;
export function openJournal(path: string, first: First | null): Journal | 'nothing' | null {
  const { file, lines } = openLines(path);
  const entries = lines as Entry[];
  if (entries.length === 0 && first !== null) {
    const entry: Entry = { kind: 'part', version: 1, ...first };
    try {
      file.append(entry);
    } catch (error) {
      file.close();
      throw error;
    }
    entries.push(entry);
  }
  const [head] = entries;
  if (head?.kind !== 'part') {
    file.close();
    if (head === undefined) return 'nothing';
    // Whoever took its beginning away left what could be held for the end of it.
    if ((head as { readonly kind: unknown }).kind !== 'ended') throw damaged(path, 1);
    return null;
  }
  const { run, part, downtime, stored } = head;
  let standing = entries.reduce(after, blank);
  const reports: Report[] = [];
  const keep = (entry: Entry): void => {
    if (entry.kind !== 'report') return;
    const { at, serial, what } = entry;
    reports.push({ run, part, number: stored + reports.length + 1, at, serial, what });
  };
  entries.forEach(keep);
  const add = (entry: Entry): void => {
    file.append(entry);
    standing = after(standing, entry);
    keep(entry);
  };
  return {
    run,
    part,
    downtime,
    standing: () => standing,
    last: () => stored + reports.length,
    reportsAfter: (number) => reports.slice(Math.max(0, number - stored)),
    append: add,
    report: (entry) => add({ kind: 'report', ...entry }),
    compact: () => replaceByLine(path, { kind: 'ended', serial: standing.serial }),
    close: () => file.close(),
  };
}
