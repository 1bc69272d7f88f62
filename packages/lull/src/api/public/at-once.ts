import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Rendering, Shelf } from '../../announce/public/shelf.ts';
import type { Metrics } from '../operate/metrics.ts';
import { answering } from './answer.ts';

/** What answers are counted by. */
type Counted = Pick<Metrics, 'requests' | 'requestSeconds'>;

/**
 * Makes what answers from the shelf before the rest of the app is asked: when something goes down everybody
 * looks at once. It reads no cookies and holds nobody to a rate; what isn't on the shelf yet it leaves to
 * `publicRoutes`.
 *
 * @param url where browsers find the server
 * @returns what says whether it has answered
 * @example await listen(app, { host, port, first: answerAtOnce(shelf, { url, metrics }) });
 */
export function answerAtOnce(
  shelf: Pick<Shelf, 'kept'>,
  { url, metrics }: { readonly url: string; readonly metrics: Counted },
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const answer = answering(url.startsWith('https:'));
  return (request, response) => {
    const began = performance.now();
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return false;
    const { headers } = request;
    const rendering = keptFor(shelf, request.url!, headers['accept-language']);
    if (rendering === null) return false;
    const reader = { acceptEncoding: headers['accept-encoding'], ifNoneMatch: headers['if-none-match'] };
    const { status, headers: head, body } = answer(rendering, reader as Parameters<typeof answer>[1]);
    response.writeHead(status, head);
    if (body === null || method === 'HEAD') response.end();
    else response.end(body);
    const route = rendering.document.path;
    metrics.requests.add([method, route, status]);
    metrics.requestSeconds.observe((performance.now() - began) / 1000, [method, route]);
    return true;
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
