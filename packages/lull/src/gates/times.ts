import type { SignedTime } from '@lull/gate/protocol';
import type { Gates } from './contract.ts';
import { cannotSign } from './keys.ts';
import { signTime } from './signer.ts';

/**
 * What signs the time, by the database's clock, for any service and question.
 *
 * @returns takes the service and what the gate sent (empty in a stream); to be used at once
 * @throws LullError `signing-key-lost`
 * @example const timeFor = await timeSigner(gates); timeFor('shop', nonce).now
 */
export async function timeSigner(gates: Gates): Promise<(service: string, nonce: string) => SignedTime> {
  const { current } = await gates.chest.ring(gates.store.db, await gates.now());
  if (current === null) throw cannotSign();
  // Looked at last: what lies between it and the answer counts as its way.
  const now = await gates.now();
  const readAt = performance.now();
  return (service, nonce) => signTime(current, service, nonce, now + Math.floor(performance.now() - readAt));
}
