import { chooseForm } from '@lull/gate/page';
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { errorKinds, LullError } from '../../../errors.ts';
import type { Env } from '../../call.ts';
import { type Html, type Look, saying, text } from './layout.ts';
import type { SignUpParts } from './routes.ts';

/** What is told to somebody who is refused. */
export type Refusal = 'closed' | 'busy' | 'elsewhere' | 'unread' | 'trouble';

/** Until something that is wrong on our side is tried again, in seconds. */
const SOME_MINUTES = 120;

/**
 * Whether somebody reads the answer in a browser; a program gets problem details.
 *
 * @example if (!isBrowser(c)) throw error;
 */
export function isBrowser({ req }: Context<Env>): boolean {
  const accept = req.header('accept') ?? null;
  const destination = req.header('sec-fetch-dest') ?? null;
  return chooseForm({ accept, contentType: null, destination }) === 'html';
}

/**
 * What is told where somebody is refused: why, in plain words, and what to do.
 *
 * @param reopen address of the page that they came from; null where it helps nobody
 * @example refusalPage(look, 'closed', null)
 */
export function refusalPage(look: Look, why: Refusal, reopen: string | null): Html {
  const link = reopen === null ? '' : html`<p><a href="${reopen}">${text(look, 'signUp.reopen')}</a></p>`;
  return saying(look, text(look, `signUp.${why}Title`), text(look, `signUp.${why}Text`), link);
}

/** Tells what goes wrong to a person as a page in their language, also while the store doesn't answer. */
export function tellRefusals(app: Hono<Env>, { announce, lookOf, lastLook, send }: SignUpParts): void {
  app.onError(async (error, c) => {
    if (!isBrowser(c)) throw error;
    const known = error instanceof LullError ? error : null;
    if (known === null) announce.log.error({ err: error, request: c.get('request') }, 'not foreseen');
    const { status } = errorKinds[known?.code ?? 'internal'];
    if (status === 429 || status >= 500) {
      c.header('retry-after', String(known?.details.retryAfter ?? SOME_MINUTES));
    }
    const look = await lookOf(c).catch(() => lastLook(c));
    const path = c.req.path.replace(/\/(?:leave|erase)$/, '');
    const reopen = `${announce.settings.url}${path}?language=${look.words.language}`;
    return send(c, refusalPage(look, refusalOf(status), reopen), status);
  });
}

function refusalOf(status: number): Refusal {
  if (status >= 500) return 'trouble';
  if (status === 429) return 'busy';
  return status === 403 ? 'elsewhere' : 'unread';
}
