import { sql } from 'kysely';
import { roleReaches } from '../../access/allowed.ts';
import { type Role, roles } from '../../access/contract.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Plan } from '../../downtime/contract.ts';
import type { Reader } from '../../store/contract.ts';
import { addressKey } from '../audience/rows.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';

/** Subscribers with this tag are on watch for the services that they chose. */
export const WATCH_TAG = 'on-watch';

/**
 * Somebody at work, as a notice names them: `person:` and the id, `address:` and the address of somebody of a
 * team who has no account, or `watch:` and the id of a subscriber.
 */
export interface AtWork {
  readonly recipient: string;
  readonly channel: ChannelName;
}

/** Who at work is told of a downtime. */
export type WorkOf = Pick<Plan, 'owner' | 'people' | 'services'>;

/**
 * Who at work is told of a downtime: its owner and who does the work, by mail, as far as they may still see
 * it; and whoever is on watch for its services, on their channels. Where there is nobody at all, everybody
 * who may run it.
 *
 * @example (await peopleAtWork(announce, trx, catalog, downtime.plan))[0]?.recipient // 'person:7'
 */
export async function peopleAtWork(
  { sealed }: Pick<Announce, 'sealed'>,
  db: Reader,
  catalog: Catalog,
  { owner, people, services }: WorkOf,
): Promise<readonly AtWork[]> {
  const named = [...new Set([owner, ...people])];
  const known = await peopleWho(db, services, named, 'viewer');
  const inTeams = new Set([...catalog.teams.values()].flatMap((team) => team.people.map(small)));
  const addresses = named.map(small).filter((one) => inTeams.has(one));
  const watching = await watchers(db, services);
  const some = known.length + addresses.length + watching.length > 0;
  const persons = some ? known : await peopleWho(db, services, null, 'scheduler');
  const keyed = new Set(
    [...persons.map(({ email }) => email), ...addresses].map((one) => addressKey(sealed, 'mail', one)),
  );
  const mailed: AtWork[] = [
    ...persons.map(({ person }) => ({ recipient: `person:${person}`, channel: 'mail' as const })),
    ...addresses.map((address) => ({ recipient: `address:${address}`, channel: 'mail' as const })),
  ];
  const others = watching.filter(({ address_key: key }) => !keyed.has(key));
  return [...mailed, ...others.map(({ id, channel }) => ({ recipient: `watch:${id}`, channel }))];
}

/** People of whom the role reaches so far for one of these services, or for all; only those named, or all. */
async function peopleWho(
  db: Reader,
  services: readonly string[],
  named: readonly string[] | null,
  least: Role,
): Promise<readonly { readonly person: string; readonly email: string }[]> {
  const enough = roles.filter((role) => roleReaches(role, least));
  const { rows } = await sql<{ person: string; email: string }>`
    select p.person, p.email from access_people as p
    where ${named === null ? sql`true` : sql`p.person = any(${[...named]}::text[])`}
      and (p.role = any(${[...enough]}::text[]) or exists (
        select from access_grants as g where g.person = p.person
          and g.service = any(${[...services]}::text[]) and g.role = any(${[...enough]}::text[])))
    order by p.person`.execute(db);
  return rows;
}

/** What people signed up to by themselves tells nothing of work. */
async function watchers(
  db: Reader,
  services: readonly string[],
): Promise<readonly { readonly id: string; readonly channel: ChannelName; readonly address_key: string }[]> {
  const { rows } = await sql<{ id: string; channel: ChannelName; address_key: string }>`
    select id, channel, address_key from announce_subscribers
    where state = 'active' and source <> 'sign-up' and ${WATCH_TAG} = any(tags)
      and (services is null or services && ${[...services]}::text[])
    order by id`.execute(db);
  return rows;
}

/** As addresses are kept. */
const small = (address: string): string => address.toLowerCase();
