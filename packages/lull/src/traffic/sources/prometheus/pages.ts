import { LullError } from '../../../errors.ts';
import type { Instant } from '../../../time/instant.ts';
import type { RangeQuery } from './location.ts';

const MOST_POINTS = 5_000_000;

/** First and last time that a call asks for, both included, in milliseconds. */
export interface Page {
  readonly first: number;
  readonly last: number;
}

/**
 * The calls that it takes to ask for the steps that are wanted and over by now: no time twice, none left out.
 *
 * @param pagePoints most points of a call
 * @throws LullError `bad-source` where it would take far too many
 * @example pagesOf(query, now, 10_000)[0] // { first: 1767571200000, last: 1770570900000 }
 */
export function pagesOf(query: RangeQuery, now: Instant, pagePoints: number): Page[] {
  const { step, start, end, endpoint } = query;
  const shift = query.stamp === 'end' ? step : 0;
  const first = Math.ceil(start / step) * step + shift;
  const last = Math.min(Math.ceil(end / step) - 1, Math.floor(now / step) - 1) * step + shift;
  if ((last - first) / step > MOST_POINTS) {
    throw new LullError(
      'bad-source',
      `more than ${MOST_POINTS} points would be asked of ${endpoint.shown}`,
      'Choose a longer step or a later start.',
    );
  }
  const pages: Page[] = [];
  for (let at = first; at <= last; at += pagePoints * step) {
    pages.push({ first: at, last: Math.min(at + (pagePoints - 1) * step, last) });
  }
  return pages;
}

/** The parameters of one call. */
export function parametersOf({ query, step, others }: RangeQuery, { first, last }: Page): URLSearchParams {
  // VictoriaMetrics moves times unless told not to cache, and fills gaps unless its looking back is bounded.
  const parameters = new URLSearchParams({ nocache: '1', max_lookback: `${step / 1000}s` });
  for (const [name, value] of others) parameters.set(name, value);
  parameters.set('query', query);
  parameters.set('start', String(first / 1000));
  parameters.set('end', String(last / 1000));
  parameters.set('step', String(step / 1000));
  return parameters;
}
