import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateLibrary } from '../../access/library.ts';
import { type ServerSettings, serverSettings } from '../../api/operate/settings.ts';
import { LullError } from '../../errors.ts';
import { openEmpty } from '../../store/open.ts';
import { type Restored, restoreBackup } from '../../store/restore.ts';
import type { StorePlace } from './place.ts';

/**
 * Restores a backup into an empty place: all of it or nothing.
 *
 * @throws LullError `store-not-empty`, `bad-backup`, and what opening the store can say
 */
export async function restoreInto(file: string, place: StorePlace): Promise<Restored> {
  return restore(file, serverSettings(process.env, place));
}

/**
 * Restores a backup into a place that is thrown away, which shows that it can be restored.
 *
 * @throws LullError `bad-backup`
 */
export async function tryRestoring(file: string): Promise<Restored> {
  const folder = await mkdtemp(join(tmpdir(), 'lull-restore-'));
  try {
    return await restore(file, serverSettings(process.env, { data: join(folder, 'data') }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function restore(file: string, settings: ServerSettings): Promise<Restored> {
  const input = await open(file).catch((error: Error) => {
    throw new LullError(
      'bad-backup',
      `${file} cannot be read: ${error.message}`,
      'Name the file of a backup.',
    );
  });
  try {
    const store = await openEmpty(settings.store);
    try {
      const libraries = [migrateLibrary];
      return await restoreBackup(store, input.createReadStream({ autoClose: false }), { libraries });
    } finally {
      await store.close();
    }
  } finally {
    await input.close();
  }
}
