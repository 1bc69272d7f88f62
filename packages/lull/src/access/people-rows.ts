import { sql } from 'kysely';
import type { Store, Trx } from '../store/contract.ts';
import { lesser, roleReaches } from './allowed.ts';
import { type Action, type Actor, actions, type Role, roles } from './contract.ts';
import type { KeyHolder } from './key-cache.ts';

type Reader = Store['db'] | Trx;
type Grants = ReadonlyMap<string, Role>;

const grantsOf = sql<Record<string, string>>`coalesce((
  select jsonb_object_agg(g.service, g.role) from access_grants g where g.person = p.person), '{}')`;

/**
 * Who a person is, with role and grants; null when there is no such person (any more).
 *
 * @example await personActor(store.db, session.user.id);
 */
export async function personActor(db: Reader, person: string): Promise<Actor | null> {
  const row = await db
    .selectFrom('access_people as p')
    .select(['p.person', 'p.name', 'p.role', grantsOf.as('grants')])
    .where('p.person', '=', person)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    kind: 'person',
    id: row.person,
    name: row.name,
    person: row.person,
    role: asRole(row.role),
    grants: asGrants(row.grants),
    scopes: null,
    from: null,
    request: null,
  };
}

/**
 * Who a key is: its maker as the maker stands now, within the key's own limits. Null when it was revoked or
 * its maker is gone. A gate's key stands alone: it may be a gate of its services, whoever made it; an
 * agent's may be an agent.
 *
 * @example await keyHolder(store.db, verified.key.id);
 */
export async function keyHolder(db: Reader, key: string): Promise<KeyHolder | null> {
  const row = await db
    .selectFrom('access_keys as k')
    .leftJoin('access_people as p', 'p.person', 'k.person')
    .select(['k.key', 'k.name', 'k.scopes', 'k.services', 'k.expires_at', 'k.role as ceiling'])
    .select(['k.person', 'k.stands_alone', 'p.role', grantsOf.as('grants')])
    .where('k.key', '=', key)
    .where('k.revoked_at', 'is', null)
    .where((where) => where.or([where('k.stands_alone', '=', true), where('p.person', 'is not', null)]))
    .executeTakeFirst();
  if (row === undefined) return null;
  const limited = row.stands_alone
    ? within(actions.gate, new Map(), actions.gate, isAgents(row.scopes) ? null : (row.services ?? []))
    : within(asRole(row.role), asGrants(row.grants), asRole(row.ceiling), row.services);
  return {
    expiresAt: row.expires_at?.getTime() ?? null,
    actor: {
      kind: 'key',
      id: row.key,
      name: row.name,
      person: row.person,
      ...limited,
      scopes: row.scopes as readonly Action[] | null,
      from: null,
      request: null,
    },
  };
}

/** An agent is no service's: what it may hear and tell hangs on what is ordered from it. */
function isAgents(scopes: readonly string[] | null): boolean {
  return scopes?.every((scope) => scope === 'agent') ?? false;
}

/**
 * A person's role and grants within a key's limits. A key for single services has nothing but grants for
 * them.
 *
 * @example within('owner', new Map(), 'scheduler', ['shop']) // role null, shop: scheduler
 */
export function within(
  role: Role | null,
  grants: Grants,
  ceiling: Role | null,
  services: readonly string[] | null,
): { role: Role | null; grants: Grants } {
  const higher = (granted: Role | null) => (granted !== null && !roleReaches(role, granted) ? granted : role);
  const named = services ?? [...grants.keys()];
  const limited = named.flatMap((service): [string, Role][] => {
    const granted = grants.get(service) ?? null;
    const least = lesser(services === null ? granted : higher(granted), ceiling);
    return least === null ? [] : [[service, least]];
  });
  return { role: services === null ? lesser(role, ceiling) : null, grants: new Map(limited) };
}

/**
 * A role as a column holds it; what is none of ours (any more) gives nothing.
 *
 * @example asRole('king') === null
 */
export function asRole(text: string | null): Role | null {
  return roles.find((role) => role === text) ?? null;
}

function asGrants(granted: Record<string, string>): Grants {
  return new Map(
    Object.entries(granted).flatMap(([service, text]): [string, Role][] => {
      const role = asRole(text);
      return role === null ? [] : [[service, role]];
    }),
  );
}
