import type { StateDocument } from '@lull/gate/protocol';
import type { ColumnType, Generated } from 'kysely';
import type { Entry, EntryKind } from '../catalog/entry.ts';
import type { Downtime, DowntimeEvent, Revision, State } from '../downtime/contract.ts';
import type { Series } from '../downtime/series.ts';
import type { Mode } from '../plan/rules.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
/** A time that the database sets unless it is given. */
type MadeTime = ColumnType<Date, Date | string | undefined, Date | string>;
type Json<T> = ColumnType<T, string, string>;
/** What people were told by a revision. */
type Told = Omit<Revision, 'at' | 'by' | 'why'>;
type Big = ColumnType<string, number | string | bigint, number | string | bigint>;

/**
 * Every table of ours, named by the room that writes it. The libraries' tables are in schemas of their own.
 */
export interface Tables {
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
  /** lull.yaml's blocks as rows, as they are written there. */
  catalog_entries: {
    kind: EntryKind;
    name: string;
    body: Json<Entry['body']>;
    version: Big;
    changed_at: MadeTime;
  };
  downtime_downtimes: {
    id: string;
    version: Big;
    state: State;
    title: string;
    mode: Mode;
    services: string[];
    /** Those that it touched by an earlier promise and doesn't touch any more. */
    left_services: Generated<string[]>;
    owner: string;
    people: string[];
    /** `infinity` while it has none, so that drafts come last in every list. */
    start_at: Time;
    /** From when and until when it takes up its services and people; both null when it does not. */
    busy_from: Time | null;
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
    body: Json<Series>;
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
    created_at: MadeTime;
  };
  access_grants: {
    person: string;
    service: string;
    role: string;
    granted_at: MadeTime;
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
    created_at: MadeTime;
    /** Whether it is a gate's, which goes on whatever becomes of its maker. */
    stands_alone: Generated<boolean>;
  };
  /** One-time links: to become the first owner, to join, to set a new password. */
  access_invitations: {
    id: string;
    kind: 'owner' | 'member' | 'password';
    /** SHA-256 of the link's token, hex; the token itself is nowhere. Unique. */
    token_hash: string;
    email: string | null;
    role: string | null;
    /** Services and the role given for each. */
    grants: Json<Record<string, string>>;
    /** Whose password it sets. */
    person: string | null;
    made_by: string;
    created_at: MadeTime;
    expires_at: Time;
    /** Somebody is using it until then; a crash in the middle gives it back. */
    claimed_until: Time | null;
    used_at: Time | null;
    used_by: string | null;
  };
  /** How often something was tried since when, shared by all servers; the primary key is `key`. */
  access_attempts: { key: string; count: number; since: MadeTime };
  /** What documents are signed with; the private halves are encrypted. Only ever added to. */
  gates_keys: {
    id: string;
    /** Ed25519, base64url of its 32 bytes. */
    public_key: string;
    /** The private half under LULL_SECRET; null once it signs no more. */
    sealed: string | null;
    not_before: Time;
    endorsed_by: string | null;
    endorsement: string | null;
    made_at: Time;
    retired_at: Time | null;
  };
  /** The document of each service that has gates: the newest one alone. */
  gates_documents: {
    service: string;
    epoch: Big;
    serial: Big;
    body: Json<StateDocument>;
    /** What it was made of beside the downtimes: epoch, version of the catalog, keys. */
    made_of: string;
    /** When time alone makes another one of it; null for never. */
    rebuild_at: Time | null;
    issued_at: Time;
  };
  /** Every gate that was heard of, as it said last. */
  gates_instances: {
    service: string;
    instance: string;
    kind: string;
    version: string;
    epoch: Big | null;
    serial: Big | null;
    state: string;
    downtime: string | null;
    override: string | null;
    in_flight: number;
    clock_offset: Big | null;
    warnings: string[];
    /** The last report that was counted, and of which run. */
    run: string;
    report: number;
    heard_at: Time;
    lease_until: Time;
    /** Whether it was told that the lease had lapsed. */
    lost: boolean;
    /** Since when nobody waits for it; null while somebody does. */
    gone_at: Time | null;
    /** Id of the key that it was heard by; null where that was not yet kept. */
    key: string | null;
    /** The runs that were heard under this name before, the latest first. */
    earlier_runs: Generated<string[]>;
    /** Until when it is held that several processes bear this name; null where they never did. */
    shared_until: Time | null;
  };
  /** What passed and what was refused, by service and minute. */
  gates_minutes: {
    service: string;
    minute: Time;
    /** Null where one of its gates doesn't see what passes. */
    requests: Big | null;
    writes: Big | null;
    closed: Big;
    read_only: Big;
    partial: Big;
    opening: Big;
  };
  /** Who wants to hear of downtimes, on one channel each. */
  announce_subscribers: {
    id: string;
    channel: string;
    /** Null where the address is a secret itself: then it is in `sealed`, with what else is secret. */
    address: string | null;
    /** A `Target` as JSON, encrypted. */
    sealed: string | null;
    /** As people may see it. */
    shown: string;
    /** HMAC of channel and address: one subscriber for each. */
    address_key: string;
    /** Whether an owner named it, who may name private addresses. */
    is_trusted: boolean;
    language: string;
    zone: string | null;
    services: string[] | null;
    kinds: string[] | null;
    tenants: string[];
    tags: string[];
    state: 'pending' | 'active' | 'disabled';
    source: 'sign-up' | 'added' | 'import';
    created_at: Time;
    confirmed_at: Time | null;
    disabled_at: Time | null;
    disabled_why: string | null;
    /** When it was last sent a mail because somebody gave its address. */
    asked_at: Time | null;
  };
  /** The occasions on which people are told of a downtime. */
  announce_waves: {
    id: string;
    /** In the order in which they were made. */
    number: Generated<string>;
    downtime: string;
    revision: number;
    kind: string;
    /** The policy's point, such as `P7D`; null for what no policy leaves out. */
    point: string | null;
    services: string[];
    tags: string[];
    due_at: Time;
    state: 'planned' | 'raised' | 'spread' | 'cancelled';
    /** What is told then, and what was told before. */
    body: Json<{ readonly told: Told; readonly before: Told | null; readonly sequence: number }>;
    made_at: Time;
    raised_at: Time | null;
    /** The last subscriber that was looked at, how many were told, and when; null before the first. */
    spread_to: string | null;
    placed: Generated<number>;
    chunk_at: Time | null;
    spread_at: Time | null;
    /** Since when no more of it goes out, because something else holds now; null while it does. */
    off_at: Time | null;
    /** Since when nothing of it waits any more that was called off. */
    cleared_at: Time | null;
    /** Since when nobody can say who was told; null while somebody can. */
    anonymous_at: Time | null;
  };
  /** The outbox: one row for each recipient of a wave. */
  announce_notices: {
    id: Generated<string>;
    wave: string;
    downtime: string;
    revision: number;
    /** As it concerns this recipient. */
    kind: string;
    /** Id of the subscriber; `erased:` and the notice's id once they were erased. */
    recipient: string;
    channel: string;
    state: 'queued' | 'sent' | 'failed' | 'cancelled';
    /** From 0 to 9; lower goes first. */
    urgency: number;
    /** Its place in its wave: waves of the same urgency take turns. */
    place: number;
    attempts: Generated<number>;
    try_at: Time;
    /** Somebody is sending it until then; a crash gives it back. */
    leased_until: Time | null;
    /** Whether a server died while it was being sent, once: nobody knows whether it came. */
    maybe_sent: Generated<boolean>;
    sent_at: Time | null;
    error: string | null;
    message_id: string;
    made_at: Time;
  };
  /** How many notices of a wave failed for good on a channel, and of how many events have told. */
  announce_failures: { wave: string; channel: string; failed: number; told: number; told_at: Time | null };
  /** How much each channel may still send, all servers together. */
  announce_rates: { channel: string; tokens: number; counted_at: Time };
  /** Who changed what, why and from where; only ever added to. */
  access_audit: {
    /** Given by the database (identity). */
    seq: Generated<string>;
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
