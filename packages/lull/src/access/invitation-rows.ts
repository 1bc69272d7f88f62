import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Trx } from '../store/contract.ts';
import { type Instant, MINUTE } from '../time/instant.ts';
import type { Role } from './contract.ts';

/** How long somebody who opened a one-time link has to make a password or a passkey. */
const claimTime = 3 * MINUTE;

/** A one-time link as it is kept. */
export interface Invitation {
  readonly id: string;
  readonly kind: 'owner' | 'member' | 'password';
  readonly email: string | null;
  readonly role: string | null;
  readonly grants: Readonly<Record<string, string>>;
  readonly person: string | null;
  readonly made_by: string;
  readonly used_by: string | null;
}

const columns = ['id', 'kind', 'email', 'role', 'grants', 'person', 'made_by', 'used_by'] as const;

/** What a one-time link is made of. */
export interface InvitationInput {
  readonly kind: Invitation['kind'];
  readonly email: string | null;
  readonly role: Role | null;
  readonly grants: Readonly<Record<string, Role>>;
  readonly person: string | null;
  readonly by: string;
  readonly expiresAt: Instant;
}

/**
 * Makes a one-time link.
 *
 * @returns its id, and its token of 256 bits: it is kept only as a hash and can't be had again.
 * @example const { token } = await insertInvitation(trx, input);
 */
export async function insertInvitation(
  trx: Trx,
  input: InvitationInput,
): Promise<{ id: string; token: string }> {
  const id = crypto.randomUUID();
  const token = randomBytes(32).toString('base64url');
  await trx
    .insertInto('access_invitations')
    .values({
      id,
      kind: input.kind,
      token_hash: tokenHash(token),
      email: input.email,
      role: input.role,
      grants: JSON.stringify(input.grants),
      person: input.person,
      made_by: input.by,
      expires_at: new Date(input.expiresAt),
    })
    .execute();
  return { id, token };
}

/**
 * What a link is good for, without using it.
 *
 * @throws LullError `bad-link`.
 * @example const { kind } = await lookAtInvitation(trx, token, now);
 */
export async function lookAtInvitation(trx: Trx, token: string, now: Instant): Promise<Invitation> {
  const row = await usable(trx, now).where('token_hash', '=', tokenHash(token)).executeTakeFirst();
  return row ?? badLink('The link is unknown, has expired, or was used already.');
}

/**
 * Takes a link for a few minutes, in which nobody else can: of two who use it at once one gets it.
 *
 * @throws LullError `bad-link` when it can't be used, or is being used.
 * @example const invitation = await takeInvitation(trx, token, now);
 */
export async function takeInvitation(trx: Trx, token: string, now: Instant): Promise<Invitation> {
  const { id } = await lookAtInvitation(trx, token, now);
  const row = await trx
    .updateTable('access_invitations')
    .set({ claimed_until: new Date(now + claimTime), used_by: null })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where((is) => is.or([is('claimed_until', 'is', null), is('claimed_until', '<=', new Date(now))]))
    .returning(columns)
    .executeTakeFirst();
  return row ?? badLink('The link is being used at this moment.', 'Wait three minutes, then open it again.');
}

/**
 * Notes who a taken link is for.
 *
 * @throws LullError `bad-link` when it was used or withdrawn meanwhile.
 * @example await holdInvitation(trx, invitation, user.id, now);
 */
export async function holdInvitation(
  trx: Trx,
  { id }: Invitation,
  person: string,
  now: Instant,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('access_invitations')
    .set({ used_by: person })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('claimed_until', '>', new Date(now))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) badLink('The link was used or withdrawn in the meantime.');
}

/**
 * Gives a taken link back, which came to nothing.
 *
 * @example await releaseInvitation(trx, invitation);
 */
export async function releaseInvitation(trx: Trx, { id }: Invitation): Promise<void> {
  await trx
    .updateTable('access_invitations')
    .set({ claimed_until: null })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('used_by', 'is', null)
    .execute();
}

/**
 * Uses a link up.
 *
 * @param holder who must be holding it still; nobody in particular when left out.
 * @throws LullError `bad-link` when it was used, taken or withdrawn meanwhile.
 * @example await useInvitation(trx, invitation, person, now);
 */
export async function useInvitation(
  trx: Trx,
  { id }: Invitation,
  person: string,
  now: Instant,
  holder?: string,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('access_invitations')
    .set({ used_at: new Date(now), used_by: person })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .$if(holder !== undefined, (query) => query.where('used_by', '=', holder!))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) badLink('The link was used or withdrawn in the meantime.');
}

/**
 * Gives a person what their invitation promised for single services.
 *
 * @example await giveInvitedGrants(trx, invitation, person);
 */
export async function giveInvitedGrants(
  trx: Trx,
  { grants, made_by }: Invitation,
  person: string,
): Promise<void> {
  for (const [service, role] of Object.entries(grants)) {
    await trx
      .insertInto('access_grants')
      .values({ person, service, role, granted_by: made_by })
      .onConflict((on) => on.doNothing())
      .execute();
  }
}

/**
 * The newest invitation that waits for an address; null when there is none.
 *
 * @example await openInvitationFor(trx, 'ada@example.com', now);
 */
export async function openInvitationFor(trx: Trx, email: string, now: Instant): Promise<Invitation | null> {
  const row = await usable(trx, now)
    .where('kind', '=', 'member')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Whether there is an owner. Whoever asks is alone with the answer until the transaction's end, so that two
 * servers, or two links, don't both make the first one.
 *
 * @example if (await hasOwner(trx)) return null;
 */
export async function hasOwner(trx: Trx): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('lull owner'))`.execute(trx);
  const owner = await trx
    .selectFrom('access_people')
    .select('person')
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst();
  return owner !== undefined;
}

/**
 * Ends the waiting links that somebody made, or that a key of theirs made: they can give no roles any more.
 *
 * @returns their ids.
 * @example await endLinksBy(trx, person);
 */
export async function endLinksBy(trx: Trx, person: string): Promise<string[]> {
  const gone = await trx
    .deleteFrom('access_invitations')
    .where('used_at', 'is', null)
    .where(sql<boolean>`(made_by = ${person}
      or made_by in (select key from access_keys where person = ${person}))`)
    .returning('id')
    .execute();
  return gone.map(({ id }) => id).sort();
}

/**
 * Ends the waiting links with which a person could set a new password.
 *
 * @example await endPasswordLinks(trx, person);
 */
export async function endPasswordLinks(trx: Trx, person: string): Promise<void> {
  await trx
    .deleteFrom('access_invitations')
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute();
}

function usable(trx: Trx, now: Instant) {
  return trx
    .selectFrom('access_invitations')
    .select(columns)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now));
}

function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The refusal of a link.
 *
 * @throws LullError `bad-link`, always.
 */
export function badLink(what: string, todo = 'Ask an owner for a new one.'): never {
  throw new LullError('bad-link', what, todo);
}
