import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Reader, Store, Trx } from './contract.ts';
import { underLock } from './migration-lock.ts';
import { type Migration, migrations } from './migrations/registry.ts';

/** Makes or upgrades what a library keeps in a schema of its own, by its own tool. */
export type LibrarySchema = (store: Store) => Promise<void>;

/**
 * Brings the schema up to this Lull's: the libraries' own first, then ours. Several servers may start at
 * once: one does it, the others wait.
 *
 * @throws LullError `store-newer` when the database is ahead, `store-damaged` when it was made by other steps
 * @example await migrate(store, [migrateLibrary])
 */
export async function migrate(
  store: Store,
  libraries: readonly LibrarySchema[] = [],
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await underLock(store, async () => {
    for (const library of libraries) await library(store);
    const done = await store.transaction(async (trx) => {
      await makeLedger(trx);
      return migrated(trx, steps);
    });
    for (const step of steps.slice(done)) await store.transaction((trx) => take(trx, step));
  });
}

/**
 * Brings a schema up to a step inside a transaction that does more.
 *
 * @param to number of the last step to be taken
 * @throws LullError as {@link migrate}
 */
export async function migrateIn(
  trx: Trx,
  to: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await makeLedger(trx);
  for (const step of steps.slice(await migrated(trx, steps), to)) await take(trx, step);
}

/** Number of the newest step that this Lull knows. */
export const newestMigration: number = migrations.at(-1)!.number;

/** SHA-256 of a step's statements, hex. */
export function hashOf({ statements }: Migration): string {
  return createHash('sha256').update(statements.join(';\n')).digest('hex');
}

async function makeLedger(trx: Trx): Promise<void> {
  await sql`create table if not exists store_migrations (
    number integer primary key,
    name text not null,
    hash text not null,
    applied_at timestamptz not null default now()
  )`.execute(trx);
}

/** How many of the steps were taken. */
async function migrated(db: Reader, steps: readonly Migration[]): Promise<number> {
  const taken = await db.selectFrom('store_migrations').selectAll().orderBy('number').execute();
  if (taken.length > steps.length) throw newer(taken.at(-1)!.number, steps.length);
  for (const [i, { number, name, hash }] of taken.entries()) {
    if (number !== steps[i]!.number || hash !== hashOf(steps[i]!)) throw different(number, name);
  }
  return taken.length;
}

async function take(trx: Trx, step: Migration): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx);
  for (const statement of step.statements) await sql.raw(statement).execute(trx);
  const { number, name } = step;
  await trx
    .insertInto('store_migrations')
    .values({ number, name, hash: hashOf(step) })
    .execute();
}

function newer(theirs: number, ours: number): LullError {
  return new LullError(
    'store-newer',
    `The data has schema ${theirs}; this Lull knows up to ${ours}`,
    'Install the Lull that wrote it, or a newer one.',
    { schema: theirs, known: ours },
  );
}

function different(number: number, name: string): LullError {
  return new LullError(
    'store-damaged',
    `Step ${number} "${name}" of the schema is not the one that this Lull has`,
    'Was the database made by a build of your own? Use that one, or restore a backup into an empty place.',
    { schema: number },
  );
}
