import type { Answered, Endpoint, Request } from '../../api/contract/endpoint.ts';
import { type Call, call, type QueryValue } from './call.ts';
import type { Server } from './server.ts';

type Part = 'params' | 'query' | 'body';

/** What has to be said, and what may be left out because nothing in it is needed. */
type Declared<E extends Endpoint> = {
  [P in Part as E[P] extends object ? (object extends Request<E>[P] ? never : P) : never]: Request<E>[P];
} & {
  [P in Part as E[P] extends object ? (object extends Request<E>[P] ? P : never) : never]?: Request<E>[P];
};

/** What an endpoint is asked, and how. */
export type Asked<E extends Endpoint> = Declared<E> &
  Pick<Call, 'version' | 'onlyNew' | 'signal' | 'within' | 'once'>;

/**
 * Asks one endpoint of the contract.
 *
 * @throws LullError whatever the server refuses it with; `server-unreachable`
 * @example await ask(server, mayBeDone, { query: { service: ['shop'], takes: '1h' } })
 */
export async function ask<E extends Endpoint>(
  server: Server,
  endpoint: E,
  asked: Asked<E>,
): Promise<Answered<E>> {
  return (await call(server, callOf(endpoint, asked))) as Answered<E>;
}

/** The call that asks an endpoint. */
export function callOf<E extends Endpoint>(endpoint: E, asked: Asked<E>): Call {
  const { params = {}, ...rest } = asked as Call & { readonly params?: Readonly<Record<string, unknown>> };
  return {
    ...rest,
    query: (rest.query ?? {}) as Readonly<Record<string, QueryValue>>,
    method: endpoint.method.toUpperCase() as Call['method'],
    path: endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(params[name]))),
    idempotent: endpoint.idempotent,
    type: endpoint.body?.type,
  };
}
