import { sealKey } from '../access/seal.ts';
import type { Counter, FactSource, Follower, Log } from '../keeper/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { Confirmations } from './confirmations.ts';
import type { Gates } from './contract.ts';
import { gateCounter } from './counter.ts';
import { gateFacts } from './facts.ts';
import { gatesFollower } from './follower.ts';
import { firstKey, KeyChest } from './keys.ts';

/** What the room is opened with. */
export interface GatesOptions {
  /** What the signing keys are encrypted under. */
  readonly secret: string;
  readonly log: Log;
  /** The time to go by; the database's clock when left out. */
  readonly clock?: ((trx?: Trx) => Promise<Instant>) | undefined;
}

/** The room, and what the keeper takes from it. */
export interface OpenGates {
  readonly gates: Gates;
  readonly follower: Follower;
  readonly facts: FactSource;
  readonly counter: Counter;
}

/**
 * Opens the room of the gates on a store; the first time the key is made that gates trust.
 *
 * @throws LullError `store-unavailable`
 * @example const { gates, follower, facts } = await openGates(store, { secret, log });
 */
export async function openGates(store: Store, { secret, log, clock }: GatesOptions): Promise<OpenGates> {
  const now = clock ?? ((trx?: Trx) => store.now(trx));
  const chest = new KeyChest(sealKey(secret));
  await store.transaction(async (trx) => firstKey(trx, chest, await now(trx)));
  const { current } = await chest.ring(store.db, await now());
  if (current === null) {
    log.error(
      {},
      'LULL_SECRET is not the one that the signing key was kept under: gates cannot be told anything',
    );
  }
  const services = await store.db.selectFrom('gates_documents').select('service').execute();
  const gates: Gates = {
    store,
    chest,
    log,
    now,
    confirmations: new Confirmations(store, now),
    seen: new Set(services.map(({ service }) => service)),
  };
  return { gates, follower: gatesFollower(gates), facts: gateFacts, counter: gateCounter(store) };
}
