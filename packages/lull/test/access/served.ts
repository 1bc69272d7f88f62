import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../../../test/peers/process.ts';
import type { Access } from '../../src/access/access.ts';
import type { Env } from '../../src/api/call.ts';
import { consoleRoutes } from '../../src/api/console/routes.ts';
import { guard } from '../../src/api/guard.ts';
import { listen } from '../../src/api/listen.ts';
import { identityPages } from '../../src/api/pages/identity-pages.ts';
import { problemResponse } from '../../src/api/problem.ts';
import { usualSettings } from '../../src/api/settings.ts';
import type { Store } from '../../src/store/contract.ts';
import { openPage } from './browser.ts';
import { testAccess } from './support.ts';

/** Identity and its pages on a real port. */
export interface Served {
  readonly access: Access;
  readonly url: string;
  /** A page of a new browser profile, which is closed before the server stops. */
  page(browser: Browser, options?: Parameters<typeof openPage>[1]): ReturnType<typeof openPage>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Serves identity and its pages at `http://localhost:<port>`. */
export async function serveIdentity(
  store: Store,
  environment: (url: string) => Record<string, string> | Promise<Record<string, string>> = () => ({}),
): Promise<Served> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const access = await testAccess(store, { ...(await environment(url)), LULL_URL: url });
  const app = new Hono<Env>();
  app.use('*', guard(usualSettings, url));
  app.onError((error, c) => problemResponse(error, c.get('request')));
  app.all('/api/auth/*', (c) =>
    access.handler(c.req.raw, { from: c.get('from'), requestId: c.get('request') }),
  );
  app.route('/', consoleRoutes(access));
  app.route('/', identityPages(access));
  const server = await listen(app, { host: '127.0.0.1', port });
  const pages: Page[] = [];
  return {
    access,
    url,
    async page(browser, options) {
      const opened = await openPage(browser, options);
      pages.push(opened.page);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      for (const page of pages) await page.context().close();
      await server.stop(1_000);
      await access.close();
    },
  };
}
