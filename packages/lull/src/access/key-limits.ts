import { LullError } from '../errors.ts';
import type { Reader } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Access } from './access.ts';
import { notSignedIn, roleReaches } from './allowed.ts';
import type { Actor, Role } from './contract.ts';
import { asRole } from './people-rows.ts';

/**
 * What a key that makes keys hands on: its own ceiling and end. Null for a person.
 *
 * @throws LullError `not-allowed` for one that is limited to actions or services: it makes none.
 * @example const parent = await parentOf(access, actor);
 */
export async function parentOf(
  access: Access,
  actor: Actor,
): Promise<{ role: Role | null; expiresAt: Instant | null } | null> {
  if (actor.kind !== 'key') return null;
  const { role, scopes, services, expires_at } = await limitsOf(access.store.db, actor.id);
  if (scopes !== null || services !== null) {
    throw new LullError(
      'not-allowed',
      'A key that is limited to actions or services makes no keys.',
      'Sign in as a person, for example with `lull login`, and make it then.',
    );
  }
  return { role: asRole(role), expiresAt: expires_at?.getTime() ?? null };
}

/**
 * Whether it is a key that may less than its maker.
 *
 * @example if (await isLimited(trx, actor)) return;
 */
export async function isLimited(db: Reader, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'key') return false;
  const { role, scopes, services } = await limitsOf(db, actor.id);
  return role !== null || scopes !== null || services !== null;
}

async function limitsOf(db: Reader, key: string) {
  const row = await db
    .selectFrom('access_keys')
    .select(['role', 'scopes', 'services', 'expires_at'])
    .where('key', '=', key)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw notSignedIn('The key is unknown, expired or revoked.');
}

/**
 * The ceiling of a key that somebody makes: what was asked for, and never more than `most`.
 *
 * @throws LullError `not-allowed` for a role that they have nowhere.
 * @example roleWithin(actor, 'scheduler', parent?.role ?? null)
 */
export function roleWithin(actor: Actor, asked: Role | null, most: Role | null): Role | null {
  const held = [actor.role, ...actor.grants.values()];
  if (asked !== null && !held.some((role) => roleReaches(role, asked))) {
    throw new LullError(
      'not-allowed',
      `${actor.name} has not the role ${asked} and can make no key with it.`,
      'Leave the role out: the key then may what you may.',
      { role: asked },
    );
  }
  if (most === null) return asked;
  return asked === null || roleReaches(asked, most) ? most : asked;
}
