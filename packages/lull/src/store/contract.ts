import type { PGlite } from '@electric-sql/pglite';
import type { Kysely, Transaction } from 'kysely';
import type { Pool } from 'pg';
import type { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Tables } from './tables.ts';

export type { Tables } from './tables.ts';

/** What a room writes through; inside a transaction nothing else is reachable. */
export type Trx = Transaction<Tables>;

/** What a room reads through: the store itself, or the transaction that it is in. */
export type Reader = Kysely<Tables> | Trx;

/** The engine's own handle, for libraries that bring their own connections. Never inside a transaction. */
export type Native =
  | { readonly engine: 'pglite'; readonly pglite: PGlite }
  | { readonly engine: 'postgres'; readonly pool: Pool; readonly listenUrl: string };

/** Where everything is kept: PGlite in a folder, or PostgreSQL. Both speak the same SQL. */
export interface Store {
  readonly engine: 'pglite' | 'postgres';
  readonly native: Native;
  /**
   * For reading outside a transaction, and for libraries that bring their own queries. Used inside one it
   * throws: on the one connection of PGlite it would wait for ever.
   */
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
  /** Resolves, with why, when the engine has stopped by itself and can't go on here; else never. */
  readonly halted: Promise<LullError>;
  /** Ends when all that was begun is through. */
  close(): Promise<void>;
}
