import type { Catalog } from '../../catalog/catalog.ts';
import type { Announce, Subscriber } from '../contract.ts';
import { publicServicesOf } from '../public/public-catalog.ts';
import { readChoices } from './choices.ts';
import { lockedRow } from './find.ts';
import { type Choices, type SubscriberRow, subscriberOf } from './rows.ts';

/** A service as a subscriber may choose it. */
export interface ChoosableService {
  readonly name: string;
  readonly title: string;
}

/**
 * The services that a subscriber may choose, by title: those that anybody may know of, and those that they
 * have already, also where the catalog has lost them.
 *
 * @param own what they have now; null for all
 */
export function choosable(catalog: Catalog, own: readonly string[] | null): readonly ChoosableService[] {
  const names = new Set([...publicServicesOf(catalog).map(({ name }) => name), ...(own ?? [])]);
  const titled = [...names].map((name) => ({ name, title: catalog.services.get(name)?.title ?? name }));
  return titled.sort((a, b) => a.title.localeCompare(b.title, 'en') || (a.name < b.name ? -1 : 1));
}

/**
 * Whether a subscriber may choose all services: whom the team gave some, may know of those and of what is
 * public.
 */
export function mayChooseAll({ services, source }: Pick<Subscriber, 'services' | 'source'>): boolean {
  return services === null || source === 'sign-up';
}

/**
 * Changes what a subscriber hears of and how, by their own word.
 *
 * @param id of the subscriber
 * @returns null where there is none that is active
 * @throws LullError `bad-request`, `unknown-service`, `unknown-zone`
 * @example await choose(announce, id, { ...choices, zone: 'Europe/Berlin' })
 */
export async function choose(announce: Announce, id: string, choices: Choices): Promise<Subscriber | null> {
  return announce.store.transaction(async (trx) => {
    const row = await lockedRow(trx, id);
    if (row?.state !== 'active') return null;
    const { catalog } = await announce.keeper().catalog(trx);
    const set = chosen(choices, row, catalog);
    await trx.updateTable('announce_subscribers').set(set).where('id', '=', id).execute();
    return subscriberOf({ ...row, ...set });
  });
}

function chosen(choices: Choices, row: SubscriberRow, catalog: Catalog) {
  const known = choosable(catalog, row.services);
  const all = known.map(({ name }) => name);
  const services = choices.services === null && !mayChooseAll(row) ? all : choices.services;
  const read = readChoices({ ...choices, services }, new Set(all));
  return {
    language: read.language,
    zone: read.zone,
    services: read.services && [...read.services],
    kinds: read.kinds && [...read.kinds],
  };
}
