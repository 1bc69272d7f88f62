import type { Context } from 'hono';
import type { Access } from '../../access/access.ts';
import type { Actor } from '../../access/contract.ts';
import type { Env } from '../call.ts';

/** Who looks at a page, by their session; null for nobody. A key is no one who reads pages. */
export async function whoLooks(access: Access, c: Context<Env>): Promise<Actor | null> {
  const headers = new Headers({ cookie: c.req.header('cookie') ?? '' });
  return access.actorOf(new Request(c.req.url, { headers }), {
    from: c.get('from') ?? null,
    requestId: c.get('request') ?? null,
  });
}

/**
 * Leads to the page to sign in, and then on.
 *
 * @param next a path of this server; the one that was asked for when left out
 */
export function toLogin(c: Context<Env>, next?: string): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/login?next=${encodeURIComponent(next ?? pathname + search)}`);
}
