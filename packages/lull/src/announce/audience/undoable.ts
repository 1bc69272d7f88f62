import type { Store, Trx } from '../../store/contract.ts';

/**
 * Runs a change in a transaction; a dry run does the same and is undone.
 *
 * @returns what `work` gives, also of a dry run
 */
export async function undoable<T>(
  store: Pick<Store, 'transaction'>,
  dryRun: boolean,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  let found: { readonly outcome: T } | null = null;
  try {
    return await store.transaction(async (trx) => {
      const outcome = await work(trx);
      if (!dryRun) return outcome;
      found = { outcome };
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
    return found!.outcome;
  }
}

const undone = new Error('a dry run is undone');
