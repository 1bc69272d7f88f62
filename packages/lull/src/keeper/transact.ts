import { sql } from 'kysely';
import type { Trx } from '../store/contract.ts';
import { fingerprint, onceFor } from '../store/idempotency.ts';
import type { Instant } from '../time/instant.ts';
import type { Actor, ChangeOptions, HeldCatalog, Keeper } from './contract.ts';

/** One change in the making: who makes it, what holds, and the transaction that everything goes through. */
export interface Scene {
  readonly keeper: Keeper;
  readonly actor: Actor;
  readonly trx: Trx;
  readonly now: Instant;
  readonly held: HeldCatalog;
  /** Whether somebody reads what follows from it: to find that out takes its time. */
  readonly foresees: boolean;
}

/** Any number that nothing else locks: the letters LULL. */
const PLANNING = 0x4c_55_4c_4c;

/**
 * Runs a change as one transaction, after every other change that rules look at: whoever asks for a moment
 * sees what was given away before. A dry run does the same and is undone; a key that was used for the same
 * request before gives the same answer, and nothing changes.
 *
 * @param request what is asked, for the key: another request under the same key is refused
 * @throws LullError `idempotency-mismatch`, and whatever `work` throws
 */
export async function transact<T>(
  keeper: Keeper,
  actor: Actor,
  { dryRun, idempotencyKey }: ChangeOptions,
  request: unknown,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const run = async (trx: Trx): Promise<T> => {
    await sql`select pg_advisory_xact_lock(${PLANNING})`.execute(trx);
    const make = async (): Promise<T> =>
      work({
        ...{ keeper, actor, trx, foresees: true },
        now: await keeper.now(trx),
        held: await keeper.catalog(trx),
      });
    if (dryRun) throw new Undone(await make());
    return idempotencyKey === undefined
      ? make()
      : onceFor(trx, actor.id, idempotencyKey, fingerprint(request), make);
  };
  try {
    return await keeper.store.transaction(run);
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.outcome as T;
    throw thrown;
  }
}

/** Ends a dry run's transaction, so that nothing of it stays, and carries out what it found. */
class Undone extends Error {
  readonly outcome: unknown;
  constructor(outcome: unknown) {
    super('a dry run is undone');
    this.outcome = outcome;
  }
}
