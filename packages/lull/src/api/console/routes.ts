import { type Context, Hono } from 'hono';
import type { Access } from '../../access/access.ts';
import { LullError } from '../../errors.ts';
import type { Env } from '../call.ts';
import { toLogin, whoLooks } from '../pages/who-looks.ts';
import { type ConsoleBuild, type ConsoleFile, readConsole } from './build.ts';

/** Only files of ours run, load and are asked; what a plot draws into itself is known by its hash. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const year = 'public, max-age=31536000, immutable';

/**
 * The console: one page for every address below /console, and the files that it loads. Whoever is not signed
 * in is led to do so first, and back.
 *
 * @param build null where the console was never built: then it is said how to
 * @example app.route('/', consoleRoutes(access));
 */
export function consoleRoutes(access: Access, build: ConsoleBuild | null = readConsole()): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', async (c) =>
    (await whoLooks(access, c)) === null ? toLogin(c, '/console') : c.redirect('/console'),
  );
  app.get('/console/assets/:name', (c) => {
    const file = build?.assets.get(c.req.param('name'));
    if (!file) throw new LullError('not-found', 'The console has no such file', 'Load the page again.');
    return sent(c, file, year);
  });
  const page = async (c: Context<Env>): Promise<Response> => {
    if (build === null) throw notBuilt();
    if ((await whoLooks(access, c)) === null) return toLogin(c);
    c.header('content-security-policy', policy);
    return sent(c, build.page, 'no-cache');
  };
  app.get('/console', page);
  app.get('/console/*', page);
  return app;
}

function sent(c: Context<Env>, { type, plain, gzipped }: ConsoleFile, cacheControl: string): Response {
  const isPacked = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  const headers = { 'content-type': type, 'cache-control': cacheControl, vary: 'accept-encoding' };
  if (!isPacked) return c.body(plain, 200, headers);
  return c.body(gzipped, 200, { ...headers, 'content-encoding': 'gzip' });
}

function notBuilt(): LullError {
  return new LullError(
    'not-found',
    'The console was not built',
    'Run npm run build, and start the server again.',
  );
}
