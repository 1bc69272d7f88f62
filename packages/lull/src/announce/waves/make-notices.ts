import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Announce, NoticeKind, Told } from '../contract.ts';
import { SOON_AFTER } from '../policy/points.ts';
import { saysTheSame } from '../policy/waves-of.ts';
import { freshKind, kindFor, lastTold, looksBack } from './recipients.ts';
import { type WaveRow, waveOf } from './rows.ts';

/** Lower goes first: what is now before what will be. */
const urgencyOf: Readonly<Record<NoticeKind, number>> = {
  started: 0,
  extended: 0,
  overrunning: 0,
  delayed: 0,
  cancelled: 0,
  completed: 0,
  aborted: 0,
  moved: 1,
  withdrawn: 1,
  reminder: 2,
  scheduled: 3,
};

/**
 * Makes the notices of a wave for the subscribers after those of its last chunk, up to one: of each the kind
 * that is right for them, none where another wave has just told them the same.
 *
 * @param row the wave, locked
 * @returns how many were made
 */
export async function makeNotices(
  announce: Announce,
  trx: Trx,
  row: WaveRow,
  upto: string,
  now: Instant,
): Promise<number> {
  const { catalog } = await announce.keeper().catalog(trx);
  const wave = waveOf(row);
  const { id, downtime, kind, told, services, tags } = wave;
  const after = row.spread_to ?? '';
  const fresh = freshKind(kind, told, row.raised_at!.getTime());
  const promises = looksBack(kind) ? await promisesOf(trx, downtime) : [];
  const made = kindFor(catalog, { kind, told, services, tags, fresh, promises });
  const others = await sayingTheSame(trx, row);
  const at = new Date(now);
  const { numAffectedRows } = await sql`
    with last as (
      ${lastTold(downtime, row.revision, sql`n.recipient > ${after} and n.recipient <= ${upto}`)}
    ), picked as (
      select s.id, s.channel, ${made} as kind
      from announce_subscribers as s left join last on last.recipient = s.id
      where s.id > ${after} and s.id <= ${upto} and s.state = 'active'
    )
    insert into announce_notices
      (wave, downtime, revision, kind, recipient, channel, state, urgency, place, try_at, message_id, made_at)
    select ${id}, ${downtime}, ${row.revision}, kind, id, channel, 'queued', ${urgencyOf[kind]},
      ${row.placed} + row_number() over (order by id), ${at}, gen_random_uuid(), ${at}
    from picked where kind is not null and not exists (
      select from announce_notices as n
      where n.wave = any(${others}::text[]) and n.recipient = picked.id and n.state in ('queued', 'sent')
    )
    on conflict (wave, recipient) do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** What tells that it comes, in different words. */
const comingKinds: readonly NoticeKind[] = ['scheduled', 'reminder', 'moved'];

/** Other waves that say the same at nearly the same time: who is in both groups hears it once. */
async function sayingTheSame(
  trx: Trx,
  { id, downtime, kind, raised_at, body: { told } }: WaveRow,
): Promise<readonly string[]> {
  const kinds = comingKinds.some((each) => each === kind) ? comingKinds : [kind];
  const near = (by: number): Date => new Date(raised_at!.getTime() + by);
  const rows = await trx
    .selectFrom('announce_waves')
    .select(['id', 'body'])
    .where('downtime', '=', downtime)
    .where('id', '<>', id)
    .where('kind', 'in', [...kinds])
    .where('state', 'in', ['raised', 'spread'])
    .where('off_at', 'is', null)
    .where('raised_at', '>', near(-SOON_AFTER))
    .where('raised_at', '<', near(SOON_AFTER))
    .execute();
  return rows.filter(({ body }) => saysTheSame(body.told, told)).map((row) => row.id);
}

async function promisesOf(trx: Trx, downtime: string): Promise<readonly Told[]> {
  const rows = await trx
    .selectFrom('downtime_revisions')
    .select('body')
    .where('downtime', '=', downtime)
    .orderBy('number')
    .execute();
  return rows.map(({ body }) => body);
}
