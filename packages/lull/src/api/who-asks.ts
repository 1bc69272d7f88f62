import type { Context } from 'hono';
import type { Actor, RequestOrigin } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Env } from './call.ts';
import { CallerLimit } from './limits/caller-limit.ts';
import type { WhoAsks } from './mount.ts';
import type { ApiSettings } from './settings.ts';

/** What tells who sends a request. */
export interface Identifies {
  actorOf(request: Request, origin: RequestOrigin): Promise<Actor | null>;
}

/**
 * Makes what finds out who asks, and holds them to the rate.
 *
 * @example const whoAsks = whoAsksWith(access, settings); const actor = await whoAsks(c);
 */
export function whoAsksWith(access: Identifies, { rate }: Pick<ApiSettings, 'rate'>): WhoAsks {
  const limit = rate && new CallerLimit(rate);
  return async (c: Context<Env>) => {
    const from = c.get('from');
    limit?.before(from, performance.now());
    try {
      const actor = await access.actorOf(c.req.raw, { from, requestId: c.get('request') });
      limit?.count(actor, from, performance.now());
      return actor;
    } catch (error) {
      if (error instanceof LullError && error.code === 'not-signed-in') {
        limit?.count(null, from, performance.now());
      }
      throw error;
    }
  };
}
