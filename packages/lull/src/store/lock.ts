import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LullError } from '../errors.ts';
import { holdFile } from '../held-file.ts';

/**
 * Takes the folder for this process, until the lock is freed or the process is gone.
 *
 * @returns frees it
 * @throws LullError `store-in-use` when another process has it
 * @example const free = lockFolder('./lull-data');
 */
export function lockFolder(folder: string): () => void {
  const free = holdFile(join(folder, 'lock'));
  if (free === null) throw inUse(folder);
  writeFileSync(holderFile(folder), `process ${process.pid} on ${hostname()}\n`);
  return free;
}

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
