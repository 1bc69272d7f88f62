/** What gates are told, and what they say. */
export const gates: readonly string[] = [
  `create table gates_keys (
    id text primary key,
    public_key text not null unique,
    sealed text,
    not_before timestamptz not null,
    endorsed_by text,
    endorsement text,
    made_at timestamptz not null,
    retired_at timestamptz,
    check ((endorsed_by is null) = (endorsement is null))
  )`,

  `create table gates_documents (
    service text primary key,
    epoch bigint not null check (epoch >= 0),
    serial bigint not null check (serial >= 0),
    body json not null,
    made_of text not null,
    rebuild_at timestamptz,
    issued_at timestamptz not null
  )`,
  `create index gates_documents_rebuild on gates_documents (rebuild_at) where rebuild_at is not null`,

  `create table gates_instances (
    service text not null,
    instance text not null,
    kind text not null,
    version text not null,
    epoch bigint,
    serial bigint,
    state text not null,
    downtime text,
    override text check (override in ('open', 'closed')),
    in_flight integer not null check (in_flight >= 0),
    clock_offset bigint,
    warnings text[] not null,
    run text not null,
    report integer not null check (report >= 0),
    heard_at timestamptz not null,
    lease_until timestamptz not null,
    lost boolean not null,
    gone_at timestamptz,
    primary key (service, instance)
  )`,
  `create index gates_instances_lease on gates_instances (lease_until) where not lost and gone_at is null`,

  `create table gates_minutes (
    service text not null,
    minute timestamptz not null,
    requests bigint check (requests >= 0),
    writes bigint check (writes >= 0),
    closed bigint not null check (closed >= 0),
    read_only bigint not null check (read_only >= 0),
    partial bigint not null check (partial >= 0),
    opening bigint not null check (opening >= 0),
    primary key (service, minute)
  )`,
  `create index gates_minutes_minute on gates_minutes (minute)`,
];
