import { sql } from 'kysely';
import type { Store } from '../../packages/lull/src/store/contract.ts';

/** Faults that the harness can plant behind the server's back, to see that it finds them. */
export const faults = ['lost-write'] as const;

export type Fault = (typeof faults)[number];

/** Tables with what belongs to one downtime, and the column that says so. */
const tables = [
  ['downtime_revisions', 'downtime'],
  ['store_events', 'downtime'],
  ['access_audit', 'subject'],
  ['downtime_downtimes', 'id'],
] as const;

/** Makes as if a downtime that was acknowledged had never been written; the server must be dead meanwhile. */
export async function loseWrite(store: Store, downtime: string): Promise<void> {
  await store.transaction(async (trx) => {
    for (const [table, column] of tables) {
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx);
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${downtime}`.execute(trx);
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(trx);
    }
  });
}
