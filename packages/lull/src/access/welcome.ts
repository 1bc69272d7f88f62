import { sql } from 'kysely';
import type { Access } from './access.ts';
import { writeAudit } from './audit.ts';
import { type Actor, lull } from './contract.ts';
import { giveInvitedGrants, openInvitationFor, useInvitation } from './invitation-rows.ts';
import { asRole, personActor } from './people-rows.ts';

/** Somebody whom the identity library knows. */
export interface LibraryUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

/**
 * Takes in somebody who signed in with the provider for the first time: with the role of their invitation,
 * else with the provider's default, which is none. Only an address that the provider verified counts; who is
 * still in the middle of using a one-time link isn't verified and is nobody yet.
 *
 * @example await welcome(access, session.user);
 */
export async function welcome(access: Access, user: LibraryUser): Promise<Actor | null> {
  if (!user.emailVerified) return null;
  await access.change(async (trx, now) => {
    // The session may have been read just before its person was removed.
    const { rows } = await sql`select 1 from auth."user" where id = ${user.id} for key share`.execute(trx);
    if (rows.length === 0) return;
    const invitation = await openInvitationFor(trx, user.email, now);
    const role = invitation === null ? (access.settings.oidc?.defaultRole ?? null) : asRole(invitation.role);
    const { numInsertedOrUpdatedRows: made } = await trx
      .insertInto('access_people')
      .values({ person: user.id, name: user.name, email: user.email, role })
      .onConflict((on) => on.doNothing())
      .executeTakeFirst();
    if (made !== 1n) return;
    if (invitation !== null) {
      await useInvitation(trx, invitation, user.id, now);
      await giveInvitedGrants(trx, invitation, user.id);
    }
    const data = { role, invited: invitation !== null };
    await writeAudit(trx, lull, { action: 'person.welcome', subject: user.id, data }, now);
  });
  return personActor(access.store.db, user.id);
}
