import type { Reader, Trx } from '../../store/contract.ts';
import { type Instant, SECOND } from '../../time/instant.ts';

/** Servers look every second: after so long without a look none of them heard anybody. */
const BREAK = 10 * SECOND;

/**
 * Notes that a server hears agents. After a break, of all servers, of the database or by a step of its clock,
 * silence is counted anew: it says nothing of the agents.
 *
 * @returns since when servers hear without a break
 * @example if (now - (await noteHearing(trx, now)) < LEASE) return;
 */
export async function noteHearing(trx: Trx, now: Instant): Promise<Instant> {
  const at = new Date(now);
  const held = await trx
    .selectFrom('run_hearing')
    .select(['since', 'last_at as last'])
    .forUpdate()
    .executeTakeFirst();
  if (held === undefined) {
    await trx
      .insertInto('run_hearing')
      .values({ since: at, last_at: at })
      .onConflict((row) => row.column('singleton').doNothing())
      .execute();
    return now;
  }
  const heard = unbroken(held, now);
  // Many looks within a second are one.
  if (Math.abs(now - held.last.getTime()) >= SECOND) {
    await trx
      .updateTable('run_hearing')
      .set({ last_at: at, since: new Date(heard) })
      .execute();
  }
  return heard;
}

/**
 * Since when servers hear agents without a break, also where none has looked again yet.
 *
 * @example const since = await hearsSince(trx, now);
 */
export async function hearsSince(db: Reader, now: Instant): Promise<Instant> {
  const row = await db.selectFrom('run_hearing').select(['since', 'last_at as last']).executeTakeFirst();
  return row === undefined ? now : unbroken(row, now);
}

function unbroken({ since, last }: { readonly since: Date; readonly last: Date }, now: Instant): Instant {
  return Math.abs(now - last.getTime()) > BREAK ? now : since.getTime();
}
