import { sql } from 'kysely';
import type { Store, Trx } from '../store/contract.ts';
import { SECOND } from '../time/instant.ts';
import { agentCalled, lull } from './contract.ts';

/** What people and keys are called, by their ids; null for an id that nobody bears (any more). */
export type Names = ReadonlyMap<string, string | null>;

/** Names that were asked for a moment ago, so that lists don't ask the database for the same few again. */
export interface NameBook {
  /** What these are called. */
  of(ids: Iterable<string>): Promise<Names>;
  /** Forgets all; what is being read meanwhile is not kept. */
  clear(): void;
}

/** How long a name is believed. */
const keptFor = 30 * SECOND;

/**
 * What people and keys are called. A key is called by its person, who acts by it; whoever was removed has no
 * name any more, nor have their keys.
 *
 * @example (await namesOf(store.db, ['p1', 'k1', 'lull'])).get('k1') === 'Ada (key ci)'
 */
export async function namesOf(db: Store['db'] | Trx, ids: Iterable<string>): Promise<Names> {
  const asked = new Set(ids);
  const names = new Map<string, string | null>([...asked].map((id) => [id, null]));
  if (asked.delete(lull.id)) names.set(lull.id, lull.name);
  for (const id of asked) {
    const agent = agentCalled(id);
    if (agent !== null && asked.delete(id)) names.set(id, agent);
  }
  if (asked.size === 0) return names;
  const wanted = sql<string>`any(${[...asked]}::text[])`;
  const rows = await db
    .selectFrom('access_people')
    .select(['person as id', 'name', sql<string | null>`null::text`.as('key')])
    .where('person', '=', wanted)
    .unionAll(
      db
        .selectFrom('access_keys as k')
        .innerJoin('access_people as p', 'p.person', 'k.person')
        .select(['k.key as id', 'p.name', 'k.name as key'])
        .where('k.key', '=', wanted),
    )
    .execute();
  for (const { id, name, key } of rows) names.set(id, key === null ? name : `${name} (key ${key})`);
  return names;
}

/**
 * A book of at most `most` names.
 *
 * @param read looks names up
 * @param clock milliseconds that never go backwards
 * @example const book = nameBook((ids) => namesOf(store.db, ids), 10_000, () => performance.now());
 */
export function nameBook(
  read: (ids: readonly string[]) => Promise<Names>,
  most: number,
  clock: () => number,
): NameBook {
  let held = new Map<string, { readonly name: string | null; readonly until: number }>();
  return {
    async of(ids) {
      const page = held;
      const now = clock();
      const asked = [...new Set(ids)];
      const known = asked.flatMap((id): [string, string | null][] => {
        const kept = page.get(id);
        return kept !== undefined && kept.until > now ? [[id, kept.name]] : [];
      });
      if (known.length === asked.length) return new Map(known);
      const names = new Map(known);
      for (const [id, name] of await read(asked.filter((id) => !names.has(id)))) {
        names.set(id, name);
        page.delete(id);
        if (page.size >= most) page.delete(page.keys().next().value!);
        page.set(id, { name, until: now + keptFor });
      }
      return names;
    },
    clear() {
      // Another one, so that what is being read is put where nobody looks.
      held = new Map();
    },
  };
}
