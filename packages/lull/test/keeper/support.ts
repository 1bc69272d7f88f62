import type { Actor, Role } from '../../src/access/contract.ts';
import { applyDocument } from '../../src/keeper/apply-document.ts';
import type { Keeper } from '../../src/keeper/contract.ts';
import { type KeeperOptions, openKeeper } from '../../src/keeper/open.ts';
import { seeToDue } from '../../src/keeper/see-to-due.ts';
import type { Store } from '../../src/store/contract.ts';
import { HOUR, type Instant, MINUTE, parseInstant } from '../../src/time/instant.ts';

/** Somebody who may do something. */
export function person(id: string, role: Role | null = 'owner', grants: Record<string, Role> = {}): Actor {
  return {
    kind: 'person',
    id,
    name: id,
    person: id,
    role,
    grants: new Map(Object.entries(grants)),
    scopes: null,
    from: '192.0.2.1',
    request: `request of ${id}`,
  };
}

export const owner = person('olga', 'owner');
export const scheduler = person('sam', 'scheduler');
export const approver = person('ada', 'approver');
export const requester = person('rea', 'requester');

/** A Tuesday. */
export const start = parseInstant('2026-12-01T00:00:00Z');

export const lullYaml = `
organisation:
  name: Example
  policy: { warnBefore: PT15M, startWithin: PT15M }
teams:
  web: { zone: Europe/Berlin, atOnce: 1 }
services:
  shop: { zone: Europe/Berlin, dependsOn: [database], windows: [nightly] }
  database: { zone: UTC }
  blog: { zone: UTC, team: web }
  wiki: { zone: UTC, team: web }
windows:
  nightly: { zone: UTC, start: 2026-01-01T22:00, duration: PT8H, rrule: FREQ=DAILY, cutoff: PT1H }
`;

/** A keeper whose time the test tells, and what a test says to it again and again. */
export interface World {
  readonly keeper: Keeper;
  now: Instant;
  /** Lets time go on (or back) and sees to everything that is due then. */
  at(time: Instant | string): Promise<void>;
}

/** A keeper on a store, with a catalog, at the start of a Tuesday. */
export async function world(
  store: Store,
  { yaml = lullYaml, ...options }: KeeperOptions & { yaml?: string } = {},
): Promise<World> {
  const made: World = {
    now: start,
    keeper: openKeeper(store, { ...options, clock: async () => made.now }),
    async at(time) {
      made.now = typeof time === 'string' ? parseInstant(time) : time;
      for (;;) {
        const { outcomes } = await seeToDue(made.keeper, new Map());
        if (outcomes.length === 0) return;
      }
    },
  };
  await store.transaction(async (trx) => {
    const known = ['ada', 'bea', 'cem', 'olga', 'rea', 'sam'].map((name) => {
      return { person: name, role: null, name, email: `${name}@example.com` };
    });
    await trx
      .insertInto('access_people')
      .values(known)
      .onConflict((row) => row.doNothing())
      .execute();
  });
  await applyDocument(made.keeper, owner, yaml);
  return made;
}

/** A plan for the coming night. */
export const tonight = {
  title: 'Move the database',
  services: ['shop'],
  start: parseInstant('2026-12-01T22:00:00Z'),
  takes: HOUR,
  rollback: 20 * MINUTE,
};
