import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { LullError } from '../errors.ts';

/**
 * Writes a file that is there whole or not at all, for its owner alone. What breaks off leaves nothing
 * behind.
 *
 * @param over whether it may take the place of another
 * @returns how many bytes it has
 * @throws LullError `file-exists`, `write-failed`, and what reading the content throws
 */
export async function writeWhole(
  file: string,
  content: AsyncIterable<Uint8Array>,
  { over = false } = {},
): Promise<number> {
  const part = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const bytes = await writeNew(part, content);
    // A link is made only where nothing is; a rename takes the place of what is there.
    if (over) await rename(part, file);
    else await link(part, file);
    return bytes;
  } catch (error) {
    if (error instanceof LullError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new LullError('file-exists', `${file} exists already`, 'Name another, or use --force.');
    }
    throw new LullError(
      'write-failed',
      `${file} cannot be written: ${message}`,
      'See the folder and the disk.',
    );
  } finally {
    await rm(part, { force: true }).catch(() => {});
  }
}

async function writeNew(file: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of content) {
      await handle.writeFile(chunk);
      bytes += chunk.length;
    }
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}
