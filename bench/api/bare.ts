import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openAccess } from '../../packages/lull/src/access/access.ts';
import { accessSettings } from '../../packages/lull/src/access/settings.ts';
import { openStore } from '../../packages/lull/src/store/open.ts';

// The peer of the API bench: Hono, the same authentication, and one query by primary key on the same tables. A process
// of its own, as the server is: node bare.ts PORT (--data FOLDER | --database-url URL)
const [port, kind, place] = process.argv.slice(2) as [string, string, string];
const store = await openStore(kind === '--data' ? { folder: place } : { databaseUrl: place });
const access = await openAccess(
  store,
  accessSettings(process.env, { url: `http://localhost:${port}`, folder: null }),
);

const app = new Hono();
app.get('/downtimes/:id', async (c) => {
  const actor = await access.actorOf(c.req.raw, { from: '127.0.0.1', requestId: null });
  if (actor === null) return c.json({ code: 'not-signed-in' }, 401);
  const row = await store.db
    .selectFrom('downtime_downtimes')
    .select(['id', 'title', 'state', 'start_at', 'busy_until'])
    .where('id', '=', c.req.param('id'))
    .executeTakeFirst();
  return row ? c.json(row) : c.json({ code: 'not-found' }, 404);
});

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) }, () => console.log('{}'));
process.once(
  'SIGTERM',
  () =>
    void access
      .close()
      .then(() => store.close())
      .then(() => process.exit(0)),
);
