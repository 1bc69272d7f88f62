import { STATE_HEADER } from '@lull/gate/page';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Env } from '../call.ts';
import { type Log, withoutSecrets } from './log.ts';
import type { Metrics } from './metrics.ts';
import { inRequestSpan } from './tracing.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Counts, times, traces and logs every request; it goes before everything else. What gates say and a read
 * that went well are logged as `debug`, a change as `info`, what failed on our side as `error`. Neither
 * headers nor bodies nor queries are told.
 */
export function observeRequests(parts: {
  readonly metrics: Metrics;
  readonly log: Log;
}): MiddlewareHandler<Env> {
  const { metrics, log } = parts;
  return async (c, next) => {
    const began = performance.now();
    const method = methods.has(c.req.method) ? c.req.method : 'other';
    // The links that subscribers are sent have their token in the path.
    const path = withoutSecrets(c.req.path, []);
    metrics.inFlight.add(1);
    await inRequestSpan(
      c.req.raw.headers,
      method,
      { 'http.request.method': method, 'url.path': path },
      async (span) => {
        try {
          await next();
        } finally {
          metrics.inFlight.add(-1);
          const route = routeOf(c);
          const { status } = c.res;
          const took = performance.now() - began;
          metrics.requests.add([method, route, status]);
          metrics.requestSeconds.observe(took / 1000, [method, route]);
          span.updateName(`${method} ${route}`);
          span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
          log[levelOf(c, method, route)](
            {
              request: c.get('request'),
              method,
              route,
              path,
              status,
              ms: Math.round(took * 10) / 10,
              ...(status >= 500 && c.error && { err: c.error }),
            },
            'answered',
          );
        }
      },
    );
  };
}

/** What gates say and visitors ask comes by the thousand; a visitor's refusal is no failure of ours. */
function levelOf({ res }: Context<Env>, method: string, route: string): 'debug' | 'info' | 'error' {
  if (res.status >= 500 && !res.headers.has(STATE_HEADER)) return 'error';
  return method === 'GET' || method === 'HEAD' || route.startsWith('/gate/') ? 'debug' : 'info';
}

/** The pattern that answered, so that there are as many labels as there are routes. */
function routeOf(c: Context<Env>): string {
  const last = matchedRoutes(c).findLast(({ path }) => path !== '*' && path !== '/*');
  return last?.path ?? 'unmatched';
}
