import type { Context } from 'hono';
import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import type { Env } from './call.ts';
import { base } from './contract/base.ts';
import type { Endpoint } from './contract/endpoint.ts';

/**
 * Makes what answers where no route did: 404, or 405 and `Allow` where the address is known and the method is
 * not. `OPTIONS` tells the methods.
 *
 * @param refused what makes an answer of a refusal
 */
export function unanswered(
  endpoints: readonly Endpoint[],
  refused: (error: LullError, c: Context<Env>) => Response,
): (c: Context<Env>) => Response {
  const whole = (endpoint: Endpoint) => `${endpoint.base ?? base}${endpoint.path}`;
  const known = Object.entries(Object.groupBy(endpoints, whole)).map(([path, all]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    allow: ['OPTIONS', ...all!.flatMap(({ method }) => methodsOf(method))],
  }));
  return (c) => {
    const { path, method } = c.req;
    const allow = known.find(({ pattern }) => pattern.test(path))?.allow;
    if (!allow) {
      const message = `There is nothing at ${excerpt(path, 100)}`;
      return refused(new LullError('not-found', message, 'See /api/v1/openapi.json.'), c);
    }
    if (method === 'OPTIONS') return c.body(null, 204, { allow: allow.join(', ') });
    const message = `${excerpt(method, 20)} is not for this address`;
    return refused(new LullError('wrong-method', message, `Use ${allow.join(', ')}.`, { allow }), c);
  };
}

function methodsOf(method: Endpoint['method']): string[] {
  return method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
}
