import { LullError } from '../../errors.ts';
import { agentOf } from '../../run/agents/runner-of.ts';
import { watchOrders } from '../../run/runs/orders.ts';
import { SECOND } from '../../time/instant.ts';
import type { Call } from '../call.ts';
import type { agentOrders } from '../contract/agent-wire.ts';
import type { RouteParts } from '../parts.ts';
import { orderView } from '../views/order.ts';
import { streamed } from './response.ts';

/** How often a stream without news says that it is alive. */
const HEARTBEAT = 5 * SECOND;

/** Whose stream each agent's is that is open here. */
export type OpenStreams = Map<string, AbortController>;

/**
 * The orders of an agent, at once and whenever one changes, as long as the runner that asks has its name. One
 * that it had before ends: whoever opens another has lost it.
 */
export async function streamOrders(
  { c, actor, query }: Call<typeof agentOrders>,
  { runs, streams }: Pick<RouteParts, 'runs' | 'streams'>,
  name: string,
  open: OpenStreams,
): Promise<Response> {
  if (streams.signal.aborted) throw stopping();
  const leave = streams.places.take(`${actor.kind} ${actor.id}`);
  const ending = new AbortController();
  open.get(name)?.abort();
  open.set(name, ending);
  const left = (): void => {
    leave();
    if (open.get(name) === ending) open.delete(name);
  };
  const signal = AbortSignal.any([ending.signal, streams.signal]);
  const mayHave = async (): Promise<boolean> => {
    const isTheirs = await isStill(() => agentOf(runs, actor.id, query), name);
    // Told with the next question why there is nothing for it any more.
    if (!isTheirs) ending.abort();
    return isTheirs;
  };
  async function* pieces(): AsyncGenerator<string> {
    const orders = watchOrders(runs, name, signal, mayHave);
    try {
      yield 'retry: 500\n\n';
      for (let next = orders.next(); !signal.aborted; ) {
        const got = await beforeBeat(next, signal);
        if (got === 'beat') {
          yield ': alive\n\n';
          continue;
        }
        if (got.done || signal.aborted) return;
        yield `event: orders\ndata: ${JSON.stringify({ orders: got.value.map(orderView) })}\n\n`;
        next = orders.next();
      }
    } finally {
      ending.abort();
      await orders.return(undefined);
    }
  }
  return c.body(streamed(pieces(), ending, left), 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
}

async function isStill(ask: () => Promise<string>, name: string): Promise<boolean> {
  try {
    return (await ask()) === name;
  } catch (error) {
    if (error instanceof LullError && !['store-unavailable', 'internal'].includes(error.code)) return false;
    throw error;
  }
}

/** What comes, or `beat` when nothing came for as long as a heartbeat. */
async function beforeBeat<T>(next: Promise<T>, signal: AbortSignal): Promise<T | 'beat'> {
  const { promise, resolve } = Promise.withResolvers<'beat'>();
  const beat = (): void => resolve('beat');
  const timer = setTimeout(beat, HEARTBEAT);
  signal.addEventListener('abort', beat);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', beat);
  }
}

function stopping(): LullError {
  return new LullError('interrupted', 'The server is stopping', 'Connect again: another one answers.');
}
