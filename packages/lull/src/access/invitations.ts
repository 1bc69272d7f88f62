import { z } from 'zod';
import { LullError } from '../errors.ts';
import { DAY, HOUR, type Instant } from '../time/instant.ts';
import type { Access } from './access.ts';
import { demand } from './allowed.ts';
import { writeAudit } from './audit.ts';
import { type Actor, lull, type Role } from './contract.ts';
import { endPasswordLinks, hasOwner, insertInvitation } from './invitation-rows.ts';
import { lockPerson } from './people.ts';
import { asRole } from './people-rows.ts';

/** A one-time link, shown once. The token is behind `#`: browsers send that to no server or proxy. */
export interface OneTimeLink {
  readonly id: string;
  readonly link: string;
  readonly expiresAt: Instant;
}

/**
 * The link that makes the first owner, when there is none yet; else null. Each call makes a new one and ends
 * the one before, so the last one that was printed counts.
 *
 * @example const first = await ownerInvitation(access); // https://lull.example.com/claim#Xy…
 */
export async function ownerInvitation(access: Access): Promise<OneTimeLink | null> {
  return access.change(async (trx, now) => {
    if (await hasOwner(trx)) return null;
    await trx
      .deleteFrom('access_invitations')
      .where('kind', '=', 'owner')
      .where('used_at', 'is', null)
      .execute();
    const expiresAt = now + DAY;
    const input = { kind: 'owner', email: null, role: 'owner', grants: {}, person: null } as const;
    const { id, token } = await insertInvitation(trx, { ...input, by: lull.id, expiresAt });
    await writeAudit(trx, lull, { action: 'link.owner', subject: id }, now);
    return { id, link: linkOf(access, token), expiresAt };
  });
}

/** Whom to let in, and as what. */
export interface InviteInput {
  readonly email: string;
  readonly role: Role | null;
  /** Roles for single services, by name. */
  readonly grants?: Readonly<Record<string, Role>> | undefined;
}

/**
 * Invites somebody. Who opens the link makes an account for that address; who signs in with the provider
 * under that address needs no link. A new invitation for an address ends the one before.
 *
 * @throws LullError `not-allowed` for all but owners; `bad-request` for what is no address; `already-exists`
 * when somebody has it.
 * @example const { link } = await invite(access, owner, { email: 'ada@example.com', role: 'approver' });
 */
export async function invite(access: Access, actor: Actor | null, input: InviteInput): Promise<OneTimeLink> {
  demand(actor, 'administer', null);
  const email = emailAddress(input.email);
  const { role, grants = {} } = input;
  return access.change(async (trx, now) => {
    const there = await trx
      .selectFrom('access_people')
      .select('person')
      .where('email', '=', email)
      .executeTakeFirst();
    if (there !== undefined) throw alreadyThere(email, there.person);
    await trx
      .deleteFrom('access_invitations')
      .where('kind', '=', 'member')
      .where('email', '=', email)
      .where('used_at', 'is', null)
      .execute();
    const expiresAt = now + 7 * DAY;
    const fields = { kind: 'member', email, role, grants, person: null, by: actor.id, expiresAt } as const;
    const { id, token } = await insertInvitation(trx, fields);
    await writeAudit(
      trx,
      actor,
      { action: 'person.invite', subject: id, data: { email, role, grants } },
      now,
    );
    return { id, link: linkOf(access, token), expiresAt };
  });
}

/**
 * A link with which a person who can't sign in any more sets a new password. It ends all their sessions.
 *
 * @throws LullError `not-allowed` for all but owners; `not-found`.
 * @example const { link } = await passwordLink(access, owner, 'p1');
 */
export async function passwordLink(
  access: Access,
  actor: Actor | null,
  person: string,
): Promise<OneTimeLink> {
  demand(actor, 'administer', null);
  return access.change(async (trx, now) => {
    const { email } = await lockPerson(trx, person);
    await endPasswordLinks(trx, person);
    const expiresAt = now + HOUR;
    const input = { kind: 'password', email, role: null, grants: {}, person } as const;
    const { id, token } = await insertInvitation(trx, { ...input, by: actor.id, expiresAt });
    await writeAudit(
      trx,
      actor,
      { action: 'person.password-link', subject: person, data: { link: id } },
      now,
    );
    return { id, link: linkOf(access, token), expiresAt };
  });
}

/** A link that waits to be used; never with its token. */
export interface WaitingLink {
  readonly id: string;
  readonly kind: 'owner' | 'member' | 'password';
  readonly email: string | null;
  readonly role: Role | null;
  readonly grants: Readonly<Record<string, string>>;
  readonly by: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/**
 * The links that wait to be used, the newest first.
 *
 * @throws LullError `not-allowed` for all but owners.
 * @example await listInvitations(access, owner);
 */
export async function listInvitations(access: Access, actor: Actor | null): Promise<WaitingLink[]> {
  demand(actor, 'administer', null);
  const rows = await access.store.db
    .selectFrom('access_invitations')
    .select(['id', 'kind', 'email', 'role', 'grants', 'made_by', 'created_at', 'expires_at'])
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(await access.store.now()))
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(({ made_by, created_at, expires_at, role, ...row }) => ({
    ...row,
    role: asRole(role),
    by: made_by,
    createdAt: created_at.getTime(),
    expiresAt: expires_at.getTime(),
  }));
}

/**
 * Withdraws a link that wasn't used.
 *
 * @throws LullError `not-allowed` for all but owners; `not-found` when it isn't there or was used.
 * @example await withdrawInvitation(access, owner, link.id);
 */
export async function withdrawInvitation(access: Access, actor: Actor | null, id: string): Promise<void> {
  demand(actor, 'administer', null);
  await access.change(async (trx, now) => {
    const gone = await trx
      .deleteFrom('access_invitations')
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .returning(['kind', 'email'])
      .executeTakeFirst();
    if (gone === undefined) {
      throw new LullError('not-found', 'There is no such open invitation.', 'See `lull people invitations`.');
    }
    await writeAudit(trx, actor, { action: 'link.withdraw', subject: id, data: gone }, now);
  });
}

/**
 * An e-mail address in the form in which people are known: in small letters.
 *
 * @throws LullError `bad-request`.
 * @example emailAddress(' Ada@Example.com') === 'ada@example.com'
 */
export function emailAddress(text: string): string {
  const email = z.email().max(254).safeParse(text.trim().toLowerCase());
  if (email.success) return email.data;
  throw new LullError('bad-request', 'That is not an e-mail address.', 'Write it like ada@example.com.', {
    field: 'email',
  });
}

function linkOf(access: Access, token: string): string {
  return `${access.settings.url}/claim#${token}`;
}

function alreadyThere(email: string, person: string): LullError {
  return new LullError(
    'already-exists',
    `${email} is somebody here already.`,
    'Set their role, or make them a link for a new password.',
    { person },
  );
}
