import type { ColumnType, Generated } from 'kysely';
import type { Downtime, DowntimeEvent, Revision, State } from '../downtime/contract.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type Json<T> = ColumnType<T, string, string>;
type Big = ColumnType<string, number | string | bigint, number | string | bigint>;

/**
 * Every table of ours, named by the room that writes it. The libraries' tables are in schemas of their own.
 */
export interface Tables {
  store_migrations: { number: number; name: string; hash: string; applied_at: Generated<Time> };
  /** One row: what was given out last. Its lock puts the events in the order in which they are committed. */
  store_sequence: { name: string; value: Big };
  store_cursors: { consumer: string; seq: Big; moved_at: Generated<Time> };
  store_idempotency: {
    actor: string;
    key: string;
    /** SHA-256 of what was asked, so that the same key for something else is refused. */
    request: string;
    status: number;
    answer: Json<unknown>;
    created_at: Generated<Time>;
  };
  /** Everything that happened, in order; never changed. */
  store_events: {
    seq: Big;
    id: string;
    kind: string;
    downtime: string | null;
    revision: number;
    services: string[];
    at: Time;
    by: string;
    why: string | null;
    data: Json<DowntimeEvent['data']>;
  };
  /** lull.yaml's blocks as rows, as they are written there. */
  catalog_entries: {
    kind: 'organisation' | 'team' | 'service' | 'window' | 'freeze';
    name: string;
    body: Json<unknown>;
    version: Big;
    changed_at: Generated<Time>;
  };
  downtime_downtimes: {
    id: string;
    version: Big;
    state: State;
    title: string;
    mode: string;
    services: string[];
    owner: string;
    people: string[];
    /** When its services are busy with it: start, and start + takes + rollback or the expected end. */
    start_at: Time | null;
    busy_until: Time | null;
    /** When a moment comes that must be looked at; null when none does. */
    next_at: Time | null;
    series: string | null;
    occurrence_at: Time | null;
    body: Json<Downtime>;
    created_at: Time;
    changed_at: Time;
  };
  downtime_revisions: { downtime: string; number: number; body: Json<Revision>; at: Time };
  downtime_series: {
    id: string;
    version: Big;
    title: string;
    services: string[];
    body: Json<unknown>;
    /** Up to where its occurrences were made. */
    made_until: Time | null;
    ended: boolean;
    changed_at: Time;
  };
  access_people: {
    person: string;
    role: string | null;
    name: string;
    email: string;
    created_at: Generated<Time>;
  };
  access_grants: {
    person: string;
    service: string;
    role: string;
    granted_at: Generated<Time>;
    granted_by: string;
  };
  access_keys: {
    /** Id of the key in the identity library's table. */
    key: string;
    person: string;
    name: string;
    role: string | null;
    scopes: string[] | null;
    services: string[] | null;
    expires_at: Time | null;
    revoked_at: Time | null;
    created_at: Generated<Time>;
  };
  /** Who changed what, why and from where; only ever added to. */
  access_audit: {
    seq: Big;
    at: Time;
    actor_kind: string;
    actor: string;
    actor_name: string;
    person: string;
    /** Such as `downtime.schedule` or `window.put`. */
    action: string;
    /** Such as a downtime's id or a service's name. */
    subject: string;
    services: string[];
    why: string | null;
    from_address: string | null;
    request: string | null;
    /** What changed, as far as it is no secret. */
    data: Json<unknown>;
  };
}
