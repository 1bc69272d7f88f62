import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { writeAudits } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import type { Actor } from './contract.ts';

/**
 * Ends what was granted for services that are removed, in the transaction that removes them: another
 * service that gets such a name later belongs to nobody yet.
 *
 * @example await endGrantsOf(trx, actor, ['shop'], now);
 */
export async function endGrantsOf(
  trx: Trx,
  actor: Actor,
  services: readonly string[],
  now: Instant,
): Promise<void> {
  if (services.length === 0) return;
  const gone = await trx
    .deleteFrom('access_grants')
    .where(({ eb, fn, val }) => eb('service', '=', fn.any(val([...services]))))
    .returning(['person', 'service', 'role'])
    .execute();
  const why = 'the service was removed';
  const entries = gone.map(({ person, service, role }) => ({
    action: 'person.revoke',
    subject: person,
    services: [service],
    why,
    data: { role },
  }));
  await writeAudits(trx, actor, entries, now);
  for (const person of new Set(gone.map((grant) => grant.person))) await tellAccessChanged(trx, person);
}
