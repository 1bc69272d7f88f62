import { type Duration, exactLength, formatDuration, parseDuration } from '../time/duration.ts';
import { HOUR } from '../time/instant.ts';
import type { Catalog } from './catalog.ts';
import { type Risk, risks } from './risk.ts';

/** Moments at which people can be told that are no length before the start. */
export const occasions = ['schedule', 'start', 'delay', 'extension', 'return'] as const;

export type Occasion = (typeof occasions)[number];

/** One point at which people are told. */
export interface TellPoint {
  /** An occasion, or how long before the start: nominal days and exact hours. */
  readonly at: Occasion | Duration;
  /** The same as people read it: `start`, `P7D`. */
  readonly name: string;
  /** Only subscribers with one of these tags; empty for all. */
  readonly to: readonly string[];
}

/** When people are told of work of one risk, and how long before it they must have been. */
export interface Telling {
  readonly tell: readonly TellPoint[];
  readonly leastNotice: Duration;
}

/** What an organisation or a service says of it; what it leaves out stands elsewhere. */
export interface Announcing {
  readonly tell: Partial<Readonly<Record<Risk, readonly TellPoint[]>>>;
  readonly leastNotice: Partial<Readonly<Record<Risk, Duration>>>;
}

/**
 * The point of that name, for everybody.
 *
 * @throws LullError `bad-duration`
 * @example tellPoint('7d').name === 'P7D'
 */
export function tellPoint(written: string, to: readonly string[] = []): TellPoint {
  const occasion = occasions.find((each) => each === written);
  if (occasion !== undefined) return { at: occasion, name: occasion, to };
  const before = parseDuration(written);
  return { at: before, name: formatDuration(before), to };
}

const usual = ['schedule', 'P7D', 'P1D', 'PT1H', 'start', 'delay', 'extension', 'return'];

/**
 * What holds where nothing is written. Work at low risk closes nothing: people hear that it comes, the day
 * before, when it begins and when it is over, and needn't plan around it.
 */
export const defaultTelling: Readonly<Record<Risk, Telling>> = {
  low: pointsOf(['schedule', 'P1D', 'start', 'return']),
  high: pointsOf(usual),
  downtime: pointsOf(usual),
};

function pointsOf(names: readonly string[]): Telling {
  return { tell: names.map((name) => tellPoint(name)), leastNotice: { days: 0, ms: 0 } };
}

/**
 * When people are told of work of this risk on a service: by what the service says, else the organisation,
 * else the default.
 *
 * @example tellingFor(catalog, 'shop', 'downtime').tell[0].name // 'schedule'
 */
export function tellingFor(
  catalog: Pick<Catalog, 'services' | 'announce'>,
  service: string,
  risk: Risk,
): Telling {
  const own = catalog.services.get(service)?.announce;
  return {
    tell: own?.tell[risk] ?? catalog.announce.tell[risk] ?? defaultTelling[risk].tell,
    leastNotice:
      own?.leastNotice[risk] ?? catalog.announce.leastNotice[risk] ?? defaultTelling[risk].leastNotice,
  };
}

/**
 * How long before the start people must have been told, by risk.
 *
 * @param service null for what holds where no service is meant
 * @example noticeByRisk(catalog, 'shop').downtime // { days: 2, ms: 0 }
 */
export function noticeByRisk(
  catalog: Pick<Catalog, 'services' | 'announce'>,
  service: string | null,
): Readonly<Record<Risk, Duration>> {
  const of = (risk: Risk): Duration => tellingFor(catalog, service ?? '', risk).leastNotice;
  return { low: of('low'), high: of('high'), downtime: of('downtime') };
}

/** Nothing said of it. */
export const silentAnnouncing: Announcing = { tell: {}, leastNotice: {} };

/** The same for every risk. */
export function forAllRisks<T>(value: T): Record<Risk, T> {
  return Object.fromEntries(risks.map((risk) => [risk, value])) as Record<Risk, T>;
}

/** Longest time before the start at which people are told: nobody plans further. */
const MOST_BEFORE = 366 * 24 * HOUR;

/** Whether it is a length before the start that can be a point. */
export function isBefore(at: TellPoint['at']): boolean {
  if (typeof at === 'string') return true;
  const length = exactLength(at);
  return length > 0 && length <= MOST_BEFORE;
}
