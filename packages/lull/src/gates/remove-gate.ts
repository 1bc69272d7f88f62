import { demand } from '../access/allowed.ts';
import { writeAudit } from '../access/audit.ts';
import type { Actor } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Gates } from './contract.ts';

/**
 * Says that a gate is gone: nobody waits for it any more. One that is heard again is there again.
 *
 * @throws LullError `not-allowed`, `not-found`
 * @example await removeGate(gates, actor, 'shop', 'web-2', 'the machine is switched off');
 */
export async function removeGate(
  gates: Gates,
  actor: Actor,
  service: string,
  instance: string,
  why: string | null = null,
): Promise<void> {
  demand(actor, 'run', [service]);
  await gates.store.transaction(async (trx) => {
    const now = await gates.now(trx);
    const { numUpdatedRows } = await trx
      .updateTable('gates_instances')
      .set({ gone_at: new Date(now) })
      .where('service', '=', service)
      .where('instance', '=', instance)
      .where('gone_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw new LullError('not-found', `There is no such gate of ${service}`, 'See lull gates list.');
    }
    const entry = { action: 'gate.remove', subject: instance, services: [service], why };
    await writeAudit(trx, actor, entry, now);
  });
}
