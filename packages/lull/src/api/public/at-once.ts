import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PublicDocument } from '../../announce/public/contract.ts';
import type { Rendering, Shelf } from '../../announce/public/shelf.ts';
import type { Metrics } from '../operate/metrics.ts';
import { answering, type PublicAnswer } from './answer.ts';
import type { AnswerPlain } from './fast-lane.ts';
import { wireOf } from './wire.ts';

/** What answers before the rest of the app is asked. */
export interface First {
  /** A plain GET, on the socket. */
  readonly plain: AnswerPlain;
  /** Any request that node has read; says whether it was answered. */
  readonly request: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * Makes what answers from the shelf before the rest of the app is asked: when something goes down everybody
 * looks at once. It reads no cookies and holds nobody to a rate; what isn't on the shelf yet it leaves to
 * `publicRoutes`.
 *
 * @param url where browsers find the server
 * @example await listen(app, { host, port, first: answerAtOnce(shelf, { url, metrics }) });
 */
export function answerAtOnce(
  shelf: Pick<Shelf, 'kept'>,
  { url, metrics }: { readonly url: string; readonly metrics: Pick<Metrics, 'requests' | 'registry'> },
): First {
  const answer = answering(url.startsWith('https:'));
  const countOf = counting(metrics);
  return {
    plain: (asked) => {
      let last: Rendering | null = null;
      let answered: PublicAnswer;
      let count: Count;
      return () => {
        const rendering = keptFor(shelf, asked.target, asked.acceptLanguage);
        if (rendering === null) return null;
        if (rendering !== last) {
          last = rendering;
          answered = answer(rendering, asked);
          count = countOf('GET', rendering, answered);
        }
        count.times += 1;
        return wireOf(answered, Date.now());
      };
    },
    request: (request, response) => {
      const { method, headers } = request;
      if (method !== 'GET' && method !== 'HEAD') return false;
      const rendering = keptFor(shelf, request.url!, headers['accept-language']);
      if (rendering === null) return false;
      const answered = answer(rendering, {
        acceptEncoding: headers['accept-encoding'] as string | undefined,
        ifNoneMatch: headers['if-none-match'],
      });
      response.writeHead(answered.status, answered.headers);
      if (answered.body === null || method === 'HEAD') response.end();
      else response.end(answered.body);
      countOf(method, rendering, answered).times += 1;
      return true;
    },
  };
}

/** What can't be rendered the app tells, which knows how errors are told. */
function keptFor(shelf: Pick<Shelf, 'kept'>, target: string, accepted: string | undefined): Rendering | null {
  try {
    return shelf.kept(target, accepted);
  } catch {
    return null;
  }
}

/** How often something was answered since the metrics were last asked. */
interface Count {
  times: number;
}

/** Counts by document, and tells the metrics when they are asked: a crowd costs one addition each. */
function counting({ requests, registry }: Pick<Metrics, 'requests' | 'registry'>) {
  type Counts = Record<'GET' | 'HEAD', Record<PublicAnswer['status'], Count>>;
  const counts = new Map<PublicDocument, Counts>();
  registry.beforeTelling(() => {
    for (const [{ path }, byMethod] of counts) {
      for (const [method, byStatus] of Object.entries(byMethod)) {
        for (const [status, count] of Object.entries(byStatus)) {
          if (count.times > 0) requests.add([method, path, status], count.times);
          count.times = 0;
        }
      }
    }
  });
  const none = () => ({ 200: { times: 0 }, 304: { times: 0 } });
  return (method: 'GET' | 'HEAD', { document }: Rendering, { status }: PublicAnswer): Count => {
    const known = counts.get(document);
    const count = known ?? { GET: none(), HEAD: none() };
    if (!known) counts.set(document, count);
    return count[method][status];
  };
}
