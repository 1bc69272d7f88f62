import { sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Reader } from '../../store/contract.ts';
import { addressKey } from '../audience/rows.ts';
import { type AddressRow, targetOf } from '../audience/target.ts';
import type { Target } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';

/** How somebody at work is reached, and how they read. */
export interface WorkTarget {
  readonly target: Target;
  readonly language: string;
  /** Null for each service's own. */
  readonly zone: string | null;
  /** Id of the subscriber, who can leave; null for whoever is told because the work is theirs. */
  readonly subscriber: string | null;
}

interface SubscriberRow extends AddressRow {
  readonly address_key: string;
  readonly language: string;
  readonly zone: string | null;
  readonly state: string;
}

/**
 * How these people at work are reached: those who are there no more are left out. Whoever subscribes with the
 * address of their account is written to in the language and zone that they chose there.
 *
 * @param recipients as `AtWork` names them
 * @example (await workTargets(announce, catalog, ['person:7'])).get('person:7')?.target.address
 */
export async function workTargets(
  { store: { db }, sealed, words }: Announce,
  { teams }: Catalog,
  recipients: readonly string[],
): Promise<ReadonlyMap<string, WorkTarget>> {
  const idsOf = (prefix: string): string[] =>
    recipients.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const persons = await db
    .selectFrom('access_people')
    .select(['person', 'email'])
    .where(sql<boolean>`person = any(${idsOf('person:')}::text[])`)
    .execute();
  const inTeams = new Set(
    [...teams.values()].flatMap(({ people }) => people.map((one) => one.toLowerCase())),
  );
  const mailed = new Map([
    ...persons.map(({ person, email }) => [`person:${person}`, email] as const),
    ...idsOf('address:').flatMap((one) => (inTeams.has(one) ? [[`address:${one}`, one] as const] : [])),
  ]);
  const keys = new Map([...mailed.values()].map((address) => [address, addressKey(sealed, 'mail', address)]));
  const rows = await subscribersWith(db, idsOf('watch:'), [...keys.values()]);
  const found = new Map<string, WorkTarget>();
  for (const [recipient, address] of mailed) {
    const own = rows.find((row) => row.address_key === keys.get(address));
    found.set(recipient, {
      target: { address, secret: null, shown: address, isTrusted: false },
      language: own?.language ?? words.languages[0]!,
      zone: own?.zone ?? null,
      subscriber: null,
    });
  }
  for (const id of idsOf('watch:')) {
    const row = rows.find((one) => one.id === id && one.state === 'active');
    const target = row && targetOf(sealed, row);
    if (target) found.set(`watch:${id}`, { target, language: row.language, zone: row.zone, subscriber: id });
  }
  return found;
}

async function subscribersWith(
  db: Reader,
  ids: readonly string[],
  keys: readonly string[],
): Promise<readonly SubscriberRow[]> {
  return db
    .selectFrom('announce_subscribers')
    .select(['id', 'address', 'sealed', 'shown', 'is_trusted', 'address_key', 'language', 'zone', 'state'])
    .where(sql<boolean>`id = any(${[...ids]}::text[]) or address_key = any(${[...keys]}::text[])`)
    .execute();
}
