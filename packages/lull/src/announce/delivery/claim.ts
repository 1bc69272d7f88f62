import { sql } from 'kysely';
import type { State } from '../../downtime/contract.ts';
import type { Trx } from '../../store/contract.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce, NoticeKind } from '../contract.ts';
import type { WorkKind } from '../work/contract.ts';
import { type Claimed, type Fate, LEASE, type Mark } from './contract.ts';
import { isSentElsewhere, lockBucket } from './rates.ts';
import { type Telling, tooLate } from './too-late.ts';

/** What is asked of a claim. */
export interface Wanted {
  readonly channel: ChannelName;
  /** At most so many. */
  readonly most: number;
  /** Ids of those that are in hand already, whatever a clock that leaps says of their leases. */
  readonly inHand: readonly string[];
}

/** What a claim came to. */
export interface Claim {
  /** To be sent, in this order. */
  readonly claimed: readonly Claimed[];
  /** Not to be sent, because they help nobody any more. */
  readonly late: readonly Mark[];
  /** Milliseconds until asking again makes sense; null for at once. */
  readonly wait: number | null;
}

/** Where there is nothing to do; whoever knows of something rings. */
const SELDOM = 10 * SECOND;

/** Where the rate is what holds up, so that a small rate is not asked for dozens of times a second. */
const AT_LEAST = 250;

/**
 * Takes the next notices of a channel, so that nobody else sends them: by urgency, waves of one urgency in
 * turns, within the channel's rate.
 *
 * @example const { claimed } = await claim(announce, { channel: 'mail', most: 100, inHand: [] });
 */
export async function claim(announce: Announce, { channel, most, inHand }: Wanted): Promise<Claim> {
  const { senders, rates } = announce.channels;
  return announce.store.transaction(async (trx) => {
    // Where nothing is sent no rate holds it up: all fail at once.
    const bucket = senders[channel] && (await lockBucket(trx, channel, rates[channel].perMinute));
    if (bucket === null && (await isSentElsewhere(announce.store, trx, channel))) {
      return { ...nothing, wait: SELDOM };
    }
    const granted = bucket?.granted ?? most;
    if (granted === 0) return { ...nothing, wait: Math.max(AT_LEAST, bucket!.untilNext) };
    const now = await announce.now(trx);
    const found = await next(trx, channel, Math.min(most, granted), inHand, now);
    if (found.length === 0) return { ...nothing, wait: SELDOM };
    await noteMaybeSent(trx, found);
    const [claimed, late] = [[] as Claimed[], [] as Mark[]];
    const leasedUntil = now + LEASE;
    for (const { telling, ...one } of found.map(read)) {
      const why = tooLate(telling, now);
      if (why === null) claimed.push({ ...one.notice, leasedUntil });
      else late.push({ notice: one.notice, fate: fateOfLate(why, one) });
    }
    // Those that are late are not leased: nobody may take them for something that was perhaps sent.
    await sql`update announce_notices set leased_until = ${new Date(leasedUntil)}
      where id = any(${claimed.map(({ id }) => id)}::bigint[])`.execute(trx);
    await bucket?.take(claimed.length);
    return { claimed, late, wait: null };
  });
}

const nothing = { claimed: [], late: [] } as const;

/** What was tried and never came through has failed; what was never tried is let be. */
function fateOfLate(why: string, { notice, error }: { notice: Claimed; error: string | null }): Fate {
  if (notice.attempts === 0) return { outcome: 'cancelled', error: why };
  return { outcome: 'failed', error: `${why}; before that: ${error ?? ''}`, disables: false };
}

interface Found {
  readonly id: string;
  readonly wave: string;
  readonly downtime: string;
  readonly kind: NoticeKind | WorkKind;
  readonly recipient: string;
  readonly channel: ChannelName;
  readonly attempts: number;
  readonly message_id: string;
  readonly made_at: Date;
  readonly error: string | null;
  readonly start: string;
  readonly is_off: boolean;
  readonly is_overtaken: boolean;
  readonly leased_until: Date | null;
  readonly state: State;
}

function read({
  message_id: messageId,
  made_at,
  leased_until,
  start,
  is_off,
  is_overtaken,
  state,
  error,
  ...found
}: Found) {
  const { id, wave, downtime, kind, recipient, channel, attempts } = found;
  const notice: Claimed = {
    id,
    wave,
    downtime,
    kind,
    recipient,
    channel,
    attempts,
    messageId,
    madeAt: made_at.getTime(),
    leasedUntil: leased_until?.getTime() ?? null,
  };
  const telling: Telling = { kind, start: Number(start), isOff: is_off, isOvertaken: is_overtaken, state };
  return { notice, error, telling };
}

async function next(
  trx: Trx,
  channel: ChannelName,
  most: number,
  inHand: readonly string[],
  now: Instant,
): Promise<Found[]> {
  const at = new Date(now);
  const free = sql`channel = ${channel} and state = 'queued' and try_at <= ${at}
    and (leased_until is null or leased_until <= ${at}) and not (id = any(${[...inHand]}::bigint[]))`;
  const columns = sql`id, wave, downtime, kind, recipient, channel, attempts, message_id,
    made_at, error, urgency, place, leased_until`;
  const { rows } = await sql<Found>`
    with fresh as (
      select ${columns} from announce_notices where ${free} and attempts = 0
      order by urgency, place, id limit ${most} for update skip locked
    ), again as (
      select due.* from generate_series(0, 9) as level cross join lateral (
        select ${columns} from announce_notices where ${free} and attempts > 0 and urgency = level
        order by try_at limit ${most} for update skip locked
      ) as due
    ), next as (
      select * from fresh union all select * from again order by urgency, place, id limit ${most}
    )
    select next.*, wave.body -> 'told' ->> 'start' as start, wave.off_at is not null as is_off,
      ${isOvertaken(at)} as is_overtaken, downtime.state
    from next join announce_waves as wave on wave.id = next.wave
      join downtime_downtimes as downtime on downtime.id = next.downtime
    order by urgency, place, next.id`.execute(trx);
  return rows;
}

/** Of whose lease has run out nobody knows whether it was sent: what becomes of it now does not tell. */
async function noteMaybeSent(trx: Trx, found: readonly Found[]): Promise<void> {
  const ids = found.filter(({ leased_until }) => leased_until !== null).map(({ id }) => id);
  if (ids.length === 0) return;
  await trx.updateTable('announce_notices').set({ maybe_sent: true }).where('id', 'in', ids).execute();
}

/** Whether a later notice that makes this one old news has gone to the recipient of `next`, or goes now. */
function isOvertaken(at: Date) {
  return sql<boolean>`exists (
    select from announce_notices as later join announce_waves as its on its.id = later.wave
    where later.downtime = next.downtime and later.recipient = next.recipient and later.id > next.id
      and ((its.body ->> 'sequence')::integer > (wave.body ->> 'sequence')::integer
        or (next.kind = 'reminder' and later.kind = 'reminder'))
      and (later.state = 'sent' or (later.state = 'queued' and its.off_at is null
        and (later.leased_until is not null or later.try_at <= ${at})))
  )`;
}
