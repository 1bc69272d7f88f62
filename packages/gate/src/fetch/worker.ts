import { gateByRequest, type RequestGate, type RequestGateOptions } from '../follow/by-request.ts';
import { type FetchHandler, type FetchOptions, gated } from './gated.ts';

/** What Cloudflare Workers hand to a handler besides the request and the environment. */
export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void;
}

/** What a Worker exports: `fetch`, and `scheduled` for a cron trigger. */
export interface GatedWorker<Env, Context extends WorkerContext> {
  fetch(request: Request, env: Env, context: Context): Promise<Response>;
  /** To be run each minute: then the server hears of the gate while no requests come. */
  scheduled(event: unknown, env: Env, context: Context): void;
}

/** A cron trigger comes each minute, at times some seconds late. Milliseconds. */
const MINUTE = 65_000;

/** The server believes a gate for a quarter of a minute. Milliseconds. */
const WORD = 5_000;

/**
 * A gate in front of a Cloudflare Worker, where nothing runs between requests: it asks the server when they
 * come, at most every 5 s in each isolate, and judges none by what is older than 15 s while the server can be
 * reached.
 *
 * @param configure makes the gate's configuration of the Worker's environment
 * @throws RangeError for an address or a range that is none, with the first request
 * @throws GateError `bad-config`, with the first request
 * @example
 * export default gatedWorker(app.fetch, (env) => ({ ...JSON.parse(env.LULL_GATE), shelf: env.LULL_SHELF }));
 */
export function gatedWorker<Env, Context extends WorkerContext = WorkerContext>(
  handler: FetchHandler<[Env, Context]>,
  configure: (env: Env) => RequestGateOptions,
  options: FetchOptions<[Env, Context]> = {},
): GatedWorker<Env, Context> {
  let opened: { gate: RequestGate; entrance: FetchHandler<[Env, Context]> } | null = null;
  const open = async (env: Env) => {
    const gate = await gateByRequest(configure(env));
    // Another request may have been quicker; there is one gate in an isolate.
    opened ??= { gate, entrance: gated(gate, handler, options) };
    return opened;
  };

  return {
    async fetch(request, env, context) {
      const { gate, entrance } = opened ?? (await open(env));
      await gate.ready((work) => context.waitUntil(work));
      return entrance(request, env, context);
    },
    scheduled(_event, env, context) {
      const stay = async (): Promise<void> => {
        const { gate } = opened ?? (await open(env));
        for (let left = MINUTE; left > 0; left -= WORD) {
          await gate.refresh();
          await new Promise((resolve) => setTimeout(resolve, WORD));
        }
      };
      context.waitUntil(stay());
    },
  };
}
