import type { Context } from 'hono';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Env } from '../call.ts';
import type { RouteParts } from '../parts.ts';

/**
 * Looks again who asks when rights have changed, and with each heartbeat: a key or session may have ended.
 */
export function stillSomebody(
  c: Context<Env>,
  actor: Actor,
  { access, streams, settings }: Pick<RouteParts, 'access' | 'streams' | 'settings'>,
): () => Promise<Actor | null> {
  const request = new Request(c.req.url, { headers: new Headers(c.req.raw.headers) });
  const origin = { from: c.get('from'), requestId: c.get('request') };
  let known: Actor | null = actor;
  let [rights, at] = [streams.rights(), performance.now()];
  return async () => {
    if (rights === streams.rights() && performance.now() - at < settings.heartbeat / 2) return known;
    [rights, at] = [streams.rights(), performance.now()];
    known = await access.actorOf(request, origin).catch(nobody);
    return known;
  };
}

function nobody(error: unknown): null {
  if (error instanceof LullError && error.code === 'not-signed-in') return null;
  throw error;
}
