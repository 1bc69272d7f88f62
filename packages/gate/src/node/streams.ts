import type { ServerResponse } from 'node:http';
import type { Gate } from '../follow/contract.ts';
import type { Caller } from '../middleware/caller.ts';
import { type Asking, type GateState, retryAfter, shuts, verdictOn } from '../protocol/index.ts';
import { NodeCaller } from './caller.ts';
import type { Inside } from './inside.ts';

/** How often streams that were begun before the closing are looked for while it lasts. Milliseconds. */
const LOOK = 1_000;

/** A stream that is silent for so long is between two events. Milliseconds. */
const QUIET = 100;

/** A stream that never pauses is ended all the same after this. Milliseconds. */
const PATIENCE = 2_000;

/**
 * Ends streams of server-sent events when the gate closes, which would never end by themselves: at the end of
 * an event, after telling the client when to come back.
 *
 * @param inside the answers that are in flight
 * @param askingOf what the gate asks of a request
 * @param cut whether everything else is cut off too once draining is over
 */
export function endStreamsOf(
  gate: Gate,
  inside: Inside,
  askingOf: (caller: Caller) => Asking,
  { cut = false }: { cut?: boolean },
): void {
  const ending = new WeakSet<ServerResponse>();
  const look = (state: GateState) => {
    for (const response of inside.responses()) {
      if (verdictOn(state, askingOf(new NodeCaller(response.req))).verdict !== 'refuse') continue;
      if (cut && state.state !== 'drain') response.destroy();
      else if (isEventStream(response) && !ending.has(response)) {
        ending.add(response);
        endPolitely(response, () => retryAfter(gate.state().retryAt, gate.now(), Math.random()));
      }
    }
  };
  let looking: ReturnType<typeof setInterval> | undefined;
  gate.onFlip((state) => {
    clearInterval(looking);
    if (!shuts(state)) return;
    look(state);
    // A request that was let in before may begin its stream only now.
    looking = setInterval(() => (inside.isEmpty ? clearInterval(looking) : look(gate.state())), LOOK);
    looking.unref();
  });
}

function isEventStream(response: ServerResponse): boolean {
  return response.headersSent && sentHeader(response, 'content-type').startsWith('text/event-stream');
}

/** Headers that were handed to `writeHead` alone are kept nowhere but in the text that was sent. */
function sentHeader(response: ServerResponse & { readonly _header?: string }, name: string): string {
  const inText = new RegExp(`^${name}: *(.*)$`, 'im').exec(response._header ?? '')?.[1];
  return String(response.getHeader(name) ?? inText ?? '').toLowerCase();
}

/**
 * Waits for the end of an event, because what is put into its midst would become part of it.
 *
 * @param comesBack seconds after which the client should connect again
 */
function endPolitely(response: ServerResponse, comesBack: () => number): void {
  const write = response.write;
  const end = (isBetweenEvents: boolean) => {
    clearTimeout(quiet);
    clearTimeout(patience);
    response.write = write;
    // The service may write on, not knowing that the stream has ended.
    response.on('error', () => {});
    if (response.writableEnded) return;
    const isPlain = sentHeader(response, 'content-encoding') === '';
    response.end(isBetweenEvents && isPlain ? `retry: ${comesBack() * 1000}\n\n` : undefined);
  };
  const quiet = setTimeout(end, QUIET, true);
  const patience = setTimeout(end, PATIENCE, false);
  response.write = ((...written: Parameters<typeof write>) => {
    const isWritten = write.apply(response, written);
    const last = Buffer.from(written[0]).subarray(-4).toString('latin1');
    if (/(\r\n|\n|\r)\1$/.test(last)) end(true);
    else quiet.refresh();
    return isWritten;
  }) as typeof write;
}
