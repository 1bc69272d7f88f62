import { sql } from 'kysely';
import type { BusyDowntime } from '../plan/taken.ts';
import type { Interval } from '../time/interval.ts';
import type { Reader } from './contract.ts';

/** Whose work is looked for: that of one of these services or one of these people; all when left out. */
export interface BusyWith {
  readonly services: readonly string[];
  /** Ids of people, as owner or among those who do the work. */
  readonly people: readonly string[];
}

/**
 * The downtimes that take up services and people in a period, as the rules look at them.
 *
 * @example await busyDowntimes(trx, { start, end }, { services: ['shop'], people: [owner] })
 */
export async function busyDowntimes(
  db: Reader,
  { start, end }: Interval,
  busyWith?: BusyWith | undefined,
): Promise<BusyDowntime[]> {
  const during = [new Date(start), new Date(end)] as const;
  let query = db
    .selectFrom('downtime_downtimes')
    .select(['id', 'title', 'services', 'mode', 'owner', 'people', 'busy_from', 'busy_until'])
    .where('busy_from', 'is not', null);
  if (busyWith) {
    const [services, people] = [[...busyWith.services], [...busyWith.people]];
    // Compared and not as a range, which the planner takes for rare: services and people tell much more.
    query = query
      .where('busy_from', '<', during[1])
      .where('busy_until', '>', during[0])
      .where(
        sql<boolean>`(services && ${services}::text[] or people && ${people}::text[]
          or owner = any(${people}::text[]))`,
      );
  } else {
    query = query.where(
      sql<boolean>`tstzrange(busy_from, busy_until) && tstzrange(${during[0]}, ${during[1]})`,
    );
  }
  const rows = await query.orderBy('busy_from').orderBy('id').execute();
  return rows.map(({ busy_from, busy_until, ...row }) => ({
    ...row,
    start: busy_from!.getTime(),
    end: busy_until!.getTime(),
  }));
}
