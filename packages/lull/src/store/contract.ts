import type { Kysely, Transaction } from 'kysely';
import type { Instant } from '../time/instant.ts';
import type { Tables } from './tables.ts';

export type { Tables } from './tables.ts';

/** What a room writes through; inside a transaction nothing else is reachable. */
export type Trx = Transaction<Tables>;

/** Where everything is kept: PGlite in a folder, or PostgreSQL. Both speak the same SQL. */
export interface Store {
  readonly engine: 'pglite' | 'postgres';
  /** For reading outside a transaction, and for libraries that bring their own queries. */
  readonly db: Kysely<Tables>;
  /**
   * Runs the work in one transaction; what it throws undoes all of it. A conflict with another transaction
   * (serialization failure, deadlock) runs the work again, so it must have no effects but those on `trx`.
   */
  transaction<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** The database's clock, UTC, which every server shares. */
  now(trx?: Trx): Promise<Instant>;
  /**
   * Calls back for each notification on the channel that was committed, by any server; also once, with null,
   * whenever notifications may have been missed (the connection was lost and is back).
   */
  listen(channel: string, heard: (payload: string | null) => void): Promise<() => Promise<void>>;
  /** Ends when all that was begun is through. */
  close(): Promise<void>;
}
