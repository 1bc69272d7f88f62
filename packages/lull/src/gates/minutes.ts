import type { Confirmation } from '@lull/gate/follow';
import { sql } from 'kysely';
import type { Trx } from '../store/contract.ts';
import { DAY, type Instant, MINUTE, parseInstant } from '../time/instant.ts';

/** How long minutes are kept: what a forecast looks back on, and more. */
const KEPT = 100 * DAY;

/** Gates keep minutes for a day while the server is away; a clock that is further off counts nothing. */
const [OLDEST, NEWEST] = [2 * DAY, 5 * MINUTE];

interface Row {
  readonly service: string;
  readonly minute: string;
  requests: number | null;
  writes: number | null;
  closed: number;
  read_only: number;
  partial: number;
  opening: number;
}

/**
 * Adds the minutes of several gates to those of their services. Minutes of a clock that cannot be right are
 * left out.
 */
export async function addMinutes(
  trx: Trx,
  all: readonly Pick<Confirmation, 'service' | 'minutes'>[],
  now: Instant,
): Promise<void> {
  const rows = new Map<string, Row>();
  for (const { service, minutes } of all) {
    for (const { minute: at, requests, writes, refused } of minutes) {
      const minute = Math.floor(parseInstant(at) / MINUTE) * MINUTE;
      if (minute < now - OLDEST || minute > now + NEWEST) continue;
      const key = JSON.stringify([service, minute]);
      const row = rows.get(key) ?? emptyRow(service, minute);
      rows.set(key, row);
      row.requests = both(row.requests, requests);
      row.writes = both(row.writes, writes);
      row.closed += refused.closed ?? 0;
      row.read_only += refused['read-only'] ?? 0;
      row.partial += refused.partial ?? 0;
      row.opening += refused.opening ?? 0;
    }
  }
  if (rows.size === 0) return;
  // In one order, so that two servers never wait for each other.
  const sorted = [...rows.keys()].sort().map((key) => rows.get(key)!);
  await sql`insert into gates_minutes as m
    select * from json_populate_recordset(null::gates_minutes, ${JSON.stringify(sorted)}::json)
    on conflict (service, minute) do update set (requests, writes, closed, read_only, partial, opening) =
      (m.requests + excluded.requests, m.writes + excluded.writes, m.closed + excluded.closed,
      m.read_only + excluded.read_only, m.partial + excluded.partial, m.opening + excluded.opening)`.execute(
    trx,
  );
}

/** What one gate didn't see is not known of all of them; PostgreSQL adds in the same way. */
function both(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function emptyRow(service: string, minute: Instant): Row {
  const counts = { requests: 0, writes: 0, closed: 0, read_only: 0, partial: 0, opening: 0 };
  return { service, minute: new Date(minute).toISOString(), ...counts };
}

/** Forgets minutes that nobody looks back on any more. */
export async function forgetMinutes(trx: Trx, now: Instant): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('gates_minutes')
    .where('minute', '<', new Date(now - KEPT))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
