import { Hono } from 'hono';
import type { Access } from '../../access/access.ts';
import type { Env } from '../call.ts';
import { accountPage } from './account.ts';
import { identityScript, identityStyle } from './assets.ts';
import { claimPage } from './claim.ts';
import { devicePage } from './device.ts';
import { loginPage } from './login.ts';
import { contentPolicy, localPath } from './page.ts';
import { toLogin, whoLooks } from './who-looks.ts';

const year = 'public, max-age=31536000, immutable';

/**
 * The pages on which people sign in, use a one-time link, let in a program, and see to their own account.
 * They are open to all: what they show about somebody, they show to that person only.
 *
 * @example app.route('/', identityPages(access));
 */
export function identityPages(access: Access): Hono<Env> {
  const app = new Hono<Env>();
  const pages = new Hono<Env>();
  pages.use('*', async (c, next) => {
    await next();
    // This is asked for others' routes too, which have policies of their own.
    const { headers } = c.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', contentPolicy);
  });
  pages.get('/login', (c) => {
    const { error = null, next = null } = c.req.query();
    const provider = access.settings.oidc?.name ?? null;
    return c.html(loginPage({ provider, error, next: localPath(next) }));
  });
  pages.get('/claim', (c) => c.html(claimPage()));
  pages.get('/device', async (c) => {
    const actor = await whoLooks(access, c);
    if (actor === null) return toLogin(c);
    return c.html(devicePage({ person: actor.name, code: c.req.query('user_code') ?? '' }));
  });
  pages.get('/account', async (c) => {
    const actor = await whoLooks(access, c);
    return actor === null ? toLogin(c) : c.html(accountPage(actor));
  });
  app.route('/', pages);
  for (const asset of [identityScript, identityStyle]) {
    app.get(asset.path, (c) =>
      c.body(asset.text, 200, { 'content-type': asset.type, 'cache-control': year }),
    );
  }
  return app;
}
