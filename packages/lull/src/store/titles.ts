import { sql } from 'kysely';
import type { Reader } from './contract.ts';

/**
 * The titles of downtimes and series, by their ids; ids of anything else are left out.
 *
 * @example (await titlesOf(store.db, [id])).get(id) // 'Move the database'
 */
export async function titlesOf(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const wanted = sql<string>`any(${[...new Set(ids)]}::text[])`;
  const rows = await db
    .selectFrom('downtime_downtimes')
    .select(['id', 'title'])
    .where('id', '=', wanted)
    .unionAll(db.selectFrom('downtime_series').select(['id', 'title']).where('id', '=', wanted))
    .execute();
  return new Map(rows.map(({ id, title }) => [id, title]));
}
