import type { html } from 'hono/html';
import { hasBegun, isEnd } from '../../downtime/states.ts';
import type { Instant } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import type { PublicDowntime, PublicService, Told } from '../contract.ts';
import type { PublicDocument, View } from '../public/contract.ts';
import { folderOf, placeOf, relative } from '../public/places.ts';
import { listIn } from '../words/amounts.ts';

/** Markup that may stand in a page as it is. */
export type Html = ReturnType<typeof html> | '';

/** A view and which page of it is made. */
export interface Scene extends View {
  /** The page's service; null for the page of all. */
  readonly service: PublicService | null;
  /** The page's own place, from which links lead. */
  readonly place: string;
  /** The services and downtimes that the page shows; downtimes by start. */
  readonly services: readonly PublicService[];
  readonly downtimes: readonly PublicDowntime[];
}

/** The page of everything, or of one service, that a view is to become. */
export function sceneOf(
  view: View,
  document: Pick<PublicDocument, 'path' | 'varies'>,
  service: string | null,
): Scene {
  const { services, downtimes } = view.published;
  const isMeant = (name: string): boolean => service === null || name === service;
  return {
    ...view,
    service: services.find(({ name }) => name === service) ?? null,
    place: placeOf(document, service, { asFile: view.asFile ?? false, language: folderOf(view) }),
    services: services
      .filter(({ name }) => isMeant(name))
      .sort((a, b) => a.title.localeCompare(b.title, view.words.language)),
    downtimes: downtimes.filter((downtime) => downtime.services.some(isMeant)),
  };
}

/** A link to another document, in the same language. */
export function linkTo(
  scene: Scene,
  document: Pick<PublicDocument, 'path' | 'varies'>,
  service: string | null = null,
): string {
  const to = placeOf(document, service, { asFile: scene.asFile ?? false, language: folderOf(scene) });
  const way = relative(scene.place, to);
  if (scene.asFile) return way;
  const query = new URLSearchParams();
  if (document.varies.includes('language')) query.set('language', scene.words.language);
  if (document.varies.includes('zone') && scene.zone !== null) query.set('zone', scene.zone);
  return query.size === 0 ? way : `${way}?${query}`;
}

/** In which zones a downtime's times are told, the reader's first. */
export function zonesOf({ zone, service, published }: Scene, services: readonly string[]): string[] {
  const own = published.services.filter(({ name }) => services.includes(name)).map((each) => each.zone);
  const first = zone ?? service?.zone ?? (own.length === 1 ? own[0]! : published.page.zone);
  return [...new Set([first, ...own])];
}

/** The zone of a picture or a list of days. */
export function zoneOf({ zone, published }: Scene, service: PublicService | null): string {
  return zone ?? service?.zone ?? published.page.zone;
}

/** What people call these services, as one list. */
export function namesOf({ published, words }: Scene, services: readonly string[]): string {
  const titles = services.map((name) => published.services.find((each) => each.name === name)?.title ?? name);
  return listIn(words, titles, 8);
}

/** What was told first and last. */
export function promisesOf({ promise }: PublicDowntime): { readonly first: Told; readonly last: Told } {
  return { first: promise[0]!, last: promise.at(-1)! };
}

/** From when until when it has been, or will be, as far as is known; null for what never was. */
export function realSpan(downtime: PublicDowntime, now: Instant): Interval | null {
  const { drainingAt, downAt, endedAt } = downtime.actual;
  const start = drainingAt ?? downAt;
  return start === null ? null : { start, end: endedAt ?? Math.max(start, now) };
}

/** Where in its life it is, as the page tells it. */
export function partOf({ state }: PublicDowntime): 'now' | 'next' | 'past' {
  if (isEnd(state)) return 'past';
  return hasBegun(state) ? 'now' : 'next';
}
