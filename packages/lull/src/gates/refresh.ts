import { missingForGo } from '../downtime/standing.ts';
import type { Keeper } from '../keeper/contract.ts';
import { factsNow } from '../keeper/facts-now.ts';
import type { Trx } from '../store/contract.ts';
import type { Gates } from './contract.ts';
import { type Making, madeOfNow, makeDocument } from './documents.ts';

/** What makes documents in this transaction, with everything that they are made of as it is now. */
export async function makingNow(gates: Gates, keeper: Keeper, trx: Trx): Promise<Making> {
  const now = await gates.now(trx);
  const ring = await gates.chest.ring(trx, now);
  // Its version first: what changes in between is found by the next look.
  const madeOf = await madeOfNow(trx, ring);
  const held = await keeper.catalog(trx);
  return {
    gates,
    trx,
    now,
    ring,
    madeOf,
    catalog: held.catalog,
    cannotBegin: async (downtimes) => {
      const cannot = [];
      for (const downtime of downtimes) {
        const facts = await factsNow({ keeper, trx, held, now }, downtime);
        if (missingForGo(downtime, facts).length > 0) cannot.push(downtime);
      }
      return cannot;
    },
  };
}

/**
 * The services whose documents are to be made anew: time has brought something, or they were made of what is
 * not any more.
 */
export async function staleDocuments(gates: Gates): Promise<string[]> {
  const { db } = gates.store;
  const now = await gates.now();
  const ring = await gates.chest.ring(db, now);
  if (ring.current === null) return [];
  const madeOf = await madeOfNow(db, ring);
  const rows = await db
    .selectFrom('gates_documents')
    .select('service')
    .where((row) => row.or([row('rebuild_at', '<=', new Date(now)), row('made_of', '<>', madeOf)]))
    .orderBy('service')
    .execute();
  return rows.map(({ service }) => service);
}

/** Makes the document of a service anew, in a transaction of its own. */
export async function refreshDocument(gates: Gates, keeper: Keeper, service: string): Promise<void> {
  await gates.store.transaction(async (trx) => {
    await makeDocument(await makingNow(gates, keeper, trx), service);
  });
}
