import { DAY } from '../time/instant.ts';
import type { Gates } from './contract.ts';
import { forgetMinutes } from './minutes.ts';

/** A gate that took leave may still send its last report again. */
const REMEMBERED = 2 * DAY;

/** Forgets gates that are gone, and minutes that nobody looks back on. */
export async function forgetGates(gates: Gates): Promise<{ gates: number; minutes: number }> {
  return gates.store.transaction(async (trx) => {
    const now = await gates.now(trx);
    const { numDeletedRows } = await trx
      .deleteFrom('gates_instances')
      .where('gone_at', '<', new Date(now - REMEMBERED))
      .executeTakeFirst();
    return { gates: Number(numDeletedRows), minutes: await forgetMinutes(trx, now) };
  });
}
