import type { Gate } from '../follow/contract.ts';
import { sizeOf } from '../middleware/caller.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import type { MiddlewareOptions } from '../middleware/options.ts';
import { refuserFor } from '../middleware/refuser.ts';
import { corsHeaders, type Refused, STATE_HEADER } from '../page/index.ts';
import { type Asking, retryAfter, shuts, verdictOn } from '../protocol/index.ts';
import { FetchCaller, targetOf } from './caller.ts';
import { type EndEarly, watched } from './counted.ts';

/** What a platform hands on besides the request: an environment, a context, the connection's facts. */
export type FetchHandler<More extends unknown[]> = (
  request: Request,
  ...more: More
) => Response | Promise<Response>;

export interface FetchOptions<More extends unknown[]> extends MiddlewareOptions {
  /**
   * Where a request comes from, as the platform tells it, for `allow` and `proxies`; null where it doesn't.
   */
  readonly address?: (request: Request, ...more: More) => string | null;
}

/**
 * A gate in front of a web-standard handler: Hono, Workers, Deno, Bun. WebSockets are refused with 503 here,
 * because platforms differ in how one is accepted.
 *
 * @throws RangeError for an address or a range that is none
 * @example export default { fetch: gated(gate, app.fetch) };
 */
export function gated<More extends unknown[]>(
  gate: Gate,
  handler: FetchHandler<More>,
  options: FetchOptions<More> = {},
): FetchHandler<More> {
  const door = doorOf(gate, options);
  const refused = refuserFor<Refused>(gate, options, (one) => one, Math.random);
  const streams = new Map<EndEarly, Asking>();

  const look = () => {
    const state = gate.state();
    if (!shuts(state)) return;
    for (const [endEarly, asking] of streams) {
      if (verdictOn(state, asking).verdict !== 'refuse') continue;
      endEarly(retryAfter(state.retryAt, gate.now(), Math.random()));
    }
  };
  gate.onFlip(look);

  const counted = (response: Response, end: () => void, asking: () => Asking): Response => {
    let endEarly: EndEarly | null = null;
    const answer = watched(response, () => {
      if (endEarly !== null) streams.delete(endEarly);
      end();
    });
    endEarly = answer.endEarly;
    if (endEarly !== null) {
      streams.set(endEarly, asking());
      // It may have closed while the service made up its answer.
      look();
    }
    return answer.response;
  };

  const answer = (request: Request, more: More): Response | Promise<Response> => {
    gate.counts.admitted(request.method);
    const end = gate.counts.begin();
    const asking = () => door.askingOf(new FetchCaller(request, null));
    try {
      const response = handler(request, ...more);
      if (response instanceof Response) return counted(response, end, asking);
      return Promise.resolve(response).then(
        (one) => counted(one, end, asking),
        (error) => {
          end();
          throw error;
        },
      );
    } catch (error) {
      end();
      throw error;
    }
  };

  const act = (
    judgement: Judgement,
    caller: FetchCaller,
    request: Request,
    more: More,
  ): Response | Promise<Response> => {
    if (judgement.act === 'admit') {
      const response = judgement.isCounted ? answer(request, more) : handler(request, ...more);
      return judgement.tells === null ? response : telling(response, judgement.tells);
    }
    if (judgement.act === 'enter') return new Response(null, { status: 303, headers: judgement.headers });
    if (judgement.act === 'hold') {
      return new Promise((resolve) => {
        const forget = door.queue.add(judgement.asking, sizeOf(caller), (verdict) => {
          resolve(later(door.follow(verdict, judgement.asking), caller, request, more));
        });
        if (forget === null) {
          resolve(act({ act: 'refuse', kind: 'closed', isCounted: true }, caller, request, more));
        } else request.signal.addEventListener('abort', forget, { once: true });
      });
    }
    if (judgement.isCounted) gate.counts.refused(judgement.kind);
    const { shared, seconds, origin } = refused(caller, judgement.kind);
    return new Response(caller.method === 'HEAD' ? null : shared.body, {
      status: shared.status,
      headers: { ...shared.headers, 'Retry-After': String(seconds), ...corsHeaders(origin) },
    });
  };

  const later = async (...judged: Parameters<typeof act>): Promise<Response> => act(...judged);

  return (request, ...more) => {
    if (door.isOpenTo(targetOf(request))) return answer(request, more);
    const caller = new FetchCaller(request, options.address?.(request, ...more) ?? null);
    const judgement = door.judge(caller);
    if (!(judgement instanceof Promise)) return act(judgement, caller, request, more);
    return judgement.then((one) => act(one, caller, request, more));
  };
}

async function telling(response: Response | Promise<Response>, word: string): Promise<Response> {
  const told = await response;
  // An answer that was fetched from elsewhere has headers that can't be changed.
  const headers = new Headers(told.headers);
  headers.set(STATE_HEADER, word);
  return new Response(told.body, { status: told.status, statusText: told.statusText, headers });
}
