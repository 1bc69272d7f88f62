import { sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Access } from './access.ts';
import { demand } from './allowed.ts';
import { writeAudit } from './audit.ts';
import { tellAccessChanged } from './changed.ts';
import type { Actor, Role } from './contract.ts';
import { endLinksBy, endPasswordLinks } from './invitation-rows.ts';
import { asRole } from './people-rows.ts';

/** A person as owners see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** What they may do with every service; null for nothing. */
  readonly role: Role | null;
  /** Roles for single services, by name. */
  readonly grants: Readonly<Record<string, Role>>;
  readonly since: Instant;
}

/**
 * Everybody who has signed in or was let in, by name.
 *
 * @throws LullError `not-allowed` for all but owners.
 * @example await listPeople(access, actor);
 */
export async function listPeople(access: Access, actor: Actor | null): Promise<Person[]> {
  demand(actor, 'administer', null);
  const rows = await access.store.db
    .selectFrom('access_people as p')
    .leftJoin('access_grants as g', 'g.person', 'p.person')
    .select(['p.person', 'p.name', 'p.email', 'p.role', 'p.created_at'])
    .select(
      sql<Record<string, Role>>`
      coalesce(jsonb_object_agg(g.service, g.role) filter (where g.service is not null), '{}')`.as('grants'),
    )
    .groupBy('p.person')
    .orderBy('p.name')
    .orderBy('p.person')
    .execute();
  return rows.map((row) => ({
    id: row.person,
    name: row.name,
    email: row.email,
    role: asRole(row.role),
    grants: row.grants,
    since: row.created_at.getTime(),
  }));
}

/**
 * Gives a person a role for every service; null takes it away. What their keys may do follows at once, and
 * who is no owner any more has no invitations waiting either.
 *
 * @throws LullError `not-allowed`, `not-found`; `last-owner` when no owner would be left, also when two
 * owners take it from each other at the same moment.
 * @example await setRole(access, owner, 'p1', 'approver', 'is on call from May');
 */
export async function setRole(
  access: Access,
  actor: Actor | null,
  person: string,
  role: Role | null,
  why: string | null = null,
): Promise<void> {
  demand(actor, 'administer', null);
  await access.change(async (trx, now) => {
    if (role !== 'owner') await keepAnOwner(trx, person);
    const before = await lockPerson(trx, person);
    await trx.updateTable('access_people').set({ role }).where('person', '=', person).execute();
    const links = role === 'owner' ? [] : await endLinksBy(trx, person);
    const data = { before: before.role, after: role, ...(links.length === 0 ? {} : { links }) };
    await writeAudit(trx, actor, { action: 'person.role', subject: person, why, data }, now);
    await tellAccessChanged(trx, person);
  });
}

/**
 * Removes a person: sessions, ways to sign in, keys, grants and waiting links are gone; what they did stays
 * under their id, and the gates that they enrolled go on. Who may still sign in with the provider comes back
 * as anybody who was not invited: take the role from those instead.
 *
 * @throws LullError `not-allowed`, `not-found`, `last-owner`.
 * @example await removePerson(access, owner, 'p1', 'left the company');
 */
export async function removePerson(
  access: Access,
  actor: Actor | null,
  person: string,
  why: string | null = null,
): Promise<void> {
  demand(actor, 'administer', null);
  await access.change(async (trx, now) => {
    await keepAnOwner(trx, person);
    const { role, name, email } = await lockPerson(trx, person);
    await endLinksBy(trx, person);
    await endPasswordLinks(trx, person);
    await trx
      .deleteFrom('access_keys')
      .where('person', '=', person)
      .where('stands_alone', '=', false)
      .execute();
    await trx.deleteFrom('access_grants').where('person', '=', person).execute();
    await trx.updateTable('access_people').set({ role: null }).where('person', '=', person).execute();
    const data = { role, name, email };
    await writeAudit(trx, actor, { action: 'person.remove', subject: person, why, data }, now);
    await tellAccessChanged(trx, person);
  });
  // Their row goes last: while there is an account without one, its owner is taken in as a newcomer.
  const { internalAdapter } = await access.library.$context;
  await internalAdapter.deleteUser(person);
  await access.change(async (trx) => {
    await trx.deleteFrom('access_people').where('person', '=', person).execute();
    await tellAccessChanged(trx, person);
  });
}

/**
 * The person's row, locked until the transaction's end.
 *
 * @throws LullError `not-found`.
 * @example const { role } = await lockPerson(trx, person);
 */
export async function lockPerson(trx: Trx, person: string) {
  const row = await trx
    .selectFrom('access_people')
    .selectAll()
    .where('person', '=', person)
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new LullError('not-found', 'There is no such person.', 'See who there is with `lull people list`.', {
    person,
  });
}

/** All owners are locked in one order, so the second of two who demote each other sees what the first did. */
async function keepAnOwner(trx: Trx, person: string): Promise<void> {
  const owners = await trx
    .selectFrom('access_people')
    .select('person')
    .where('role', '=', 'owner')
    .orderBy('person')
    .forUpdate()
    .execute();
  if (owners.length !== 1 || owners[0]!.person !== person) return;
  throw new LullError('last-owner', 'Nobody else is an owner.', 'Make somebody else an owner first.', {
    person,
  });
}
