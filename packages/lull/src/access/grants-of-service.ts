import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { writeAudit } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import type { Actor } from './contract.ts';

/**
 * Ends what was granted for a service that is removed, in the transaction that removes it: another service
 * that gets its name later belongs to nobody yet.
 *
 * @example await endGrantsOf(trx, actor, 'shop', now);
 */
export async function endGrantsOf(trx: Trx, actor: Actor, service: string, now: Instant): Promise<void> {
  const gone = await trx
    .deleteFrom('access_grants')
    .where('service', '=', service)
    .returning(['person', 'role'])
    .execute();
  for (const { person, role } of gone) {
    const why = 'the service was removed';
    const entry = { action: 'person.revoke', subject: person, services: [service], why, data: { role } };
    await writeAudit(trx, actor, entry, now);
    await tellAccessChanged(trx, person);
  }
}
