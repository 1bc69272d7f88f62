import type { Log } from '../keeper/contract.ts';
import type { Store, Trx } from '../store/contract.ts';
import { type Instant, SECOND } from '../time/instant.ts';
import type { Confirmations } from './confirmations.ts';
import type { KeyChest } from './keys.ts';

/** After this without the server a gate reports itself out of touch. */
export const MAX_SILENCE = 60 * SECOND;

/** The channel that tells which service has a new document; no name for all. */
export const gatesChannel = 'lull_gates';

/** What this room's verbs take as their first argument. */
export interface Gates {
  readonly store: Store;
  readonly chest: KeyChest;
  readonly log: Log;
  /** The time: the database's, which every server shares. */
  now(trx?: Trx): Promise<Instant>;
  /** What gates say of themselves, taken in together. */
  readonly confirmations: Confirmations;
  /** Services that have documents, as far as this server has seen; for what is only foreseen. */
  readonly seen: Set<string>;
}
