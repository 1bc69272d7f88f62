import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import { entranceOf, type NodeOptions } from './entrance.ts';

/** The part of a Fastify server that the plugin uses. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown },
      done: () => void,
    ) => void,
  ): unknown;
}

/**
 * A gate in front of a Fastify server: a plugin for all its routes, those of other plugins too. WebSockets
 * need `gateUpgrades(fastify.server, gate)` besides.
 *
 * @throws RangeError for an address or a range that is none
 * @example await fastify.register(gateFastify(gate));
 */
export function gateFastify(gate: Gate, options: NodeOptions = {}) {
  const entrance = entranceOf(gate, options);
  const plugin = (fastify: FastifyLike, _options: unknown, done: () => void): void => {
    fastify.addHook('onRequest', ({ raw: request }, reply, next) => {
      if (entrance.letsIn(request, reply.raw)) next();
      else {
        entrance.judge(
          request,
          reply.raw,
          () => next(),
          () => reply.hijack(),
        );
      }
    });
    done();
  };
  // Fastify keeps a plugin's hooks to the plugin's own routes unless it is told otherwise.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@lull/gate',
  });
}
