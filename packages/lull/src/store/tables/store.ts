import type { DowntimeEvent } from '../../downtime/contract.ts';
import type { Big, Json, MadeTime, Time } from './columns.ts';

/** The tables of `store`. */
export interface StoreTables {
  store_migrations: { number: number; name: string; hash: string; applied_at: MadeTime };
  /** One row: what was given out last. Its lock puts the events in the order in which they are committed. */
  store_sequence: { name: string; value: Big };
  store_cursors: { consumer: string; seq: Big; moved_at: MadeTime };
  store_idempotency: {
    actor: string;
    key: string;
    /** SHA-256 of what was asked, so that the same key for something else is refused. */
    request: string;
    /** Null while the first call is at work, in whose transaction the row is. */
    answer: Json<unknown> | null;
    created_at: MadeTime;
  };
  /** Everything that happened, in order; never changed. */
  store_events: {
    seq: Big;
    id: string;
    kind: string;
    downtime: string | null;
    revision: number;
    /** The downtime's version that the event led to, so that a stale write can be told what it missed. */
    version: Big | null;
    services: string[];
    at: Time;
    by: string;
    why: string | null;
    data: Json<DowntimeEvent['data']>;
  };
}
