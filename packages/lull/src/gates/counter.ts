import { sql } from 'kysely';
import { gatesAsTraffic } from '../catalog/gates.ts';
import type { Counter } from '../keeper/contract.ts';
import type { Store } from '../store/contract.ts';
import { MINUTE, SECOND } from '../time/instant.ts';

const STEP = 5 * MINUTE;

/**
 * The counts of a service's gates as traffic: requests that passed, and how many of them wrote. Five minutes
 * of which one was told by no gate, or by one that doesn't see what passes, are missing: what isn't known is
 * not zero.
 */
export function gateCounter({ db }: Pick<Store, 'db'>): Counter {
  return {
    name: gatesAsTraffic,
    async read(service) {
      const { rows } = await sql<{ at: string; requests: string; writes: string | null }>`
        select floor(extract(epoch from minute) / ${STEP / SECOND})::bigint as at,
          sum(requests)::bigint as requests,
          case when count(writes) = ${STEP / MINUTE} then sum(writes)::bigint end as writes
        from gates_minutes where service = ${service}
        group by 1 having count(requests) = ${STEP / MINUTE} order by 1`.execute(db);
      if (rows.length === 0) return null;
      return {
        format: gatesAsTraffic,
        files: 0,
        lines: rows.length * (STEP / MINUTE),
        skipped: { count: 0, first: null, byReason: {} },
        dropped: { bots: 0, assets: 0, filtered: 0 },
        step: STEP,
        buckets: rows.map(({ at, requests, writes }) => ({
          start: Number(at) * STEP,
          requests: Number(requests),
          writes: writes === null ? null : Number(writes),
          visitors: null,
          value: null,
        })),
        gapsAre: 'missing',
        warnings: [],
      };
    },
  };
}
