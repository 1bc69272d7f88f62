import { Hono } from 'hono';
import type { Published } from '../../../src/announce/contract.ts';
import { publicDocuments } from '../../../src/announce/public/documents.ts';
import { openShelf } from '../../../src/announce/public/shelf.ts';
import { loadWords } from '../../../src/announce/words/load.ts';
import type { Env } from '../../../src/api/call.ts';
import { guard } from '../../../src/api/guard.ts';
import { listen } from '../../../src/api/listen.ts';
import { createMetrics } from '../../../src/api/operate/metrics.ts';
import { answerAtOnce } from '../../../src/api/public/at-once.ts';
import { publicRoutes } from '../../../src/api/public/routes.ts';
import { usualSettings } from '../../../src/api/settings.ts';
import type { Instant } from '../../../src/time/instant.ts';

/** Everything public, over HTTP as the server gives it. */
export interface ServedPublic {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves what a test says is public at an instant, on a port of its own. */
export async function servePublic(
  published: () => Published,
  now: () => Instant,
  port = 0,
): Promise<ServedPublic> {
  const publisher = { current: async () => published(), held: published, now };
  const vocabulary = await loadWords(null);
  const shelf = openShelf({ publisher, documents: publicDocuments, vocabulary });
  const app = new Hono<Env>();
  const url = 'http://127.0.0.1';
  app.use('*', guard(usualSettings, url));
  app.route('/', publicRoutes(shelf, { documents: publicDocuments, url, rate: null }));
  const metrics = createMetrics({ version: '1', engine: 'none' });
  const first = answerAtOnce(shelf, { url, metrics });
  const server = await listen(app, { host: '127.0.0.1', port, first });
  return { url: `${url}:${server.port}`, stop: () => server.stop(1_000) };
}
