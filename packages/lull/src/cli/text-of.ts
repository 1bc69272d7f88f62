import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { LullError } from '../errors.ts';

/**
 * What a file holds, or standard input for `-`.
 *
 * @throws LullError `config-not-found`
 */
export async function textOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new LullError('config-not-found', `${file} ${why}`, 'Name a file, or - for standard input.');
  });
}
