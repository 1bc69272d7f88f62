import { sql } from 'kysely';
import type { Downtime } from '../../../downtime/contract.ts';
import type { Silences } from '../contract.ts';
import { CLAIM, type Claimed } from './contract.ts';

/** How many leases of one monitor are looked after side by side. */
const AT_ONCE = 8;

interface Found {
  readonly id: string;
  readonly downtime: string;
  readonly service: string;
  readonly silencer: string;
  readonly comment: string;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly remote: string[];
  readonly state: Claimed['state'];
  readonly attempts: number;
  readonly from_at: Date;
  readonly until_at: Date;
  readonly held_until: Date | null;
  readonly try_at: Date;
  readonly body: Downtime;
}

/**
 * Takes the leases of a monitor that something is to be done about, so that nobody else does it meanwhile.
 *
 * @example const claimed = await claim(silences, 'alerts');
 */
export async function claim(silences: Silences, silencer: string): Promise<readonly Claimed[]> {
  return silences.store.transaction(async (trx) => {
    const now = await silences.now(trx);
    const { rows } = await sql<Found>`
      update run_silences as silence set try_at = ${new Date(now + CLAIM)}, attempts = silence.attempts + 1
      from downtime_downtimes as downtime
      where downtime.id = silence.downtime and silence.id in (
        select id from run_silences where silencer = ${silencer} and try_at <= ${new Date(now)}
        order by try_at, id limit ${AT_ONCE} for update skip locked)
      returning silence.*, downtime.body`.execute(trx);
    return rows.map(claimedOf);
  });
}

function claimedOf(row: Found): Claimed {
  const { id, downtime, service, comment, scope, remote, from_at, until_at } = row;
  const lease = { id, downtime, service, comment, scope, remote };
  return {
    lease: { ...lease, from: from_at.getTime(), until: until_at.getTime() },
    silencer: row.silencer,
    state: row.state,
    attempts: row.attempts,
    claimedUntil: row.try_at.getTime(),
    heldUntil: row.held_until?.getTime() ?? null,
    downtime: row.body,
  };
}
