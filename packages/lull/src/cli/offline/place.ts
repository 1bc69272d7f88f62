import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import { storeSettings } from '../../api/operate/settings.ts';
import { LullError } from '../../errors.ts';
import type { Store } from '../../store/contract.ts';
import { openEmpty } from '../../store/open.ts';

/** Which store is meant; what is not said is what `lull serve` would take. */
export interface StorePlace {
  readonly data?: string | undefined;
  readonly databaseUrl?: string | undefined;
}

/**
 * Opens a store that is there, as it is, for as long as the work lasts.
 *
 * @throws LullError `bad-option` where there is none; `store-in-use` and the like, as opening it says
 */
export async function openThere(place: StorePlace): Promise<Store> {
  const settings = storeSettings(process.env, place);
  const { folder, databaseUrl } = settings;
  if (databaseUrl === undefined && !existsSync(folder)) throw nothingThere(folder);
  const store = await openEmpty(settings);
  const asked = sql<{ there: boolean }>`select to_regclass('store_migrations') is not null as there`;
  const { rows } = await asked.execute(store.db);
  if (rows[0]!.there) return store;
  await store.close();
  throw nothingThere(databaseUrl === undefined ? folder : 'that database');
}

function nothingThere(where: string): LullError {
  return new LullError(
    'bad-option',
    `${where} holds nothing of Lull`,
    'Name the folder with --data, or the database with --database-url.',
  );
}
