import { hasBegun } from '../../downtime/states.ts';
import type { PublicDowntime, Published } from '../contract.ts';
import type { View } from '../public/contract.ts';
import { linkFrom } from '../public/links.ts';
import { statusDocument } from '../status/addresses.ts';
import type { Component, Page, Status } from './shapes.ts';
import { stampIn } from './times.ts';

/** Nobody keeps since when a service has been: clients that want a time get the beginning of time. */
const ALWAYS = 0;

/**
 * The page, whose id is the server's name. It was updated when a downtime was: every server says the same.
 *
 * @example pageOf(view).id === 'status.example.com'
 */
export function pageOf(view: View): Page {
  const { page, at, downtimes } = view.published;
  const changes = downtimes.map(({ changedAt }) => changedAt);
  return {
    id: new URL(page.url).hostname,
    name: page.title,
    url: linkFrom(view, statusDocument, null),
    time_zone: page.zone,
    updated_at: stampIn(page.zone, changes.length === 0 ? at : Math.max(...changes)),
  };
}

/**
 * The public services as components. Whatever its mode, work that has begun is maintenance.
 *
 * @example componentsOf(published)[0]?.status === 'operational'
 */
export function componentsOf(published: Published): Component[] {
  const { page, services, downtimes } = published;
  return services.map(({ name, title, description }, index) => {
    const touching = downtimes.filter((each) => each.services.includes(name));
    const changes = touching.flatMap(({ updates }) => updates.map(({ at }) => at));
    return {
      id: name,
      name: title,
      status: touching.some(isUnderWay) ? 'under_maintenance' : 'operational',
      created_at: stampIn(page.zone, ALWAYS),
      updated_at: stampIn(page.zone, Math.max(ALWAYS, ...changes)),
      position: index + 1,
      description,
      showcase: true,
      start_date: null,
      group_id: null,
      page_id: new URL(page.url).hostname,
      group: false,
      only_show_if_degraded: false,
    };
  });
}

/**
 * The whole in a word, by the phrases that clients know from Statuspage.
 *
 * @example statusOf(published).indicator === 'none'
 */
export function statusOf({ downtimes }: Published): Status {
  return downtimes.some(isUnderWay)
    ? { indicator: 'maintenance', description: 'Service Under Maintenance' }
    : { indicator: 'none', description: 'All Systems Operational' };
}

const isUnderWay = ({ state }: PublicDowntime): boolean => hasBegun(state);
