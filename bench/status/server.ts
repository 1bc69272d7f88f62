import { Hono } from 'hono';
import { publicDocuments } from '../../packages/lull/src/announce/public/documents.ts';
import { openShelf } from '../../packages/lull/src/announce/public/shelf.ts';
import { loadWords } from '../../packages/lull/src/announce/words/load.ts';
import type { Env } from '../../packages/lull/src/api/call.ts';
import { guard } from '../../packages/lull/src/api/guard.ts';
import { listen } from '../../packages/lull/src/api/listen.ts';
import { createMetrics } from '../../packages/lull/src/api/operate/metrics.ts';
import { answerAtOnce } from '../../packages/lull/src/api/public/at-once.ts';
import { publicRoutes } from '../../packages/lull/src/api/public/routes.ts';
import { usualSettings } from '../../packages/lull/src/api/settings.ts';
import { sample } from '../../packages/lull/test/announce/status/sample.ts';

// The server's own way of answering what is public, without the rest of the server.
const port = Number(process.argv[2]);
const url = `http://127.0.0.1:${port}`;
const published = sample();
const publisher = { current: async () => published, held: () => published, now: () => Date.now() };
const shelf = openShelf({ publisher, documents: publicDocuments, vocabulary: await loadWords(null) });
const app = new Hono<Env>();
app.use('*', guard(usualSettings, url));
app.route('/', publicRoutes(shelf, { documents: publicDocuments, url, rate: usualSettings.rate }));
const metrics = createMetrics({ version: 'bench', engine: 'none' });
await listen(app, { host: '127.0.0.1', port, first: answerAtOnce(shelf, { url, metrics }) });
process.stdout.write('listens\n');
