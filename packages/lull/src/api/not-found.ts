import type { Context } from 'hono';
import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import type { Env } from './call.ts';
import { base } from './contract/base.ts';
import type { Endpoint } from './contract/endpoint.ts';

/**
 * Makes what answers where no route did: 404, or 405 and `Allow` where the address is known and the method is
 * not. `OPTIONS` tells the methods.
 */
export function unanswered(endpoints: readonly Endpoint[]): (c: Context<Env>) => Response {
  const known = Object.entries(Object.groupBy(endpoints, ({ path }) => path)).map(([path, all]) => ({
    pattern: new RegExp(`^${base}${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    allow: [
      'OPTIONS',
      ...all!.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
    ],
  }));
  return (c) => {
    const allow = known.find(({ pattern }) => pattern.test(c.req.path))?.allow;
    if (!allow) {
      throw new LullError(
        'not-found',
        `There is nothing at ${excerpt(c.req.path, 100)}`,
        'See /api/v1/openapi.json.',
      );
    }
    if (c.req.method === 'OPTIONS') return c.body(null, 204, { allow: allow.join(', ') });
    const todo = `Use ${allow.join(', ')}.`;
    throw new LullError('wrong-method', `${excerpt(c.req.method, 20)} is not for this address`, todo, {
      allow,
    });
  };
}
