import type { Interval } from '../../time/interval.ts';
import type { PublicPage, Told } from '../contract.ts';
import type { NamedService } from '../message/message.ts';
import { listIn } from '../words/amounts.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import { spanIn, spansIn } from '../words/times.ts';
import type { Phase } from './facts.ts';

/** What of a downtime the texts of its event are made from. */
export interface TextFacts {
  readonly told: Omit<Told, 'number'>;
  readonly real: Interval | null;
  readonly phase: Phase;
  /** Those that the reader may know: others aren't named. */
  readonly services: readonly NamedService[];
  /** Whether it goes on, and only these services aren't touched any more. */
  readonly isWithdrawn: boolean;
  /** For whoever may know none of the services. */
  readonly page: Pick<PublicPage, 'title' | 'zone'>;
  readonly words: Words;
  /** The reader's zone; null for each service's own. */
  readonly zone: string | null;
  /** Where people read more. */
  readonly link: string;
}

/** The texts of an event. */
export interface EventText {
  readonly summary: string;
  /** One paragraph each. */
  readonly description: readonly string[];
  /** What people call its services. */
  readonly categories: readonly string[];
}

/** Of more services or paths than these only the first are named. */
const NAMED_IN_LINE = 3;
const NAMED_IN_TEXT = 12;

/**
 * What a calendar says of a downtime, in the reader's language: what it does to whom, and when, with each
 * zone named, because a calendar shows times on its own clock and says no zone.
 *
 * @example eventText(facts).summary === 'Shop: Database move'
 */
export function eventText(facts: TextFacts): EventText {
  const { told, real, phase, services, page, words, zone, link } = facts;
  const named = services.filter(({ name }) => told.services.includes(name));
  const titles = named.length === 0 ? [page.title] : named.map(({ title }) => title);
  const zones = [...new Set([...(zone === null ? [] : [zone]), ...named.map((each) => each.zone)])];
  if (zones.length === 0) zones.push(page.zone);
  return {
    summary: say(words, phase === 'CANCELLED' ? 'feed.cancelledSummary' : 'feed.summary', {
      services: listIn(words, titles, NAMED_IN_LINE),
      title: told.title,
    }),
    description: [
      effect(facts, listIn(words, titles, NAMED_IN_TEXT)),
      ...closedParts(facts),
      say(words, real === null ? 'feed.when' : 'feed.real', { when: spansIn(words, real ?? told, zones) }),
      ...(real === null ? [] : [say(words, 'feed.planned', { when: spanIn(words, told, zones[0]!) })]),
      link,
    ],
    categories: titles,
  };
}

/** What of the services is closed, where it isn't all and isn't over. */
function closedParts({ phase, told: { mode, part }, words }: TextFacts): string[] {
  const paths = mode === 'partial' ? (part?.paths ?? []) : [];
  if (paths.length === 0 || phase === 'COMPLETED' || phase === 'CANCELLED') return [];
  return [say(words, 'mail.closed', { paths: listIn(words, paths, NAMED_IN_TEXT) })];
}

function effect({ phase, isWithdrawn, told, words }: TextFacts, services: string): string {
  if (phase === 'CANCELLED')
    return say(words, isWithdrawn ? 'feed.withdrawn' : 'feed.cancelled', { services });
  const group = ({ CONFIRMED: 'coming', 'IN-PROCESS': 'now', COMPLETED: 'over' } as const)[phase];
  return say(words, `${group}.${told.mode}`, { services });
}
