import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import type { Access } from './access.ts';
import { asActor } from './as-actor.ts';
import { writeAudit } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import type { RequestOrigin } from './contract.ts';
import {
  badLink,
  giveInvitedGrants,
  hasOwner,
  holdInvitation,
  type Invitation,
  lookAtInvitation,
  releaseInvitation,
  takeInvitation,
  useInvitation,
} from './invitation-rows.ts';
import { emailAddress } from './invitations.ts';
import { checkPassword, setPassword } from './passwords.ts';

/** What a one-time link is good for, as its page shows it. */
export interface LinkView {
  /** To become the first owner, to join, or to set a new password. */
  readonly kind: Invitation['kind'];
  /** Whom it is for; null where the address is chosen by who uses it. */
  readonly email: string | null;
  readonly role: string | null;
}

/** Who uses a link. The address is asked for only where the link names none. */
export interface ClaimInput {
  readonly token: string;
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
}

/**
 * What a one-time link is good for; looking doesn't use it.
 *
 * @throws LullError `bad-link`.
 * @example await lookAtLink(access, token); // { kind: 'owner', email: null, role: 'owner' }
 */
export async function lookAtLink(access: Access, token: string): Promise<LinkView> {
  const { kind, email, role } = await access.change((trx, now) => lookAtInvitation(trx, token, now));
  return { kind, email, role };
}

/**
 * Uses a link with a password: makes the person who joins, or sets the password that was asked for. What was
 * begun and cut short can be done again with the same link; what was done can't.
 *
 * @returns the address to sign in with.
 * @throws LullError `bad-link`; `bad-request` for a password or address that can't be; `already-exists`.
 * @example await claimWithPassword(access, { token, email, name, password }, origin);
 */
export async function claimWithPassword(
  access: Access,
  input: ClaimInput & { readonly password: string },
  origin: RequestOrigin,
): Promise<{ email: string }> {
  checkPassword(input.password);
  const { invitation, person, email } = await begin(access, input);
  await setPassword(access.library, person, input.password);
  await finish(access, invitation, person, origin);
  return { email };
}

/**
 * Begins to use a link with a passkey: makes a person who may nothing yet, and for whom a session can be
 * begun in which the passkey is registered.
 *
 * @returns the id of that person.
 * @throws LullError `bad-link`, `bad-request`, `already-exists`.
 * @example const { person } = await beginClaim(access, { token, email, name });
 */
export async function beginClaim(access: Access, input: ClaimInput): Promise<{ person: string }> {
  const { kind } = await lookAtLink(access, input.token);
  if (kind === 'password') throw passwordOnly();
  const { person } = await begin(access, input);
  return { person };
}

/**
 * Ends what `beginClaim` began, once the person has a passkey: now they are who the link makes them.
 *
 * @param person whose session it is.
 * @throws LullError `bad-link` when the link isn't held by that person; `bad-request` without a passkey.
 * @example await finishClaim(access, token, session.user.id, passkeys.length, origin);
 */
export async function finishClaim(
  access: Access,
  token: string,
  person: string,
  passkeys: number,
  origin: RequestOrigin,
): Promise<void> {
  if (passkeys === 0) throw new LullError('bad-request', 'There is no passkey yet.', 'Make one first.');
  const invitation = await access.change((trx, now) => lookAtInvitation(trx, token, now));
  if (invitation.used_by !== person) {
    throw new LullError('bad-link', 'The link is being used by somebody else.', 'Open the link again.');
  }
  await finish(access, invitation, person, origin);
}

interface Begun {
  readonly invitation: Invitation;
  readonly person: string;
  readonly email: string;
}

async function begin(access: Access, input: ClaimInput): Promise<Begun> {
  const seen = await access.change((trx, now) => lookAtInvitation(trx, input.token, now));
  const email = emailAddress(seen.email ?? input.email ?? '');
  const invitation = await access.change((trx, now) => takeInvitation(trx, input.token, now));
  try {
    const person = invitation.person ?? (await newcomer(access, seen, email, input.name));
    await access.change((trx, now) => holdInvitation(trx, invitation, person, now));
    return { invitation, person, email };
  } catch (error) {
    await access.change((trx) => releaseInvitation(trx, invitation));
    throw error;
  }
}

/** What an earlier, abandoned use of the link left behind goes first: it has no role yet. */
async function newcomer(
  access: Access,
  invitation: Invitation,
  email: string,
  name: string | null | undefined,
): Promise<string> {
  const { internalAdapter } = await access.library.$context;
  const same = await internalAdapter.findUserByEmail(email);
  for (const left of new Set([invitation.used_by, same?.user.id ?? null])) {
    if (left === null) continue;
    const is = await access.store.db
      .selectFrom('access_people')
      .select('person')
      .where('person', '=', left)
      .executeTakeFirst();
    if (is !== undefined) throw taken(email);
    await internalAdapter.deleteUser(left);
  }
  const shown = name?.trim() || email.replace(/@.*/, '');
  const made = await internalAdapter.createUser(
    { email, name: excerpt(shown, 100), emailVerified: false },
    { method: 'email-password' },
  );
  return made.id;
}

async function finish(
  access: Access,
  invitation: Invitation,
  person: string,
  origin: RequestOrigin,
): Promise<void> {
  const { internalAdapter } = await access.library.$context;
  const user = await internalAdapter.findUserById(person);
  if (user === null) throw new LullError('bad-link', 'The link was used again meanwhile.', 'Open it again.');
  const { name, email } = user;
  await access.change(async (trx, now) => {
    if (invitation.kind === 'owner' && (await hasOwner(trx))) badLink('There is an owner already.');
    await useInvitation(trx, invitation, person, now, person);
    if (invitation.kind !== 'password') {
      await trx.insertInto('access_people').values({ person, name, email, role: invitation.role }).execute();
      await giveInvitedGrants(trx, invitation, person);
    }
    const action = invitation.kind === 'password' ? 'person.password' : 'person.join';
    const data = { link: invitation.id, kind: invitation.kind, role: invitation.role, email };
    await writeAudit(trx, asActor({ id: person, name }, origin), { action, subject: person, data }, now);
    await tellAccessChanged(trx, person);
  });
  // From now on the provider's verified address means this person too.
  await internalAdapter.updateUser(person, { emailVerified: true });
}

function passwordOnly(): LullError {
  return new LullError(
    'bad-request',
    'The link is for a new password.',
    'Set one; a passkey can be added then.',
  );
}

function taken(email: string): LullError {
  return new LullError(
    'already-exists',
    `${email} is somebody here already.`,
    'Sign in, or use another address.',
  );
}
