import { sql } from 'kysely';
import type { Downtime, State } from '../downtime/contract.ts';
import type { Reader } from '../store/contract.ts';
import { DAY, type Instant } from '../time/instant.ts';

const under: readonly State[] = ['draining', 'down', 'verifying', 'opening', 'failed'];
const coming: readonly State[] = ['scheduled', 'warning'];
const over: readonly State[] = ['completed', 'aborted'];

/** More than are ever due within a week. */
const MOST = 50;

/**
 * What a service's document is made of: its downtimes under way, those that come next, and those that are
 * just over, whose visitors may still be coming back.
 */
export async function downtimesOf(db: Reader, service: string, now: Instant): Promise<Downtime[]> {
  const of = sql<boolean>`services && ${[service]}::text[]`;
  const rows = (states: readonly State[]) =>
    db.selectFrom('downtime_downtimes').select(['body']).where(of).where('state', 'in', states);
  const found = [
    await rows([...under, ...coming])
      .orderBy('start_at')
      .limit(MOST)
      .execute(),
    await rows(over)
      .where('changed_at', '>', new Date(now - DAY))
      .execute(),
  ];
  return found.flat().map(({ body }) => body);
}
