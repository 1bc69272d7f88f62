/** Who is told what, when. */
export const announce: readonly string[] = [
  `create table announce_subscribers (
    id text primary key,
    channel text not null,
    address text,
    sealed text,
    shown text not null,
    address_key text not null unique,
    is_trusted boolean not null,
    language text not null,
    zone text,
    services text[],
    kinds text[],
    tenants text[] not null,
    tags text[] not null,
    state text not null check (state in ('pending', 'active', 'disabled')),
    source text not null check (source in ('sign-up', 'added', 'import')),
    created_at timestamptz not null,
    confirmed_at timestamptz,
    disabled_at timestamptz,
    disabled_why text,
    asked_at timestamptz,
    check ((address is null) <> (sealed is null))
  )`,
  `create index announce_subscribers_active on announce_subscribers (channel, id) where state = 'active'`,
  `create index announce_subscribers_services on announce_subscribers using gin (services)
    where state = 'active'`,
  `create index announce_subscribers_made on announce_subscribers (created_at, id)`,
  `create index announce_subscribers_pending on announce_subscribers (created_at) where state = 'pending'`,

  `create table announce_waves (
    id text primary key,
    number bigint generated always as identity,
    downtime text not null,
    revision integer not null,
    kind text not null,
    point text,
    services text[] not null,
    tags text[] not null,
    due_at timestamptz not null,
    state text not null check (state in ('planned', 'raised', 'spread', 'cancelled')),
    body json not null,
    made_at timestamptz not null,
    raised_at timestamptz,
    spread_to text,
    placed integer not null default 0,
    chunk_at timestamptz,
    spread_at timestamptz,
    off_at timestamptz
  )`,
  `create index announce_waves_due on announce_waves (due_at) where state = 'planned'`,
  `create index announce_waves_raised on announce_waves (downtime, raised_at) where state = 'raised'`,
  `create index announce_waves_downtime on announce_waves (downtime, made_at)`,

  `create table announce_notices (
    id bigint generated always as identity primary key,
    wave text not null references announce_waves (id) on delete cascade,
    downtime text not null,
    revision integer not null,
    kind text not null,
    recipient text not null,
    channel text not null,
    state text not null check (state in ('queued', 'sent', 'failed', 'cancelled')),
    urgency smallint not null check (urgency between 0 and 9),
    place integer not null,
    attempts integer not null default 0,
    try_at timestamptz not null,
    leased_until timestamptz,
    sent_at timestamptz,
    error text,
    message_id uuid not null unique,
    made_at timestamptz not null,
    unique (wave, recipient)
  )`,
  // Those that wait for another attempt are not in the way of those that were never tried.
  `create index announce_notices_fresh on announce_notices (channel, urgency, place, id)
    where state = 'queued' and attempts = 0`,
  `create index announce_notices_again on announce_notices (channel, urgency, try_at)
    where state = 'queued' and attempts > 0`,
  `create index announce_notices_waiting on announce_notices (wave) where state = 'queued'`,
  `create index announce_notices_downtime on announce_notices (downtime, recipient, id)`,
  `create index announce_notices_recipient on announce_notices (recipient)`,

  `create table announce_failures (
    wave text not null references announce_waves (id) on delete cascade,
    channel text not null,
    failed integer not null,
    told integer not null,
    told_at timestamptz,
    primary key (wave, channel)
  )`,
  `create index announce_failures_untold on announce_failures (told_at) where told < failed`,

  `create table announce_rates (
    channel text primary key,
    tokens double precision not null,
    counted_at timestamptz not null
  )`,
];
