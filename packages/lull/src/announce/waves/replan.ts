import type { Catalog } from '../../catalog/catalog.ts';
import type { Downtime } from '../../downtime/contract.ts';
import type { Reader, Trx } from '../../store/contract.ts';
import { moveCursor, readCursor } from '../../store/cursors.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { Instant } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import type { NewWave } from '../policy/contract.ts';
import { plannedNow } from '../policy/waves-of.ts';
import { insertWaves, type WaveRow, waveOf } from './rows.ts';

/** Up to which version of the catalog everything is planned. */
const DONE = 'announce policy';

/** How many downtimes are looked at between two questions to the database. */
const AT_ONCE = 200;

/**
 * Plans anew, once for each version of the catalog, what is still to come of downtimes that are promised: by
 * the policy as it is now. Nothing that was told is told again, and what stays the same is not touched.
 *
 * @returns of how many downtimes something else is planned now
 * @example const changed = await followPolicy(announce);
 */
export async function followPolicy(announce: Announce): Promise<number> {
  const { db } = announce.store;
  const { catalog, version } = await announce.keeper().catalog();
  if ((await readCursor(db, DONE)) >= version) return 0;
  let changed = 0;
  for (let after = ''; ; ) {
    const downtimes = await comingAfter(db, after);
    const last = downtimes.at(-1);
    if (last === undefined) break;
    after = last.id;
    const now = await announce.now();
    const planned = await plannedOf(db, downtimes);
    for (const downtime of downtimes) {
      if (isPlanned(planned.get(downtime.id) ?? [], plannedNow(downtime, catalog, now), now)) continue;
      if (await announce.store.transaction((trx) => replan(announce, trx, downtime.id, catalog)))
        changed += 1;
    }
  }
  await announce.store.transaction((trx) => moveCursor(trx, DONE, version));
  return changed;
}

async function comingAfter(db: Reader, id: string): Promise<Downtime[]> {
  const rows = await db
    .selectFrom('downtime_downtimes')
    .select('body')
    .where('state', 'in', ['scheduled', 'warning'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ body }) => body);
}

async function plannedOf(
  db: Reader,
  downtimes: readonly Downtime[],
): Promise<ReadonlyMap<string, readonly WaveRow[]>> {
  const ids = downtimes.map(({ id }) => id);
  const waves = db.selectFrom('announce_waves').selectAll().where('state', '=', 'planned');
  const planned = waves.where('downtime', 'in', ids).where('for_work', '=', false);
  return Map.groupBy(await planned.execute(), ({ downtime }) => downtime);
}

async function replan(announce: Announce, trx: Trx, id: string, catalog: Catalog): Promise<boolean> {
  const held = await loadDowntime(trx, id, { forUpdate: true });
  const now = await announce.now(trx);
  const wanted = held && plannedNow(held.downtime, catalog, now);
  if (!wanted || isPlanned((await plannedOf(trx, [held.downtime])).get(id) ?? [], wanted, now)) return false;
  await trx
    .updateTable('announce_waves')
    .set({ state: 'cancelled', off_at: new Date(now) })
    .where('downtime', '=', id)
    .where('for_work', '=', false)
    .where('state', '=', 'planned')
    // What is due by now is seen to by whoever raises it.
    .where('due_at', '>', new Date(now))
    .execute();
  await insertWaves(trx, id, wanted, now);
  return true;
}

/** Whether just that is planned; what is due is no matter of planning any more. */
function isPlanned(rows: readonly WaveRow[], wanted: readonly NewWave[] | null, now: Instant): boolean {
  if (wanted === null) return true;
  const coming = rows.map(waveOf).filter(({ dueAt }) => dueAt > now);
  const there = new Set(coming.map(keyOf));
  return there.size === wanted.length && wanted.every((wave) => there.has(keyOf(wave)));
}

function keyOf(wave: Pick<NewWave, 'dueAt' | 'kind' | 'point' | 'services' | 'tags'>): string {
  const { dueAt, kind, point, services, tags } = wave;
  return JSON.stringify([dueAt, kind, point, [...services].sort(), [...tags].sort()]);
}
