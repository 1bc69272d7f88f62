import type { Keeper } from '../keeper/contract.ts';
import type { Trx } from '../store/contract.ts';
import { DAY, type Instant } from '../time/instant.ts';
import type { Gates } from './contract.ts';
import { forgetMinutes } from './minutes.ts';

/** A gate that took leave may still send its last report again. */
const REMEMBERED = 2 * DAY;

/**
 * Forgets gates that are gone: by their own or a person's word, by their service's `goneAfter`, or with their
 * service. Any other that is not heard stays, because nobody knows what it does. Also forgets minutes that
 * nobody looks back on.
 *
 * @returns how many of each
 * @example const { gates: forgotten } = await forgetGates(gates, keeper);
 */
export async function forgetGates(
  gates: Gates,
  keeper: Pick<Keeper, 'catalog'>,
): Promise<{ gates: number; minutes: number }> {
  return gates.store.transaction(async (trx) => {
    const now = await gates.now(trx);
    const { catalog } = await keeper.catalog(trx);
    const gone = await trx
      .deleteFrom('gates_instances')
      .where('gone_at', '<', new Date(now - REMEMBERED))
      .executeTakeFirst();
    let forgotten = Number(gone.numDeletedRows);
    for (const service of await servicesOf(trx)) {
      const known = catalog.services.get(service);
      const after = known === undefined ? 0 : (known.gates?.goneAfter ?? null);
      if (after !== null) forgotten += await forgetUnheard(trx, service, now - after - REMEMBERED);
    }
    return { gates: forgotten, minutes: await forgetMinutes(trx, now) };
  });
}

async function servicesOf(trx: Trx): Promise<string[]> {
  const rows = await trx.selectFrom('gates_instances').select('service').distinct().execute();
  return rows.map(({ service }) => service);
}

async function forgetUnheard(trx: Trx, service: string, since: Instant): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('gates_instances')
    .where('service', '=', service)
    .where('heard_at', '<', new Date(since))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
