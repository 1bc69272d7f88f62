import { chooseLanguage } from '@lull/gate/page';
import { type Context, Hono } from 'hono';
import type { Announce } from '../../../announce/contract.ts';
import { publicPageOf } from '../../../announce/public/public-catalog.ts';
import type { Env } from '../../call.ts';
import type { Html, Look } from './layout.ts';
import { policyOf, signUpStyle } from './layout.ts';
import { linkRoutes } from './link-routes.ts';
import { signUpRoutes } from './sign-up-routes.ts';

const year = 'public, max-age=31536000, immutable';

/** What the routes of these pages work with. */
export interface SignUpParts {
  readonly announce: Announce;
  /** The reader's language, and how the pages look. */
  lookOf(c: Context<Env>, language?: string): Promise<Look>;
  /** Answers with a page. */
  send(c: Context<Env>, page: Html, status?: 200 | 404 | 422 | 429 | 503): Promise<Response>;
}

/**
 * The pages on which people sign up, confirm, choose, leave and have everything erased: without script and
 * without cookies. A link's token says who somebody is.
 *
 * @example app.route('/', signUpPages(announce));
 */
export function signUpPages(announce: Announce): Hono<Env> {
  const app = new Hono<Env>();
  const parts: SignUpParts = {
    announce,
    async lookOf(c, language) {
      const asked = language ?? c.req.query('language') ?? c.req.header('accept-language') ?? null;
      const { catalog } = await announce.keeper().catalog();
      return {
        words: announce.words.of(chooseLanguage(asked, announce.words.languages)),
        page: publicPageOf(catalog, announce.settings),
      };
    },
    async send(c, page, status = 200) {
      const { catalog } = await announce.keeper().catalog();
      c.header('content-security-policy', policyOf(publicPageOf(catalog, announce.settings)));
      c.header('x-robots-tag', 'noindex');
      return c.html(await page, status);
    },
  };
  signUpRoutes(app, parts);
  linkRoutes(app, parts);
  app.get(signUpStyle.path, (c) =>
    c.body(signUpStyle.text, 200, { 'content-type': signUpStyle.type, 'cache-control': year }),
  );
  return app;
}
