import { type Context, Hono } from 'hono';
import { env } from 'hono/adapter';

/** A shop that runs on every platform; what takes long, its origin says. */
export const app = new Hono();

app.get('/livez', (context) => context.text('alive'));
app.all('/asked', (context) => context.text(context.req.method));
app.get('/slow', (context) => originOf(context, '/slow'));
app.get('/events', (context) => originOf(context, '/events'));
app.get('/', (context) => context.text('Welcome'));

function originOf(context: Context, path: string): Promise<Response> {
  return fetch(env<{ ORIGIN: string }>(context).ORIGIN + path);
}
