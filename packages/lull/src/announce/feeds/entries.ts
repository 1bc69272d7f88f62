import { DAY, formatInstant, type Instant } from '../../time/instant.ts';
import type { PublicDowntime, PublicUpdate } from '../contract.ts';
import { downtimeAddress } from '../public/addresses.ts';
import type { View } from '../public/contract.ts';
import { updateText } from './update-text.ts';

/** One update of one downtime, as a feed tells it. */
export interface Entry {
  /** An address of RFC 4151: the same for as long as there are feeds. */
  readonly id: string;
  readonly at: Instant;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What people call the services that it is about. */
  readonly services: readonly string[];
  readonly link: string;
}

const MOST_ENTRIES = 100;

/**
 * What was told of the downtimes, the newest first: at most a hundred updates.
 *
 * @param service name of a public service; null for all
 * @example entriesOf(view, null)[0]?.title
 */
export function entriesOf(view: View, service: string | null): Entry[] {
  return view.published.downtimes
    .flatMap((downtime) => downtime.updates.map((update) => ({ downtime, update })))
    .filter(({ update }) => service === null || update.told.services.includes(service))
    .sort((a, b) => b.update.at - a.update.at || (a.update.id < b.update.id ? -1 : 1))
    .slice(0, MOST_ENTRIES)
    .map(({ downtime, update }) => entryOf(downtime, update, view));
}

function entryOf(downtime: PublicDowntime, update: PublicUpdate, view: View): Entry {
  const { page, services } = view.published;
  const date = formatInstant(Math.floor(update.at / DAY) * DAY).slice(0, 10);
  return {
    id: `tag:${new URL(page.url).hostname},${date}:${update.id}`,
    at: update.at,
    ...updateText(update, downtime, view),
    services: services.filter(({ name }) => update.told.services.includes(name)).map(({ title }) => title),
    link: downtimeAddress(page.url, downtime.id),
  };
}
