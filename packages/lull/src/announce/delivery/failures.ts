import { sql } from 'kysely';
import { lull } from '../../access/contract.ts';
import type { Trx } from '../../store/contract.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind } from '../contract.ts';
import type { WorkKind } from '../work/contract.ts';
import type { Mark } from './contract.ts';
import { EVENT_EVERY } from './due.ts';

/**
 * Counts notices that failed for good, and tells of them where that was not done just now.
 *
 * @returns the events that tell of them
 * @example await countFailures(trx, failed, now);
 */
export async function countFailures(
  trx: Trx,
  failed: readonly Mark[],
  now: Instant,
): Promise<readonly NewEvent[]> {
  if (failed.length === 0) return [];
  const groups = Map.groupBy(failed, ({ notice }) => JSON.stringify([notice.wave, notice.channel]));
  const rows = [...groups.values()].map((group) => {
    const { wave, channel } = group[0]!.notice;
    return { wave, channel, failed: group.length };
  });
  // In one order, so that servers that write about the same waves don't wait for each other in a circle.
  await sql`insert into announce_failures (wave, channel, failed, told)
    select wave, channel, failed, 0
    from json_to_recordset(${JSON.stringify(rows)}::json) as one (wave text, channel text, failed integer)
    order by wave, channel
    on conflict (wave, channel) do update set failed = announce_failures.failed + excluded.failed`.execute(
    trx,
  );
  return tellFailures(trx, now);
}

/**
 * Adds events `notice.failed` for what has failed since the last of its wave and channel, a minute after that
 * at the earliest: how many, of which notice, on which channel, and no address.
 *
 * @returns the events
 */
export async function tellFailures(trx: Trx, now: Instant): Promise<readonly NewEvent[]> {
  const before = new Date(now - EVENT_EVERY);
  const { rows } = await sql<Untold>`
    select failures.wave, failures.channel, failures.failed, failures.told, waves.downtime, waves.revision,
      waves.kind, waves.services
    from announce_failures failures join announce_waves waves on waves.id = failures.wave
    where failures.told < failures.failed and (failures.told_at is null or failures.told_at <= ${before})
    order by failures.wave, failures.channel
    for update of failures skip locked`.execute(trx);
  if (rows.length === 0) return [];
  await sql`update announce_failures as failures set told = telling.failed, told_at = ${new Date(now)}
    from json_to_recordset(${JSON.stringify(rows.map(({ wave, channel, failed }) => ({ wave, channel, failed })))}::json)
      as telling (wave text, channel text, failed integer)
    where failures.wave = telling.wave and failures.channel = telling.channel`.execute(trx);
  const events = rows.map((row) => eventOf(row, now));
  await appendEvents(trx, events);
  return events;
}

interface Untold {
  readonly wave: string;
  readonly channel: string;
  readonly failed: number;
  readonly told: number;
  readonly downtime: string;
  readonly revision: number;
  readonly kind: NoticeKind | WorkKind;
  readonly services: string[];
}

function eventOf(
  { wave, channel, failed, told, downtime, revision, kind, services }: Untold,
  at: Instant,
): NewEvent {
  return {
    kind: 'notice.failed',
    downtime,
    revision,
    version: null,
    services,
    at,
    by: lull.id,
    why: null,
    data: { wave, notice: kind, channel, count: failed - told, total: failed },
  };
}
