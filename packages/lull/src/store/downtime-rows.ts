import { sql } from 'kysely';
import type { Downtime } from '../downtime/contract.ts';
import { busy, nextLook } from '../downtime/moments.ts';
import { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Reader, Trx } from './contract.ts';
import { eventsAfter } from './events.ts';

/** A downtime as it is stored. */
export interface HeldDowntime {
  readonly downtime: Downtime;
  /** From 1; rises by one with every change. */
  readonly version: number;
}

/**
 * Stores a new downtime.
 *
 * @param now from when its next moment is looked for
 * @throws LullError `already-exists` when there is one of that id
 * @example await insertDowntime(trx, downtime, now) // { downtime, version: 1 }
 */
export async function insertDowntime(trx: Trx, downtime: Downtime, now: Instant): Promise<HeldDowntime> {
  const { numInsertedOrUpdatedRows: inserted } = await trx
    .insertInto('downtime_downtimes')
    .values({
      id: downtime.id,
      version: 1,
      created_at: new Date(downtime.createdAt),
      ...columns(downtime, now),
    })
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  if (!inserted) throw alreadyThere(downtime.id);
  await insertRevisions(trx, downtime, 0);
  return { downtime, version: 1 };
}

/**
 * Reads a downtime.
 *
 * @param forUpdate whether others wait until the transaction has ended before they change it
 * @returns null when there is none
 * @example const held = await loadDowntime(trx, id, { forUpdate: true });
 */
export async function loadDowntime(
  db: Reader,
  id: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<HeldDowntime | null> {
  let query = db.selectFrom('downtime_downtimes').select(['version', 'body']).where('id', '=', id);
  if (forUpdate) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row ? { downtime: row.body, version: Number(row.version) } : null;
}

/**
 * Stores what became of a downtime, if nobody changed it since it was read.
 *
 * @param version the one that was read
 * @param now from when its next moment is looked for
 * @throws LullError `stale-version` with `details.version`, the present one, and `details.changed`, what
 *   happened since; `not-found`
 * @example await saveDowntime(trx, after, held.version, now)
 */
export async function saveDowntime(
  trx: Trx,
  downtime: Downtime,
  version: number,
  now: Instant,
): Promise<HeldDowntime> {
  const { numUpdatedRows } = await trx
    .updateTable('downtime_downtimes')
    .set({ version: version + 1, ...columns(downtime, now) })
    .where('id', '=', downtime.id)
    .where('version', '=', String(version))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw await staleDowntime(trx, downtime.id, version);
  const { told } = await trx
    .selectFrom('downtime_revisions')
    .select((row) => row.fn.coalesce(row.fn.max('number'), sql<number>`0`).as('told'))
    .where('downtime', '=', downtime.id)
    .executeTakeFirstOrThrow();
  await insertRevisions(trx, downtime, told);
  return { downtime, version: version + 1 };
}

/**
 * The refusal of a change that was made to another version than the present one, with what happened since.
 *
 * @example if (held.version !== version) throw await staleDowntime(trx, id, version);
 */
export async function staleDowntime(db: Reader, id: string, version: number): Promise<LullError> {
  const held = await loadDowntime(db, id);
  if (held === null) return new LullError('not-found', `There is no downtime ${id}`, 'Look at the list.');
  const events = await eventsAfter(db, 0, { downtime: id, limit: 1_000, sinceVersion: version });
  const changed = events.map(({ kind, at, by, why, revision, data }) => ({
    kind,
    at,
    by,
    why,
    revision,
    data,
  }));
  const kinds = [...new Set(changed.map(({ kind }) => kind.replace(/^downtime\./, '')))];
  const what = kinds.length > 0 ? `: ${kinds.join(', ')}` : '';
  return new LullError(
    'stale-version',
    `Downtime ${id} was changed since version ${version}${what}`,
    'Look at it again, and repeat the change if you still want it.',
    { version: held.version, changed },
  );
}

function columns(downtime: Downtime, now: Instant) {
  const { plan, occurrence, promise } = downtime;
  const taken = busy(downtime);
  const promised = new Set(promise.flatMap(({ services }) => services));
  return {
    state: downtime.state,
    title: plan.title,
    mode: plan.mode,
    services: [...plan.services],
    left_services: [...promised.difference(new Set(plan.services))],
    owner: plan.owner,
    people: [...plan.people],
    start_at: plan.start === null ? 'infinity' : new Date(plan.start),
    busy_from: dateOf(taken?.start),
    busy_until: dateOf(taken?.end),
    next_at: dateOf(nextLook(downtime, now)),
    series: occurrence?.series ?? null,
    occurrence_at: dateOf(occurrence?.start),
    body: JSON.stringify(downtime),
    changed_at: new Date(downtime.changedAt),
  };
}

const dateOf = (at: Instant | null | undefined): Date | null => (at == null ? null : new Date(at));

async function insertRevisions(trx: Trx, { id, promise }: Downtime, told: number): Promise<void> {
  const rows = promise
    .filter(({ number }) => number > told)
    .map((revision) => ({
      downtime: id,
      number: revision.number,
      body: JSON.stringify(revision),
      at: new Date(revision.at),
    }));
  if (rows.length > 0) await trx.insertInto('downtime_revisions').values(rows).execute();
}

function alreadyThere(id: string): LullError {
  return new LullError('already-exists', `There is a downtime ${id} already`, 'Choose another id.');
}
