import { DatabaseSync } from 'node:sqlite';

/** What SQLite says of a lock that another one has. */
const BUSY = 5;

/**
 * Takes a file for this process, until it is freed or the process is gone.
 *
 * An exclusive SQLite transaction on a file is a lock of the kernel, which goes with the process however it
 * ends; a file with a process id in it would name another process after a crash, and any in a container.
 *
 * @returns frees it; null when another one has it
 * @throws the disk's error
 * @example const free = holdFile('/var/lib/lull/lock');
 */
export function holdFile(path: string): (() => void) | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Its journal, which nothing is ever written to, would need room that a full disk has not.
    database.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === BUSY) return null;
    throw error;
  }
  return () => database.close();
}
