import { sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';

/** Gates of one key that are heard at the same time: more than one server carries. */
const MOST_HEARD = 20_000;

/** Names of one key that are not heard any more. */
const MOST_UNHEARD = 1_000;

/**
 * Makes room for names that were not heard before. A gate that calls itself by another name at each start
 * leaves names behind, for nobody knows that they are one gate: of those the longest unheard are forgotten,
 * and those that took leave before all others; the rest goes on holding up the work.
 *
 * @param coming names, any number of times, and the id of the key that each comes by
 * @returns the names that have no room
 * @example const refused = await withoutRoom(trx, [{ name: 'web-1', key: actor.id }], now);
 */
export async function withoutRoom(
  trx: Trx,
  coming: readonly { readonly name: string; readonly key: string }[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  for (const [key, all] of Map.groupBy(coming, (one) => one.key)) {
    const names = [...new Set(all.map(({ name }) => name))];
    await forgetUnheard(trx, key, now);
    const room = Math.max(0, MOST_HEARD - (await heardOf(trx, key, now)));
    for (const name of names.slice(room)) refused.add(name);
  }
  return refused;
}

async function forgetUnheard(trx: Trx, key: string, now: Instant): Promise<void> {
  const at = new Date(now);
  // An array is made once; an `in` may be looked up anew for each row.
  await sql`delete from gates_instances where ctid = any(array(
    select ctid from gates_instances where key = ${key} and lease_until <= ${at}
    order by gone_at is null desc, lease_until desc, service, instance offset ${MOST_UNHEARD}
    for update skip locked))`.execute(trx);
}

async function heardOf(trx: Trx, key: string, now: Instant): Promise<number> {
  const { heard } = await trx
    .selectFrom('gates_instances')
    .select((row) => row.fn.countAll<string>().as('heard'))
    .where('key', '=', key)
    .where('lease_until', '>', new Date(now))
    .executeTakeFirstOrThrow();
  return Number(heard);
}

/**
 * The refusal of a name for which there is no room.
 *
 * @example throw tooManyGates();
 */
export function tooManyGates(): LullError {
  return new LullError(
    'too-many-gates',
    `One key names more than ${MOST_HEARD} gates at the same time`,
    'Give each gate a name that stays (instance), and so many a key each: lull gates add SERVICE.',
  );
}
