import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LullError } from '../../errors.ts';

/**
 * By what the disk is known that a runner's journals are on: made once, and kept with them.
 *
 * @throws LullError `write-failed` when it can't be made
 * @example journalId('/var/lib/lull/runs') // '0199f1d2-…'
 */
export function journalId(folder: string): string {
  const path = join(folder, 'id');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (idIn(path) === '') make(path);
  } catch (error) {
    throw new LullError(
      'write-failed',
      `The journals in ${folder} cannot be kept: ${(error as Error).message}`,
      'Give the disk room, or let whoever runs the steps write there.',
    );
  }
  return idIn(path);
}

function make(path: string): void {
  writeFileSync(`${path}.new`, randomUUID(), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function idIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
