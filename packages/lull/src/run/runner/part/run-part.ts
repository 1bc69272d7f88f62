import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { LullError } from '../../../errors.ts';
import { limit, pause } from '../../actions/pause.ts';
import type { Host } from '../host.ts';
import { lockOnHost } from '../host-lock.ts';
import { type Journal, openJournal } from '../journal/open.ts';
import type { ReportTeller } from '../reports.ts';
import { keep } from './keep.ts';
import { keyOf, type Part } from './part.ts';
import { recover } from './recover.ts';
import { workPart } from './work.ts';

/** How often a lock is tried that another process has. Milliseconds. */
const AGAIN = 1_000;

/** How long a runner that leaves tries to tell what it did last; whoever comes after it tells it else. */
const LAST = 10_000;

/**
 * Runs one part of a run on this host, from what its journal says to its end: first clears up after a runner
 * that was killed, then works by the orders that are heard.
 *
 * @returns when it is over and told, or the runner is stopped or leaves
 * @example await runPart(host, part, reports, { stopping, leaving });
 */
export async function runPart(host: Host, part: Part, reports: ReportTeller, ends: Ends): Promise<void> {
  const key = keyOf(part);
  const either = AbortSignal.any([ends.stopping, ends.leaving]);
  const free = await lock(host, key, either);
  if (free === null) return;
  try {
    for (let isLost = false; ; isLost = true) {
      const journal = await open(host, part, either, isLost);
      if (journal === null) return;
      if ((await runBy(journal, { host, part, reports, ...ends })) !== 'lost') return;
      host.log.error({ part: key }, 'the server knows more of a run than its journal here holds');
    }
  } finally {
    free();
  }
}

/** How a runner ends. */
interface Ends {
  /** Aborted when what runs is to be stopped. */
  readonly stopping: AbortSignal;
  /** Aborted when nothing more is to be begun. */
  readonly leaving: AbortSignal;
}

interface Scene extends Ends {
  readonly host: Host;
  readonly part: Part;
  readonly reports: ReportTeller;
}

async function runBy(journal: Journal, scene: Scene): Promise<'over' | 'stopped' | 'lost'> {
  const { host, part, reports, stopping, leaving } = scene;
  try {
    reports.add(journal, Math.min(part.order()?.stored ?? 0, journal.last()));
    const desk = { host, part, journal, stopping, leaving };
    await recover(desk);
    const end = await workPart(desk);
    if (end === 'stopped' && leaving.aborted) {
      const last = limit(stopping, LAST, () => new Error('nobody hears what was done last'));
      await reports.allTold(journal, last.signal).finally(last.free);
    }
    if (end !== 'over' || !(await reports.allTold(journal, AbortSignal.any([stopping, leaving])))) return end;
    await keep(host, keyOf(part), journal.compact, stopping);
    return end;
  } finally {
    reports.remove(journal);
    journal.close();
  }
}

async function lock({ troubles }: Host, key: string, stopping: AbortSignal): Promise<(() => void) | null> {
  while (!stopping.aborted) {
    const free = await lockOnHost(key);
    troubles.set(`${key} lock`, free ? null : `another process on this host works at run ${key}`);
    if (free) return free;
    await pause(AGAIN, stopping);
  }
  return null;
}

/**
 * @param isLost whether what is there can't be believed
 * @returns null when it is over already, or the runner is stopped
 */
async function open(host: Host, part: Part, stopping: AbortSignal, isLost: boolean): Promise<Journal | null> {
  const path = journalPath(host.folder, part);
  const there = isLost ? 'damaged' : openThere(host, part, path);
  if (there !== 'damaged' && there !== 'nothing') return there;
  while (part.order() === null) {
    if (stopping.aborted) return null;
    await part.bell.wait(Infinity, stopping);
  }
  if (there === 'damaged') renameSync(path, `${path}.damaged-${host.clock()}`);
  const { run, part: number, downtime } = part.order()!;
  const stored = part.stored();
  const first = { run, part: number, downtime, stored, isLost: there === 'damaged' || stored > 0 };
  let journal: Journal | null = null;
  const write = (): void => {
    journal = openJournal(path, first);
  };
  if (!(await keep(host, keyOf(part), write, stopping))) return null;
  host.troubles.set(`${keyOf(part)} journal`, null);
  return journal;
}

function openThere(host: Host, part: Part, path: string): Journal | 'damaged' | 'nothing' | null {
  if (!existsSync(path)) return 'nothing';
  try {
    return openJournal(path, null);
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    host.log.error({ part: keyOf(part), err: error }, 'the journal of a run is damaged');
    host.troubles.set(`${keyOf(part)} journal`, error.message);
    return 'damaged';
  }
}

/** Where the journal of a part lies. */
export const journalPath = (folder: string, { run, part }: Pick<Part, 'run' | 'part'>): string =>
  join(folder, `${run}-${part}.journal`);
