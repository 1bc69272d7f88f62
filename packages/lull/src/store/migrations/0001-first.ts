/**
 * The first schema. Bodies are `json` and not `jsonb`: they come back to the letter, with their keys in the
 * order in which they were written, and nothing is ever looked up inside them.
 */
export const first: readonly string[] = [
  `create table store_sequence (
    name text primary key,
    value bigint not null check (value >= 0)
  )`,
  `insert into store_sequence (name, value) values ('catalog', 0), ('epoch', 1), ('events', 0)`,

  `create table store_cursors (
    consumer text primary key,
    seq bigint not null check (seq >= 0),
    moved_at timestamptz not null default now()
  )`,

  `create table store_idempotency (
    actor text not null,
    key text not null,
    request text not null,
    answer json,
    created_at timestamptz not null default now(),
    primary key (actor, key)
  )`,
  `create index store_idempotency_created_at on store_idempotency (created_at)`,

  `create table store_events (
    seq bigint primary key,
    id text not null unique,
    kind text not null,
    downtime text,
    revision integer not null check (revision >= 0),
    version bigint,
    services text[] not null,
    at timestamptz not null,
    by text not null,
    why text,
    data json not null
  )`,
  `create index store_events_downtime on store_events (downtime, seq) where downtime is not null`,

  `create table catalog_entries (
    kind text not null check (kind in ('organisation', 'team', 'service', 'window', 'freeze')),
    name text not null,
    body json not null,
    version bigint not null check (version > 0),
    changed_at timestamptz not null default now(),
    primary key (kind, name)
  )`,

  `create table downtime_downtimes (
    id text primary key,
    version bigint not null check (version > 0),
    state text not null check (state in ('draft', 'awaiting-approval', 'scheduled', 'warning', 'draining',
      'down', 'verifying', 'opening', 'failed', 'completed', 'cancelled', 'aborted')),
    title text not null,
    mode text not null check (mode in ('full', 'read-only', 'partial', 'hold', 'at-risk')),
    services text[] not null,
    owner text not null,
    people text[] not null,
    start_at timestamptz not null,
    busy_from timestamptz,
    busy_until timestamptz,
    next_at timestamptz,
    series text,
    occurrence_at timestamptz,
    body json not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    check ((busy_from is null) = (busy_until is null)),
    check (busy_from <= busy_until)
  )`,
  `create index downtime_downtimes_start on downtime_downtimes (start_at, id)`,
  `create index downtime_downtimes_state on downtime_downtimes (state, start_at, id)`,
  `create index downtime_downtimes_changed on downtime_downtimes (changed_at, id)`,
  `create index downtime_downtimes_owner on downtime_downtimes (owner, start_at, id)`,
  `create index downtime_downtimes_series on downtime_downtimes (series, occurrence_at)
    where series is not null`,
  `create index downtime_downtimes_next on downtime_downtimes (next_at, id) where next_at is not null`,
  `create index downtime_downtimes_services on downtime_downtimes using gin (services) with (fastupdate = off)`,
  `create index downtime_downtimes_busy on downtime_downtimes using gist (tstzrange(busy_from, busy_until))
    where busy_from is not null`,
  `create index downtime_downtimes_busy_services on downtime_downtimes using gin (services)
    where busy_from is not null`,
  `create index downtime_downtimes_busy_people on downtime_downtimes using gin (people)
    where busy_from is not null`,
  `create index downtime_downtimes_busy_owner on downtime_downtimes (owner) where busy_from is not null`,

  `create table downtime_revisions (
    downtime text not null references downtime_downtimes (id),
    number integer not null check (number > 0),
    body json not null,
    at timestamptz not null,
    primary key (downtime, number)
  )`,

  `create table downtime_series (
    id text primary key,
    version bigint not null check (version > 0),
    title text not null,
    services text[] not null,
    body json not null,
    made_until timestamptz,
    ended boolean not null,
    changed_at timestamptz not null
  )`,
  `create index downtime_series_made_until on downtime_series (made_until, id) where not ended`,

  `create table access_people (
    person text primary key,
    role text,
    name text not null,
    email text not null,
    created_at timestamptz not null default now()
  )`,
  `create table access_grants (
    person text not null,
    service text not null,
    role text not null,
    granted_at timestamptz not null default now(),
    granted_by text not null,
    primary key (person, service)
  )`,
  `create table access_keys (
    key text primary key,
    person text not null,
    name text not null,
    role text,
    scopes text[],
    services text[],
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create index access_keys_person on access_keys (person)`,
  `create table access_invitations (
    id text primary key,
    kind text not null check (kind in ('owner', 'member', 'password')),
    token_hash text not null unique,
    email text,
    role text,
    grants json not null,
    person text,
    made_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    claimed_until timestamptz,
    used_at timestamptz,
    used_by text
  )`,
  `create table access_attempts (
    key text primary key,
    count integer not null,
    since timestamptz not null default now()
  )`,
  `create index access_attempts_since on access_attempts (since)`,

  `create table access_audit (
    seq bigint generated by default as identity primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor text not null,
    actor_name text not null,
    person text not null,
    action text not null,
    subject text not null,
    services text[] not null,
    why text,
    from_address text,
    request text,
    data json not null
  )`,
  `create index access_audit_at on access_audit (at)`,
  `create index access_audit_subject on access_audit (subject, seq)`,
  `create index access_audit_actor on access_audit (actor, seq)`,
  `create index access_audit_person on access_audit (person, seq)`,
  `create index access_audit_services on access_audit using gin (services) with (fastupdate = off)`,

  `create function store_append_only() returns trigger language plpgsql as $$
    begin
      raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
    end
  $$`,
  ...['store_events', 'downtime_revisions', 'access_audit'].map(
    (table) => `create trigger append_only before update or delete or truncate on ${table}
      for each statement execute function store_append_only()`,
  ),
];
