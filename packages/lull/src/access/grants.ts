import type { Access } from './access.ts';
import { demand } from './allowed.ts';
import { writeAudit } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import type { Actor, Role } from './contract.ts';
import { lockPerson } from './people.ts';

/** Whom, for which service, and why. */
export interface GrantInput {
  readonly person: string;
  readonly service: string;
  readonly why?: string | null | undefined;
}

/**
 * Gives a person a role for one service, beside what they may do with all; the higher of both counts. Whether
 * the service exists is for the caller to know.
 *
 * @throws LullError `not-allowed` for all but owners; `not-found` when there is no such person.
 * @example await grant(access, owner, { person: 'p1', service: 'shop', role: 'scheduler' });
 */
export async function grant(
  access: Access,
  actor: Actor | null,
  input: GrantInput & { readonly role: Role },
): Promise<void> {
  demand(actor, 'administer', null);
  const { person, service, role, why } = input;
  await access.change(async (trx, now) => {
    await lockPerson(trx, person);
    const given = { role, granted_by: actor.id, granted_at: new Date(now) };
    await trx
      .insertInto('access_grants')
      .values({ person, service, ...given })
      .onConflict((on) => on.columns(['person', 'service']).doUpdateSet(given))
      .execute();
    const entry = { action: 'person.grant', subject: person, services: [service], why, data: { role } };
    await writeAudit(trx, actor, entry, now);
    await tellAccessChanged(trx, person);
  });
}

/**
 * Takes back what was granted for one service. What isn't granted is taken back without an error or an entry.
 *
 * @throws LullError `not-allowed` for all but owners; `not-found` when there is no such person.
 * @example await revokeGrant(access, owner, { person: 'p1', service: 'shop' });
 */
export async function revokeGrant(access: Access, actor: Actor | null, input: GrantInput): Promise<void> {
  demand(actor, 'administer', null);
  const { person, service, why } = input;
  await access.change(async (trx, now) => {
    await lockPerson(trx, person);
    const gone = await trx
      .deleteFrom('access_grants')
      .where('person', '=', person)
      .where('service', '=', service)
      .returning('role')
      .executeTakeFirst();
    if (gone === undefined) return;
    const entry = {
      action: 'person.revoke',
      subject: person,
      services: [service],
      why,
      data: { role: gone.role },
    };
    await writeAudit(trx, actor, entry, now);
    await tellAccessChanged(trx, person);
  });
}
