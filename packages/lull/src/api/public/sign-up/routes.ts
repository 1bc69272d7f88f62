import { chooseLanguage } from '@lull/gate/page';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Announce } from '../../../announce/contract.ts';
import { publicPageOf } from '../../../announce/public/public-catalog.ts';
import { catalogFromEntries } from '../../../catalog/entries.ts';
import type { Env } from '../../call.ts';
import { CallerLimit } from '../../limits/caller-limit.ts';
import type { ApiSettings } from '../../settings.ts';
import type { Html, Look } from './layout.ts';
import { policyOf, signUpStyle } from './layout.ts';
import { gonePage } from './link-pages.ts';
import { linkRoutes } from './link-routes.ts';
import { isBrowser, tellRefusals } from './refusals.ts';
import { signUpRoutes } from './sign-up-routes.ts';

/** What is left of a link where a mail program has broken it before the token. */
const brokenLinks = ['/subscribe/confirm', '/subscription', '/unsubscribe'].flatMap((path) => [
  path,
  `${path}/`,
]);

const year = 'public, max-age=31536000, immutable';

/** What the routes of these pages work with. */
export interface SignUpParts {
  readonly announce: Announce;
  /** The reader's language, and how the pages look. */
  lookOf(c: Context<Env>, language?: string): Promise<Look>;
  /** The same with what was read last of how they look: for when the store doesn't answer. */
  lastLook(c: Context<Env>, language?: string): Look;
  /** Answers with a page. */
  send(c: Context<Env>, page: Html, status?: number): Promise<Response>;
}

/**
 * The pages on which people sign up, confirm, choose, leave and have everything erased: without script and
 * without cookies. A link's token says who somebody is.
 *
 * @param options.rate how often an unknown address may ask; null for no limit
 * @example app.route('/', signUpPages(announce, { rate: { perSecond: 100, burst: 200 } }));
 */
export function signUpPages(announce: Announce, { rate }: Pick<ApiSettings, 'rate'>): Hono<Env> {
  const app = new Hono<Env>();
  let page = publicPageOf(catalogFromEntries([]), announce.settings);
  const parts: SignUpParts = {
    announce,
    async lookOf(c, language) {
      const { catalog } = await announce.keeper().catalog();
      page = publicPageOf(catalog, announce.settings);
      return parts.lastLook(c, language);
    },
    lastLook(c, language) {
      const asked = language ?? c.req.query('language') ?? c.req.header('accept-language') ?? null;
      return { words: announce.words.of(chooseLanguage(asked, announce.words.languages)), page };
    },
    async send(c, made, status = 200) {
      c.header('content-security-policy', policyOf(page));
      c.header('x-robots-tag', 'noindex');
      return c.html(await made, status as ContentfulStatusCode);
    },
  };
  tellRefusals(app, parts);
  if (rate !== null) holdToRate(app, new CallerLimit(rate));
  signUpRoutes(app, parts);
  linkRoutes(app, parts);
  app.get(signUpStyle.path, (c) =>
    c.body(signUpStyle.text, 200, { 'content-type': signUpStyle.type, 'cache-control': year }),
  );
  for (const broken of brokenLinks) {
    app.get(broken, async (c) =>
      isBrowser(c) ? parts.send(c, gonePage(await parts.lookOf(c)), 404) : c.notFound(),
    );
  }
  return app;
}

/** All but leaving in one click: mail programs send that for many people from one address. */
function holdToRate(app: Hono<Env>, limit: CallerLimit): void {
  for (const path of ['/subscribe/*', '/subscription/*', '/unsubscribe/*']) {
    app.use(path, async (c, next) => {
      const isOneClick = c.req.method === 'POST' && path === '/unsubscribe/*';
      if (!isOneClick) limit.count(null, c.get('from') ?? null, performance.now());
      await next();
    });
  }
}
