import type { Gate } from '../follow/contract.ts';
import { sizeOf } from '../middleware/caller.ts';
import { doorOf, type Judgement } from '../middleware/door.ts';
import type { MiddlewareOptions } from '../middleware/options.ts';
import { refuserFor } from '../middleware/refuser.ts';
import { corsHeaders, type Refused, STATE_HEADER } from '../page/index.ts';
import { type Asking, retryAfter, shuts, type Verdict, verdictOn } from '../protocol/index.ts';
import { FetchCaller, targetOf } from './caller.ts';
import { isEventStream, watched } from './counted.ts';
import { noteUpgrade } from './sockets.ts';

/**
 * A web-standard handler. `More` is what a platform hands on besides the request: an environment, a context,
 * the connection's facts. `Answer` is a response; with Bun nothing, too, where a WebSocket was accepted.
 */
export type FetchHandler<More extends unknown[], Answer extends Response | undefined = Response> = (
  request: Request,
  ...more: More
) => Answer | Promise<Answer>;

export interface FetchOptions<More extends unknown[]> extends MiddlewareOptions {
  /**
   * Where a request comes from, as the platform tells it, for `allow` and `proxies`; null where it doesn't.
   */
  readonly address?: (request: Request, ...more: More) => string | null;
  /**
   * Settles when a request's answer has gone out or its client went away, where the platform says so. Without
   * it bodies are handed on as streams that are watched to their end, which costs about half of the rate.
   */
  readonly sent?: (request: Request, ...more: More) => Promise<unknown>;
}

/**
 * A gate in front of a web-standard handler: Hono, Deno, Bun. A WebSocket that the handler accepts is handed
 * to `gateSocket`, so that it is counted and closed; a closed gate refuses new ones with 503.
 *
 * @throws RangeError for an address or a range that is none
 * @example export default { fetch: gated(gate, app.fetch) };
 */
export function gated<More extends unknown[], Answer extends Response | undefined = Response>(
  gate: Gate,
  handler: FetchHandler<More, Answer>,
  options: FetchOptions<More> = {},
): FetchHandler<More, Answer | Response> {
  type Answered = Answer | Response | Promise<Answer | Response>;
  const door = doorOf(gate, options);
  const refused = refuserFor<Refused>(gate, options, (one) => one, Math.random);

  const counted = (answer: Answer, end: () => void, request: Request, more: More): Answer | Response => {
    // A WebSocket was accepted: from here on it is counted by itself.
    if (answer === undefined || answer.status === SWITCHING) {
      end();
      return answer;
    }
    if (options.sent && !isEventStream(answer)) {
      options.sent(request, ...more).then(end, end);
      return answer;
    }
    let forget: (() => void) | null = null;
    const { response, endEarly } = watched(answer, () => {
      forget?.();
      end();
    });
    if (endEarly === null) return response;
    const asked = door.askingOf(new FetchCaller(request, null));
    const look = () => {
      const state = gate.state();
      if (!shuts(state) || verdictOn(state, asked).verdict !== 'refuse') return;
      endEarly(retryAfter(state.retryAt, gate.now(), Math.random()));
    };
    forget = gate.onFlip(look);
    // It may have closed while the service made up its answer.
    look();
    return response;
  };

  const answer = (request: Request, more: More): Answered => {
    noteUpgrade(request, gate, () => door.askingOf(new FetchCaller(request, null)));
    gate.counts.admitted(request.method);
    const end = gate.counts.begin();
    try {
      const answered = handler(request, ...more);
      if (!isPromise(answered)) return counted(answered, end, request, more);
      return answered.then(
        (one) => counted(one, end, request, more),
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

  const pass = (request: Request, more: More): Answered => {
    noteUpgrade(request, gate, () => null);
    return handler(request, ...more);
  };

  const act = (judgement: Judgement, caller: FetchCaller, request: Request, more: More): Answered => {
    if (judgement.act === 'admit') {
      const answered = (judgement.isCounted ? answer : pass)(request, more);
      return judgement.tells === null ? answered : telling(answered, judgement.tells);
    }
    if (judgement.act === 'enter') return new Response(null, { status: 303, headers: judgement.headers });
    if (judgement.act === 'hold') {
      const { asking } = judgement;
      return waited(asking, caller, request).then((verdict) =>
        act(door.follow(verdict, asking), caller, request, more),
      );
    }
    if (judgement.isCounted) gate.counts.refused(judgement.kind);
    const { shared, seconds, origin } = refused(caller, judgement.kind);
    return new Response(caller.method === 'HEAD' ? null : shared.body, {
      status: shared.status,
      headers: { ...shared.headers, 'Retry-After': String(seconds), ...corsHeaders(origin) },
    });
  };

  /** What becomes of a request that is held: past the caps it is refused at once. */
  const waited = (asking: Asking, caller: FetchCaller, request: Request): Promise<Verdict> =>
    new Promise((resolve) => {
      const forget = door.queue.add(asking, sizeOf(caller), resolve);
      if (forget !== null) request.signal.addEventListener('abort', forget, { once: true });
      else resolve({ verdict: 'refuse', kind: 'closed', retryAt: gate.state().retryAt });
    });

  return (request, ...more) => {
    if (door.isOpenTo(targetOf(request))) return answer(request, more);
    const caller = new FetchCaller(request, options.address?.(request, ...more) ?? null);
    const judgement = door.judge(caller);
    if (!(judgement instanceof Promise)) return act(judgement, caller, request, more);
    return judgement.then((one) => act(one, caller, request, more));
  };
}

async function telling<Answer extends Response | undefined>(
  answered: Answer | Promise<Answer>,
  word: string,
): Promise<Answer | Response> {
  const told = await answered;
  // What accepts a WebSocket is more than a response of its own making can say.
  if (told === undefined || told.status === SWITCHING) return told;
  // An answer that was fetched from elsewhere has headers that can't be changed.
  const headers = new Headers(told.headers);
  headers.set(STATE_HEADER, word);
  return new Response(told.body, { status: told.status, statusText: told.statusText, headers });
}

const SWITCHING = 101;

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === 'function';
}
