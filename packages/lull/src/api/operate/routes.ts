import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { demand } from '../../access/allowed.ts';
import type { Env } from '../call.ts';
import type { WhoAsks } from '../mount.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

/** What the routes of operation work with. */
export interface OperateParts {
  readonly health: Health;
  readonly metrics: Metrics;
  /** Whoever shows it may read the metrics; null for nobody. */
  readonly metricsToken: string | null;
  readonly whoAsks: WhoAsks;
}

/**
 * `/healthz` and `/readyz`, which tell anybody no more than yes or no and what for, and `/metrics`, for
 * whoever has the token or may read everything.
 *
 * @throws LullError `not-signed-in`, `not-allowed` from `/metrics`
 */
export function operateRoutes({ health, metrics, metricsToken, whoAsks }: OperateParts): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/healthz', (c) => c.json({ alive: true }));
  app.get('/readyz', async (c) => {
    const readiness = await health.readiness();
    return c.json(readiness, readiness.ready ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    if (metricsToken === null || !shows(c, metricsToken)) demand(await whoAsks(c), 'read', null);
    return c.text(await metrics.registry.text(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });
  return app;
}

/** Compared by digests, so that how long it takes says nothing about the token. */
function shows(c: Context<Env>, token: string): boolean {
  const shown = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
