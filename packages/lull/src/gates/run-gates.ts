import { type Bell, makeBell } from '../keeper/bell.ts';
import type { Keeper } from '../keeper/contract.ts';
import { SECOND } from '../time/instant.ts';
import type { Gates } from './contract.ts';
import { tellLapsed } from './lapse.ts';
import { refreshDocument, staleDocuments } from './refresh.ts';

/** How often is looked. */
const EVERY = SECOND;

/**
 * Does what time brings: documents that it makes others, and leases that lapse. Any number of servers may do
 * it at once.
 *
 * @returns when the signal has been aborted and what was begun is through
 * @example await runGates(gates, keeper, { signal: stopping.signal });
 */
export async function runGates(
  gates: Gates,
  keeper: Keeper,
  { signal, bell = makeBell() }: { readonly signal: AbortSignal; readonly bell?: Bell },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await lookAtGates(gates, keeper);
    } catch (error) {
      gates.log.warn({ err: error }, 'the gates could not be looked at');
    }
    await bell.wait(EVERY, signal);
  }
}

/** One look: a document that cannot be made stops no other. */
export async function lookAtGates(gates: Gates, keeper: Keeper): Promise<void> {
  for (const service of await staleDocuments(gates)) {
    await refreshDocument(gates, keeper, service).catch((error: unknown) => {
      gates.log.error({ err: error, service }, 'the document of a service could not be made');
    });
  }
  await gates.store.transaction(async (trx) => tellLapsed(trx, await gates.now(trx)));
}
