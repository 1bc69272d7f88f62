import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';

/**
 * The same bytes, all of which are read before the first is given out. They wait in a file beside the data
 * that has no name, so that nothing is left of it however the process ends.
 */
export async function* spooled(
  { dataDir }: PGlite,
  read: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const name = join(dataDir ? dirname(dataDir) : tmpdir(), `backup-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await unlink(name);
    for await (const bytes of read()) await file.appendFile(bytes);
    yield* file.createReadStream({ start: 0, autoClose: false });
  } finally {
    await file.close();
  }
}
