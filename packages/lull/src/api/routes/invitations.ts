import type { Role } from '../../access/contract.ts';
import {
  invite as inviteSomebody,
  type OneTimeLink,
  listInvitations as openInvitations,
  passwordLink,
  withdrawInvitation as withdraw,
} from '../../access/invitations.ts';
import { serviceNamed } from '../../catalog/occurrences.ts';
import { answer } from '../answer.ts';
import { invite, listInvitations, resetPassword, withdrawInvitation } from '../contract/people.ts';
import type { Routes } from '../parts.ts';
import { toldNames } from '../views/names.ts';
import { told } from '../views/times.ts';

/** Links that work once: to join, and to set a new password. */
export const invitationRoutes: Routes = (mount, { access, keeper }) => {
  mount(listInvitations, async ({ c, actor }) => {
    const waiting = await openInvitations(access, actor);
    const names = await access.names.of(waiting.map(({ by }) => by));
    const items = waiting.map(({ grants, createdAt, expiresAt, ...link }) => ({
      ...link,
      names: toldNames([link.by], names),
      grants: grants as Record<string, Role>,
      createdAt: told(createdAt),
      expiresAt: told(expiresAt),
    }));
    return answer(c, listInvitations, { items });
  });

  mount(invite, async ({ c, actor, body }) => {
    const { catalog } = await keeper.catalog();
    for (const service of Object.keys(body.grants)) serviceNamed(catalog, service);
    return answer(c, invite, linkOf(await inviteSomebody(access, actor, body)));
  });

  mount(withdrawInvitation, async ({ c, actor, params }) => {
    await withdraw(access, actor, params.id);
    return answer(c, withdrawInvitation, null);
  });

  mount(resetPassword, async ({ c, actor, params }) =>
    answer(c, resetPassword, linkOf(await passwordLink(access, actor, params.id))),
  );
};

function linkOf({ id, link, expiresAt }: OneTimeLink) {
  return { id, link, expiresAt: told(expiresAt) };
}
