import type { StateDocument } from '@lull/gate/protocol';
import { serviceNamed } from '../catalog/occurrences.ts';
import type { Keeper } from '../keeper/contract.ts';
import type { Gates } from './contract.ts';
import { documentOf, makeDocument } from './documents.ts';
import { cannotSign } from './keys.ts';
import { makingNow } from './refresh.ts';

/**
 * The document that the gates of a service should hold; the first time it is asked for it is made.
 *
 * @throws LullError `unknown-service`; `signing-key-lost` where the first one cannot be signed
 * @example const { epoch, serial } = await currentDocument(gates, keeper, 'shop');
 */
export async function currentDocument(gates: Gates, keeper: Keeper, service: string): Promise<StateDocument> {
  const held = await documentOf(gates.store.db, service);
  if (held) return held.body;
  return gates.store.transaction(async (trx) => {
    const making = await makingNow(gates, keeper, trx);
    serviceNamed(making.catalog, service);
    const made = await makeDocument(making, service, { create: true });
    // Another server may have made it meanwhile.
    const document = made ?? (await documentOf(trx, service))?.body;
    if (document) return document;
    throw cannotSign();
  });
}
