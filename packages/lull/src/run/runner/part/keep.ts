import { pause } from '../../actions/pause.ts';
import type { Host } from '../host.ts';

/** How often a disk that refuses is tried again. Milliseconds. */
const AGAIN = 1_000;

/**
 * Writes into a journal, however long it takes until the disk takes it; until then it is said that it can't.
 *
 * @param signal ends the trying; it is tried once in any case
 * @returns whether it is written
 * @example if (!(await keep(host, 'k2/0', () => journal.report(now, started), signal))) return;
 */
export async function keep(
  { troubles, log }: Pick<Host, 'troubles' | 'log'>,
  key: string,
  write: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    try {
      write();
      troubles.set(key, null);
      return true;
    } catch (error) {
      const { message } = error as Error;
      log.error({ part: key, err: error }, 'the journal of a run cannot be written');
      troubles.set(key, `the journal of run ${key} can't be written, so nothing is begun: ${message}`);
      if (!(await pause(AGAIN, signal))) return false;
    }
  }
}
