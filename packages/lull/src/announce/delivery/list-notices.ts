import { sql } from 'kysely';
import type { Actor } from '../../access/contract.ts';
import { readDowntime } from '../../keeper/read-downtime.ts';
import type { Reader } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { lookedAfter } from '../audience/may.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce, Notice, NoticeKind } from '../contract.ts';
import type { WorkKind } from '../work/contract.ts';

/** What became of the notices of one wave that tell the same on one channel; or a wave without any. */
export interface NoticeCount {
  readonly wave: string;
  readonly kind: NoticeKind | WorkKind;
  readonly revision: number;
  readonly point: string | null;
  readonly dueAt: Instant;
  /** `off`: called off, because something else holds since. */
  readonly state: 'planned' | 'raised' | 'spread' | 'off';
  /** Null where no notices were made (yet). */
  readonly channel: ChannelName | null;
  readonly counts: Readonly<Record<Notice['state'], number>>;
}

/** A notice that was given up. */
export interface FailedNotice {
  readonly id: string;
  readonly kind: NoticeKind | WorkKind;
  readonly channel: ChannelName;
  readonly attempts: number;
  readonly error: string;
  readonly madeAt: Instant;
  /** Id of the subscriber; null for whoever doesn't look after them. */
  readonly subscriber: string | null;
  /** The address as people may see it; null for whoever doesn't look after it, and once it was erased. */
  readonly shown: string | null;
}

/**
 * What became of the notices of a downtime: how many, and those that failed, the latest first. Addresses are
 * told to whoever looks after the subscribers of its services.
 *
 * @param most how many of the failed are told one by one
 * @throws LullError `not-found`
 * @example const { counts, failed } = await listNotices(announce, actor, id, { most: 20 });
 */
export async function listNotices(
  announce: Announce,
  actor: Actor,
  id: string,
  { most }: { readonly most: number },
): Promise<{ counts: readonly NoticeCount[]; failed: readonly FailedNotice[] }> {
  const { downtime } = await readDowntime(announce.keeper(), actor, id);
  const own = lookedAfter(actor);
  const seesAddresses = own === null || downtime.plan.services.every((service) => own.includes(service));
  const { db } = announce.store;
  const failed = most === 0 ? [] : await readFailed(db, id, most);
  return {
    counts: await countNotices(db, id),
    failed: seesAddresses ? failed : failed.map((one) => ({ ...one, subscriber: null, shown: null })),
  };
}

async function countNotices(db: Reader, downtime: string): Promise<NoticeCount[]> {
  const { rows } = await sql<{
    wave: string;
    kind: NoticeKind | WorkKind;
    revision: number;
    point: string | null;
    due_at: Date;
    state: NoticeCount['state'];
    channel: ChannelName | null;
    queued: string;
    sent: string;
    failed: string;
    cancelled: string;
  }>`
    with counted as (
      select wave, kind, channel,
        count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'sent') as sent,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'cancelled') as cancelled
      from announce_notices where downtime = ${downtime} group by wave, kind, channel
    )
    select wave.id as wave, coalesce(counted.kind, wave.kind) as kind, wave.revision, wave.point, wave.due_at,
      case when (wave.off_at is null or wave.for_work) and wave.state <> 'cancelled' then wave.state
        else 'off' end as state,
      channel, coalesce(queued, 0) as queued, coalesce(sent, 0) as sent, coalesce(failed, 0) as failed,
      coalesce(cancelled, 0) as cancelled
    from announce_waves as wave left join counted on counted.wave = wave.id
    where wave.downtime = ${downtime}
    order by wave.due_at, wave.number, kind, channel`.execute(db);
  return rows.map(({ wave, kind, revision, point, due_at, state, channel, ...counts }) => ({
    ...{ wave, kind, revision, point, dueAt: due_at.getTime(), state, channel },
    counts: {
      queued: Number(counts.queued),
      sent: Number(counts.sent),
      failed: Number(counts.failed),
      cancelled: Number(counts.cancelled),
    },
  }));
}

async function readFailed(db: Reader, downtime: string, most: number): Promise<FailedNotice[]> {
  const rows = await db
    .selectFrom('announce_notices')
    .leftJoin('announce_subscribers', 'announce_subscribers.id', 'announce_notices.recipient')
    .select(['announce_notices.id', 'kind', 'announce_notices.channel', 'attempts', 'error', 'made_at'])
    .select(['announce_subscribers.id as subscriber', 'shown'])
    .where('downtime', '=', downtime)
    .where('announce_notices.state', '=', 'failed')
    .orderBy('announce_notices.id', 'desc')
    .limit(most)
    .execute();
  return rows.map(({ kind, channel, made_at, error, ...row }) => ({
    ...row,
    kind: kind as NoticeKind | WorkKind,
    channel: channel as ChannelName,
    error: error ?? '',
    madeAt: made_at.getTime(),
  }));
}
