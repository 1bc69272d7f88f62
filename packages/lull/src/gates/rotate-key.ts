import type { PublicKey } from '@lull/gate/protocol';
import { demand } from '../access/allowed.ts';
import { writeAudit } from '../access/audit.ts';
import type { Actor } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Gates } from './contract.ts';
import { makeDocument } from './documents.ts';
import { ANNOUNCED, cannotSign, type KeyRing, lockKeys } from './keys.ts';
import { makingNow } from './refresh.ts';

/**
 * Makes the next signing key. Documents announce it at once, endorsed by the current one, and it signs 7 days
 * later; gates that were heard from meanwhile notice nothing.
 *
 * With `atOnce` it signs from now on, for a key that was lost or seen: where the old one can still sign it
 * endorses the new one, else each gate has to be told (`lull-gate trust`).
 *
 * @returns what documents name from now on
 * @throws LullError `not-allowed`; `wrong-state` while one is announced already; `signing-key-lost`
 * @example await rotateKey(gates, keeper, actor, { atOnce: false });
 */
export async function rotateKey(
  gates: Gates,
  keeper: Keeper,
  actor: Actor,
  { atOnce, why = null }: { readonly atOnce: boolean; readonly why?: string | null },
): Promise<readonly PublicKey[]> {
  demand(actor, 'administer', null);
  return gates.store.transaction(async (trx) => {
    await lockKeys(trx);
    const now = await gates.now(trx);
    const { current, named } = await gates.chest.ring(trx, now);
    if (!atOnce && current === null) throw cannotSign();
    const announced = named.find(({ notBefore }) => Date.parse(notBefore) > now);
    if (!atOnce && announced) throw isAnnounced(announced);
    // Whatever has signed its last, and what was announced instead of this one.
    const keep = atOnce ? [] : named.map(({ id }) => id);
    await trx
      .updateTable('gates_keys')
      .set({ retired_at: new Date(now), sealed: null })
      .where('retired_at', 'is', null)
      .where('id', 'not in', keep.length > 0 ? keep : [''])
      .execute();
    const next = await gates.chest.make(trx, atOnce ? now : now + ANNOUNCED, current, now);
    const data = { id: next.id, notBefore: next.notBefore, atOnce, endorsed: next.endorsedBy !== null };
    await writeAudit(trx, actor, { action: 'gate.rotate-key', subject: next.id, why, data }, now);
    const making = await makingNow(gates, keeper, trx);
    const services = await trx.selectFrom('gates_documents').select('service').orderBy('service').execute();
    for (const { service } of services) await makeDocument(making, service);
    return making.ring.named;
  });
}

function isAnnounced({ id, notBefore }: KeyRing['named'][number]): LullError {
  return new LullError(
    'wrong-state',
    `The key ${id} is announced already and signs from ${notBefore} on`,
    'Wait for it; for a key that is lost or was seen: lull gates rotate-key --now.',
  );
}
