import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { sameWritten } from '../../../catalog/diff.ts';
import { hasBegun, isEnd } from '../../../downtime/states.ts';
import type { Change, Follower } from '../../../keeper/contract.ts';
import type { Trx } from '../../../store/contract.ts';
import type { Silences } from '../contract.ts';
import { LINGER, silencesChannel } from './contract.ts';
import { foreseen } from './foresee.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/**
 * Writes in the transaction of a change what monitors are to be quiet about, and that they are not any more;
 * carried out it is by `runSilences`, on whichever server is there.
 *
 * @example openKeeper(store, { followers: [silencesFollower(silences)] })
 */
export function silencesFollower(silences: Silences): Follower {
  return {
    name: 'silences',
    foresee: (change) => foreseen(silences, change),
    async record(change, trx) {
      const { before, after, catalog } = change;
      const wanted = wantedOf(after, catalog);
      const were = before !== null && (before.state === 'warning' || hasBegun(before.state));
      if (wanted.length === 0 && !were) return;
      await write(change, wanted, trx);
      await askAbout(change, wanted, trx);
      await sql`select pg_notify(${silencesChannel}, '')`.execute(trx);
    },
  };
}

async function write({ before, after, now }: Change, wanted: readonly Wanted[], trx: Trx): Promise<void> {
  const at = new Date(now);
  const rows = await trx
    .selectFrom('run_silences')
    .selectAll()
    .where('downtime', '=', after.id)
    .where('state', 'in', ['wanted', 'held'])
    .orderBy('id')
    .forUpdate()
    .execute();
  const left = new Map(rows.map((row) => [row.id, row]));
  const fresh: Wanted[] = [];
  const begins = hasBegun(after.state) && !(before !== null && hasBegun(before.state));
  for (const one of wanted) {
    const { service, silencer, place, scope, comment, from, until } = one;
    const known = [...left.values()].find(
      (row) =>
        row.service === service &&
        row.silencer === silencer &&
        row.place === place &&
        sameWritten(row.scope, scope),
    );
    if (known === undefined) {
      fresh.push(one);
      continue;
    }
    left.delete(known.id);
    // Another start wants another look; what began must be held for longer than a start that doesn't come.
    const looks = begins || known.from_at.getTime() !== from;
    await trx
      .updateTable('run_silences')
      .set({ comment, from_at: new Date(from), until_at: new Date(until), ...(looks && { try_at: at }) })
      .where('id', '=', known.id)
      .execute();
  }
  if (left.size > 0) await end(trx, [...left.keys()], at);
  if (fresh.length === 0) return;
  await trx
    .insertInto('run_silences')
    .values(
      fresh.map(({ from, until, scope, ...of }) => ({
        ...of,
        id: randomUUID(),
        downtime: after.id,
        scope: JSON.stringify(scope),
        state: 'wanted' as const,
        from_at: new Date(from),
        until_at: new Date(until),
        held_until: null,
        try_at: new Date(Math.max(now, from)),
        error: null,
        made_at: at,
        held_at: null,
        gone_at: null,
      })),
    )
    .execute();
}

/** What nobody ever began to hold is gone; all else is ended in the monitor. */
async function end(trx: Trx, ids: readonly string[], at: Date): Promise<void> {
  await sql`update run_silences set attempts = 0, error = null,
      state = case when state = 'wanted' and attempts = 0 and held_at is null then 'gone' else 'ending' end,
      try_at = case when state = 'wanted' and attempts = 0 and held_at is null then null else ${at}::timestamptz end,
      gone_at = case when state = 'wanted' and attempts = 0 and held_at is null then ${at}::timestamptz end
    where id = any(${[...ids]}::text[])`.execute(trx);
}

/** While go/no-go is open it is asked what fires, and once more when all is over and nothing is quiet. */
async function askAbout({ before, after, now }: Change, wanted: readonly Wanted[], trx: Trx): Promise<void> {
  const at = new Date(now);
  const { id: downtime } = after;
  const opens = after.state === 'warning' && before?.state !== 'warning';
  const isOver = isEnd(after.state) && before !== null && hasBegun(before.state);
  if (after.state !== 'warning' || opens) {
    await trx
      .updateTable('run_firing')
      .set({ ask_at: isOver ? new Date(now + LINGER) : null, is_at_end: isOver })
      .where('downtime', '=', downtime)
      .execute();
  }
  // An emergency opens no go/no-go, and so has its rows from its beginning.
  const names = [...new Set(wanted.map(({ silencer }) => silencer))];
  if (names.length === 0 || !(opens || hasBegun(after.state))) return;
  const ask_at = opens ? at : null;
  await trx
    .insertInto('run_firing')
    .values(
      names.map((silencer) => ({ downtime, silencer, alerts: '[]', error: null, seen_at: null, ask_at })),
    )
    .onConflict((row) => row.columns(['downtime', 'silencer']).doUpdateSet({ ask_at, is_at_end: false }))
    .execute();
}
