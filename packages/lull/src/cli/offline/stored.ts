import { writeBackup } from '../../store/backup.ts';
import { openThere, type StorePlace } from './place.ts';

/**
 * A backup from the store itself, without a server.
 *
 * @throws LullError as `openThere`
 */
export async function* storedBackup(place: StorePlace): AsyncGenerator<Uint8Array> {
  const store = await openThere(place);
  try {
    yield* writeBackup(store);
  } finally {
    await store.close();
  }
}
