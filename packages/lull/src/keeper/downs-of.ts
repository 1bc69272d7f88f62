import { sql } from 'kysely';
import type { Downtime } from '../downtime/contract.ts';
import type { Reader } from '../store/contract.ts';
import type { Interval } from '../time/interval.ts';
import type { Masked } from '../traffic/mask.ts';

/**
 * When a service was really down in a period, with the title of the work: its history as the forecast masks
 * it.
 */
export async function downsOf(db: Reader, service: string, { start, end }: Interval): Promise<Masked[]> {
  const rows = await db
    .selectFrom('downtime_downtimes')
    .select('body')
    .where(sql<boolean>`services && ${[service]}::text[]`)
    .where('state', 'in', ['completed', 'aborted'])
    .where('start_at', '>=', new Date(start))
    .where('start_at', '<', new Date(end))
    .orderBy('start_at')
    .execute();
  return rows.flatMap(({ body }) => maskOf(body));
}

function maskOf({ actual, plan }: Downtime): Masked[] {
  const { drainingAt, downAt, endedAt } = actual;
  const from = drainingAt ?? downAt;
  if (plan.mode === 'at-risk' || from === null || endedAt === null || endedAt <= from) return [];
  return [{ start: from, end: endedAt, why: plan.title }];
}
