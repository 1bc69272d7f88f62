import { type ErrorCode, LullError } from '../../errors.ts';
import type { Store, Trx } from '../../store/contract.ts';
import type { Metrics } from './metrics.ts';
import { inSpan } from './tracing.ts';

/** The same store, whose transactions are counted, timed and traced. */
export function observedStore(store: Store, metrics: Metrics): Store {
  const transaction = async <T>(work: (trx: Trx) => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      const result = await inSpan('store.transaction', { 'db.system.name': dbSystem(store) }, () =>
        store.transaction(work),
      );
      metrics.transactions.add(['committed']);
      return result;
    } catch (error) {
      const code = failure(error);
      metrics.transactions.add([code === null ? 'rolled back' : 'failed']);
      if (code !== null) metrics.storeErrors.add([code]);
      throw error;
    } finally {
      metrics.transactionSeconds.observe((performance.now() - began) / 1000);
    }
  };
  return { ...store, transaction };
}

function dbSystem(store: Store): string {
  return store.engine === 'postgres' ? 'postgresql' : 'pglite';
}

const ofTheStore: ReadonlySet<ErrorCode> = new Set(['store-unavailable', 'store-halted', 'write-failed']);

/** What of an error the store is to blame for; null for a refusal or a dry run, which end as they should. */
function failure(error: unknown): string | null {
  if (error instanceof LullError) return ofTheStore.has(error.code) ? error.code : null;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[\dA-Z]{5}$/.test(code) ? `sqlstate-${code}` : null;
}
