import type { Plan } from '../downtime/contract.ts';
import { LullError } from '../errors.ts';
import type { Scene } from './transact.ts';

/** Who is named in a plan, or in what of it is to be another. */
type Naming = Partial<Pick<Plan, 'owner' | 'people'>>;

/**
 * The same with the id of everybody whom it names: people of this server are named by their ids, those of the
 * catalog's teams by their addresses, too. Whoever a plan named before may stay in it.
 *
 * @param before the plan that is changed; null for a new one
 * @throws LullError `unknown-person` with `details.unknown`
 * @example (await withKnownPeople(scene, { people: ['anna@example.com'] }, null)).people // ['p7']
 */
export async function withKnownPeople<T extends Naming>(
  scene: Scene,
  naming: T,
  before: Pick<Plan, 'owner' | 'people'> | null,
): Promise<T> {
  const { owner, people } = naming;
  const named = [owner, ...(people ?? [])].filter((id) => id !== undefined);
  const ids = await idsOf(scene, named, [scene.actor.person, before?.owner, ...(before?.people ?? [])]);
  const unknown = named.filter((id) => !ids.has(id));
  if (unknown.length > 0) throw unknownPeople(unknown);
  return {
    ...naming,
    ...(owner !== undefined && { owner: ids.get(owner)! }),
    ...(people !== undefined && { people: people.map((id) => ids.get(id)!) }),
  };
}

/** By what was named; who isn't known is not in it. */
async function idsOf(
  { trx, held }: Scene,
  named: readonly string[],
  known: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map(named.filter((id) => known.includes(id)).map((id) => [id, id]));
  const others = named.filter((id) => !ids.has(id));
  if (others.length === 0) return ids;
  const inTeams = new Set([...held.catalog.teams.values()].flatMap(({ people }) => people.map(small)));
  const addresses = others.filter((id) => inTeams.has(small(id)));
  for (const address of addresses) ids.set(address, small(address));
  const found = await trx
    .selectFrom('access_people')
    .select(['person', 'email'])
    .where((is) => is.or([is('person', 'in', others), is('email', 'in', ['', ...addresses.map(small)])]))
    .execute();
  for (const { person, email } of found) {
    if (others.includes(person)) ids.set(person, person);
    for (const address of addresses.filter((each) => small(each) === email)) ids.set(address, person);
  }
  return ids;
}

/** As addresses are kept. */
const small = (address: string) => address.toLowerCase();

function unknownPeople(unknown: readonly string[]): LullError {
  const names = unknown.map((id) => JSON.stringify(id)).join(', ');
  return new LullError(
    'unknown-person',
    unknown.length === 1 ? `${names} is nobody who is known` : `${names} are nobody who is known`,
    'Name people by their ids (lull people list), or by the addresses that their team has in the catalog.',
    { unknown },
  );
}
