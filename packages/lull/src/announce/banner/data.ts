import { directionOf } from '@lull/gate/page';
import { isEnd } from '../../downtime/states.ts';
import type { Mode } from '../../plan/rules.ts';
import { formatInstant } from '../../time/instant.ts';
import { coloursOn } from '../colours.ts';
import type { PublicDowntime } from '../contract.ts';
import type { View } from '../public/contract.ts';
import { downtimeLink } from '../public/links.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';

/**
 * What the banner and apps show, by language and ready to be shown but for its times. Fields may be added.
 */
export interface BannerData {
  readonly v: 1;
  readonly colours: { readonly ground: string; readonly text: string };
  /** By language; the first is for whoever reads none of them. */
  readonly languages: Readonly<Record<string, BannerWords>>;
  /** What is under way or coming, by its start: at most twenty. What isn't there is over, or will not be. */
  readonly downtimes: readonly BannerDowntime[];
}

/** The words around a downtime. `{time}` and `{effect}` stand for values; replace them in one pass. */
export interface BannerWords {
  readonly dir: 'ltr' | 'rtl';
  readonly label: string;
  readonly more: string;
  readonly dismiss: string;
  /** Before it begins: `{time}` is its start and end. */
  readonly coming: string;
  /** While it is under way: `{time}` is its end. */
  readonly running: string;
  /** While it is under way and its end has passed. */
  readonly late: string;
}

/** One downtime. Times are ISO 8601 in UTC. */
export interface BannerDowntime {
  readonly id: string;
  /** Rises with every change of what people are told: who dismissed one sees the next. */
  readonly revision: number;
  /** `scheduled` and `warning` are yet to come; everything else is under way. */
  readonly state: PublicDowntime['state'];
  readonly title: string;
  readonly services: readonly { readonly name: string; readonly title: string }[];
  readonly mode: Mode;
  /** Paths that are closed while the mode is `partial`; empty for all. */
  readonly paths: readonly string[];
  readonly start: string;
  /** Until when people were told that it takes. */
  readonly end: string;
  /** When it is expected to end as things stand. */
  readonly expectedEnd: string;
  /** Where people read more. */
  readonly url: string;
  /** What it does to people, by language: before it begins, and while it is under way. */
  readonly texts: Readonly<Record<string, { readonly coming: string; readonly now: string }>>;
}

const most = 20;

/**
 * What the banner shows of a service's downtimes, or of everything.
 *
 * @param service name of a public service; null for all
 * @example bannerData(view, 'shop').downtimes[0]?.texts.en?.coming
 */
export function bannerData(view: View, service: string | null): BannerData {
  const { languages } = view;
  const { page, downtimes, services } = view.published;
  const titleOf = (name: string): string => services.find((each) => each.name === name)?.title ?? name;
  const shown = downtimes
    .filter((each) => !isEnd(each.state) && (service === null || each.services.includes(service)))
    .slice(0, most);
  return {
    v: 1,
    colours: coloursOn(page.colour),
    languages: Object.fromEntries(languages.map((words) => [words.language, wordsOf(words)])),
    downtimes: shown.map((each) => downtimeOf(each, view, titleOf)),
  };
}

function wordsOf(words: Words): BannerWords {
  const [label, more, dismiss] = [
    say(words, 'banner.label'),
    say(words, 'banner.more'),
    say(words, 'banner.dismiss'),
  ];
  const sentences = {
    coming: say(words, 'banner.coming'),
    running: say(words, 'banner.running'),
    late: say(words, 'banner.late'),
  };
  return { dir: directionOf(words.language), label, more, dismiss, ...sentences };
}

function downtimeOf(
  { id, state, title, services, mode, paths, promise, expectedEnd }: PublicDowntime,
  view: View,
  titleOf: (name: string) => string,
): BannerDowntime {
  const told = promise.at(-1)!;
  const titles = services.map(titleOf);
  const texts = view.languages.map((words) => {
    const values = { services: new Intl.ListFormat(words.language).format(titles) };
    const coming = say(words, `coming.${mode}`, values);
    return [words.language, { coming, now: say(words, `now.${mode}`, values) }] as const;
  });
  return {
    id,
    revision: told.number,
    state,
    title,
    services: services.map((name) => ({ name, title: titleOf(name) })),
    mode,
    paths,
    start: formatInstant(told.start),
    end: formatInstant(told.end),
    expectedEnd: formatInstant(expectedEnd),
    url: downtimeLink(view, id),
    texts: Object.fromEntries(texts),
  };
}
