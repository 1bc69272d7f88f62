import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LullError } from '../errors.ts';

/**
 * Takes the folder for this process, until the lock is freed or the process is gone.
 *
 * An exclusive SQLite transaction on a file is a lock of the kernel, which goes with the process however it
 * ends; a file with a process id in it would name another process after a crash, and any in a container.
 *
 * @returns frees it
 * @throws LullError `store-in-use` when another process has it
 * @example const free = lockFolder('./lull-data');
 */
export function lockFolder(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw (error as { errcode?: number }).errcode === busy ? inUse(folder) : error;
  }
  writeFileSync(holderFile(folder), `process ${process.pid} on ${hostname()}\n`);
  return () => database.close();
}

const busy = 5;

const holderFile = (folder: string): string => join(folder, 'holder');

/** Who has it is for people to read; nothing is decided by it. */
function inUse(folder: string): LullError {
  return new LullError(
    'store-in-use',
    `The data folder ${folder} is used by another process${holder(folder)}`,
    'Stop that process, or use another folder with --data; for several servers use PostgreSQL.',
    { folder },
  );
}

function holder(folder: string): string {
  try {
    return ` (${readFileSync(holderFile(folder), 'utf8').trim().slice(0, 200)})`;
  } catch {
    return '';
  }
}
