import { type Context, Hono } from 'hono';
import type { PublicDocument } from '../../announce/public/contract.ts';
import type { Shelf } from '../../announce/public/shelf.ts';
import { LullError } from '../../errors.ts';
import { excerpt } from '../../printable.ts';
import type { Env } from '../call.ts';
import { CallerLimit } from '../limits/caller-limit.ts';
import { problemResponse } from '../problem.ts';
import type { ApiSettings } from '../settings.ts';
import { answering } from './answer.ts';

/** What the routes are made with. */
export interface PublicRoutesOptions {
  readonly documents: readonly PublicDocument[];
  /** Where browsers find the server. */
  readonly url: string;
  /** How often an unknown address may ask for what must be rendered first; null for no limit. */
  readonly rate: ApiSettings['rate'];
}

const allow = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Everything public, for whoever asks for it first: it is rendered, and from then on answered from the shelf
 * by `answerAtOnce`.
 *
 * @example app.route('/', publicRoutes(shelf, { documents: publicDocuments, url, rate }));
 */
export function publicRoutes(
  shelf: Pick<Shelf, 'find'>,
  { documents, url, rate }: PublicRoutesOptions,
): Hono<Env> {
  const app = new Hono<Env>();
  const answer = answering(url.startsWith('https:'));
  const limit = rate && new CallerLimit(rate);
  const found = async (c: Context<Env>): Promise<Response> => {
    limit?.count(null, c.get('from'), performance.now());
    const rendering = await shelf.find(targetOf(c), c.req.header('accept-language'));
    if (rendering === null) {
      const message = `There is nothing at ${excerpt(c.req.path, 100)}`;
      throw new LullError('not-found', message, 'Look at /status, which names every service.');
    }
    const { status, headers, body } = answer(rendering, {
      acceptEncoding: c.req.header('accept-encoding'),
      ifNoneMatch: c.req.header('if-none-match'),
    });
    const given = c.req.method === 'HEAD' || body === null ? null : new Uint8Array(body);
    return new Response(given, { status, headers: pairs(headers) });
  };
  /** Scripts of other sites may read what they are refused, too: that a service is gone, above all. */
  const shared = async (c: Context<Env>): Promise<Response> => {
    try {
      return await found(c);
    } catch (error) {
      if (!(error instanceof LullError)) throw error;
      const response = problemResponse(error, c.get('request'));
      response.headers.set('access-control-allow-origin', '*');
      response.headers.set('cross-origin-resource-policy', 'cross-origin');
      return response;
    }
  };
  for (const { path, isShared } of documents) {
    const route = path.replace(/\{service\}(.*)$/, (_, rest: string) =>
      rest.startsWith('/') || rest === '' ? `:service${rest}` : `:file{[^/]+${RegExp.escape(rest)}}`,
    );
    app.get(route, isShared ? shared : found);
    app.on('OPTIONS', route, (c) =>
      c.body(null, 204, { allow: allow.join(', '), ...(isShared && { 'access-control-allow-origin': '*' }) }),
    );
    app.all(route, (c) => {
      const message = `${excerpt(c.req.method, 20)} is not for this address`;
      throw new LullError('wrong-method', message, `Use ${allow.join(', ')}.`, { allow });
    });
  }
  return app;
}

/** Path and query as they came: by them the shelf knows the address again. */
function targetOf(c: Context<Env>): string {
  const asked = c.env?.incoming?.url;
  if (asked?.startsWith('/')) return asked;
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]!] as [string, string]] : []));
}
