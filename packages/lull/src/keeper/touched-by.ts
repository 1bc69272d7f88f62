import type { Catalog } from '../catalog/catalog.ts';
import { settledFor, without } from '../downtime/standing.ts';
import type { Reason } from '../plan/rules.ts';
import { listDowntimes } from '../store/downtime-lists.ts';
import { obstaclesNow } from './rules-now.ts';
import type { Scene } from './transact.ts';

/** A scheduled downtime in whose way rules have come to stand. */
export interface Touched {
  readonly id: string;
  readonly title: string;
  readonly services: readonly string[];
  readonly start: number;
  /** Of its first service. */
  readonly zone: string;
  readonly reasons: readonly Reason[];
}

/** More are flagged all the same, but nobody reads a longer list. */
const MOST_TOLD = 200;

/**
 * The downtimes that are promised and have not begun, of these services, in whose way a rule would stand that
 * nobody has set aside or flagged before: the soonest first.
 *
 * @param services null for all
 */
export async function touchedBy(
  { trx, now }: Scene,
  catalog: Catalog,
  services: readonly string[] | null,
): Promise<Touched[]> {
  if (services?.length === 0) return [];
  const filter = { states: ['scheduled', 'warning'], services, from: now } as const;
  const { downtimes } = await listDowntimes(trx, filter, { limit: MOST_TOLD });
  const touched: Touched[] = [];
  for (const { downtime } of downtimes) {
    const { id, plan, flags } = downtime;
    const standing = await obstaclesNow(trx, catalog, downtime, now);
    const reasons = without(standing, [...settledFor(downtime), ...flags]);
    const { title, services, start } = plan;
    const zone = catalog.services.get(services[0]!)?.zone ?? 'UTC';
    if (reasons.length > 0) touched.push({ id, title, services, start: start!, zone, reasons });
  }
  return touched;
}
