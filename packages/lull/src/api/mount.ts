import type { Context, Hono } from 'hono';
import { allowed, demand, notSignedIn } from '../access/allowed.ts';
import type { Actor } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Call, Env, Handler } from './call.ts';
import { base } from './contract/base.ts';
import type { Endpoint, Needs } from './contract/endpoint.ts';
import { within } from './limits/within.ts';
import { readerOf } from './read-call.ts';

/** Says who asks; null for nobody. */
export type WhoAsks = (c: Context<Env>) => Promise<Actor | null>;

/** Adds an endpoint and what answers it. There is no other way to add one, so none is without a decision. */
export type Mount = <const E extends Endpoint>(endpoint: E, handler: Handler<E>) => void;

/**
 * Makes what adds endpoints to an app. Each request is decided on before it is read: who asks, and whether
 * they may at all; what hangs on the services of a thing is decided by the verb that looks at it.
 *
 * @param answerWithin milliseconds
 * @example const mount = mountOn(app, whoAsks, 30_000); mount(readMe, async ({ c, actor }) => …);
 */
export function mountOn(app: Hono<Env>, whoAsks: WhoAsks, answerWithin: number): Mount {
  return (endpoint, handler) => {
    const read = readerOf(endpoint);
    const path = `${endpoint.base ?? base}${endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    const { needs, answer, method, takesLong } = endpoint;
    const answered = async (c: Context<Env>): Promise<Response> => {
      const actor = await whoAsks(c);
      demandBefore(needs, actor);
      const call = await read(c);
      demandNamed(needs, actor, call.query as { readonly service?: string | readonly string[] });
      return handler({ ...call, c, actor } as Call<typeof endpoint>);
    };
    // What is streamed takes as long as it takes; it begins at once.
    app.on(method.toUpperCase(), path, (c) =>
      answer.types || takesLong ? answered(c) : within(answerWithin, answered(c)),
    );
  };
}

function demandBefore(needs: Needs, actor: Actor | null): void {
  if (needs.who === 'anyone') return;
  if (actor === null) throw notSignedIn('Nobody is signed in.');
  if (needs.who === 'signed-in') return;
  const { action, on } = needs;
  const somewhere =
    on !== 'everything' && [...actor.grants.keys()].some((name) => allowed(actor, action, [name]));
  if (!somewhere) demand(actor, action, null);
}

function demandNamed(
  needs: Needs,
  actor: Actor | null,
  { service = [] }: { readonly service?: string | readonly string[] },
): void {
  if (needs.who !== 'allowed' || needs.on !== 'named') return;
  const names = typeof service === 'string' ? [service] : service;
  if (names.length === 0) throw new LullError('bad-request', 'No service is named', 'Name one.');
  for (const name of names) demand(actor, needs.action, [name]);
}
