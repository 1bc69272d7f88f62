import type { Context } from 'hono';
import { base } from './contract/base.ts';
import type { Answered, Endpoint } from './contract/endpoint.ts';
import { matches } from './etag.ts';

/** What goes with an answer. */
export interface Extras {
  readonly etag?: string;
  /** Where that lives which was made, under the API. */
  readonly location?: string;
}

/**
 * The JSON answer of an endpoint. A reader that has it already, by its ETag, gets 304 and nothing.
 *
 * @example return answer(c, readDowntime, view, { etag: etagOf(version) });
 */
export function answer<const E extends Endpoint>(
  c: Context,
  { answer: { status } }: E,
  body: Answered<E>,
  { etag, location }: Extras = {},
): Response {
  if (etag) c.header('etag', etag);
  if (location) c.header('location', `${base}/${location}`);
  const reading = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (reading && etag && matches(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  if (status === 204) return c.body(null, 204);
  return c.json(body as object, status);
}

/**
 * A page's answer: `next` in the body and as `Link: <…>; rel="next"`.
 *
 * @param next where the next page begins; null on the last
 */
export function answerPage<const E extends Endpoint>(
  c: Context,
  endpoint: E,
  items: readonly unknown[],
  next: string | null,
): Response {
  linkNext(c, next);
  return answer(c, endpoint, { items, next } as Answered<E>);
}

/** Says in the header `Link` where the next page begins; nothing on the last. */
export function linkNext(c: Context, next: string | null): void {
  if (next === null) return;
  const url = new URL(c.req.url);
  url.searchParams.set('after', next);
  c.header('link', `<${url.pathname}${url.search}>; rel="next"`);
}
