import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Actor } from '../access/contract.ts';
import type { ChangeOptions } from '../keeper/contract.ts';
import type { Body, Endpoint, Params, Query } from './contract/endpoint.ts';

/** What Hono carries through a request. */
export interface Env {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Id of the request, for logs and the audit trail. */
    request: string;
    /** Network address of the client; null when it is gone. */
    from: string | null;
  };
}

/** A request as a route gets it: read, checked, and allowed as far as can be told beforehand. */
export interface Call<E extends Endpoint> {
  readonly c: Context<Env>;
  readonly actor: E['needs'] extends { who: 'anyone' } ? Actor | null : Actor;
  readonly params: Params<E>;
  readonly query: Query<E>;
  readonly body: Body<E>;
  /** `If-Match`: the version that the change is made to; undefined when none was said. */
  readonly version: number | undefined;
  /** `If-None-Match: *` with a PUT: only where there is none yet. */
  readonly onlyNew: boolean;
  readonly idempotencyKey: string | undefined;
}

/** What answers an endpoint. */
export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Response>;

/**
 * How the keeper is to be asked for a change.
 *
 * @example await commandDowntime(keeper, actor, id, asked, changeOptions(call));
 */
export function changeOptions(call: {
  readonly version: number | undefined;
  readonly idempotencyKey: string | undefined;
  readonly query: { readonly dryRun?: boolean | undefined };
}): ChangeOptions {
  const { version, idempotencyKey, query } = call;
  return { version, idempotencyKey, dryRun: query.dryRun };
}
