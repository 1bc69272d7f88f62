import { sql } from 'kysely';
import { lull } from '../access/contract.ts';
import type { Trx } from '../store/contract.ts';
import { appendEvents } from '../store/events.ts';
import { formatInstant, type Instant } from '../time/instant.ts';

/** More are told of by the next look. */
const AT_ONCE = 1_000;

/**
 * Tells of the gates whose lease has lapsed, each once, on whichever server sees it first.
 *
 * @returns how many
 */
export async function tellLapsed(trx: Trx, now: Instant): Promise<number> {
  const { rows } = await sql<{ service: string; instance: string; state: string; heard_at: Date }>`
    update gates_instances set lost = true where (service, instance) in (
      select service, instance from gates_instances
      where lease_until <= ${new Date(now)} and not lost and gone_at is null
      order by service, instance limit ${AT_ONCE} for update skip locked)
    returning service, instance, state, heard_at`.execute(trx);
  await appendEvents(
    trx,
    rows.map(({ service, instance, state, heard_at }) => ({
      kind: 'gate.lost',
      downtime: null,
      revision: 0,
      version: null,
      services: [service],
      at: now,
      by: lull.id,
      why: null,
      data: { gate: instance, state, heardAt: formatInstant(heard_at.getTime()) },
    })),
  );
  return rows.length;
}
