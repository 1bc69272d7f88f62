import type { Catalog, Service } from '../../catalog/catalog.ts';
import { freezesBetween, windowsBetween } from '../../catalog/occurrences.ts';
import type { Interval } from '../../time/interval.ts';
import type { PublicPage, PublicPeriod, PublicService } from '../contract.ts';
import type { AnnounceSettings } from '../settings.ts';

/**
 * What anybody may know of the services, in the order of the catalog.
 *
 * @example publicServicesOf(catalog).map(({ name }) => name)
 */
export function publicServicesOf({ services }: Catalog): PublicService[] {
  return publicOnes(services).map(({ name, title, description, zone, gates }) => {
    return { name, title: title ?? name, description, zone, colour: gates?.page.colour ?? null };
  });
}

/** How the public pages look: as the organisation says, or plain. */
export function publicPageOf(
  { page, organisation }: Catalog,
  { url, mail }: Pick<AnnounceSettings, 'url' | 'mail'>,
): PublicPage {
  return {
    title: page.title ?? organisation ?? new URL(url).hostname,
    site: page.site,
    zone: page.zone ?? 'UTC',
    colour: page.colour,
    logo: page.logo,
    url,
    isSignUpOpen: mail !== null,
    contact: mail?.from ?? null,
  };
}

/**
 * The windows and freezes of public services that touch the half-open period, whole, by start.
 *
 * @example publicPeriodsOf(catalog, { start, end })[0]?.kind // 'window'
 */
export function publicPeriodsOf(catalog: Catalog, period: Interval): PublicPeriod[] {
  const services = publicOnes(catalog.services);
  const users = new Map<string, string[]>();
  for (const { name, windows } of services) {
    for (const window of windows ?? []) users.set(window, [...(users.get(window) ?? []), name]);
  }
  const first = new Set([...users.values()].map(([service]) => service!));
  const windows = [...first].flatMap((service) =>
    windowsBetween(catalog, period, { service })
      .filter(({ window }) => users.get(window)![0] === service)
      .map(
        ({ kind, window: name, zone, start, end, comment: text }): PublicPeriod => ({
          kind,
          name,
          services: users.get(name)!,
          zone,
          start,
          end,
          text,
        }),
      ),
  );
  const freezes = freezesBetween(catalog, period).map(
    ({ kind, window: name, services: scope, zone, start, end }): PublicPeriod => {
      const held = services.filter((service) => scope === null || scope.includes(service.name));
      return { kind, name, services: held.map((service) => service.name), zone, start, end, text: null };
    },
  );
  return [...windows, ...freezes.filter((freeze) => freeze.services.length > 0)].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.name < b.name ? -1 : 1),
  );
}

const publicOnes = (services: Catalog['services']): Service[] =>
  [...services.values()].filter((service) => service.public);
