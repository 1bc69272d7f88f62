import type { Published } from '../contract.ts';
import type { View } from '../public/contract.ts';
import { linkFrom } from '../public/links.ts';
import { serviceDocument, statusDocument } from '../status/addresses.ts';
import { say } from '../words/say.ts';

export const calendarType = 'text/calendar; charset=utf-8';

/** How often calendars are asked to look again, in seconds. */
export const refreshEvery = 900;

/**
 * What a feed is of: a service, or the page of all.
 *
 * @example feedName(published, 'shop') === 'Web shop'
 */
export function feedName({ page, services }: Published, service: string | null): string {
  return services.find(({ name }) => name === service)?.title ?? page.title;
}

/**
 * What a feed of downtimes is called.
 *
 * @example feedTitle(view, 'shop') === 'Maintenance: Web shop'
 */
export function feedTitle({ published, words }: View, service: string | null): string {
  return say(words, 'feed.calendar', { name: feedName(published, service) });
}

/**
 * The page that shows people what the feed tells.
 *
 * @example pageOf(view, null) === 'https://status.example.com/status'
 */
export function pageOf(view: View, service: string | null): string {
  return linkFrom(view, service === null ? statusDocument : serviceDocument, service);
}
