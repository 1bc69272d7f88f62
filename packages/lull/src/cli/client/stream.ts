import { setTimeout as wait } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { LullError } from '../../errors.ts';
import { SECOND } from '../../time/instant.ts';
import { type QueryValue, send } from './call.ts';
import type { Server } from './server.ts';

/** What is listened to. */
export interface Listening {
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** The id of the last event that is known; the server begins after it. */
  readonly after: string;
  readonly signal: AbortSignal;
  /** Told when the line is lost (with why) and when it is back (null). */
  readonly onLine?: (lost: string | null) => void;
}

/** Silence after which the line counts as lost, in milliseconds: the server's heartbeats come more often. */
const longestSilence = 60 * SECOND;
const shortestPause = 1 * SECOND;
const longestPause = 15 * SECOND;
const longestEvent = 4_000_000;

/**
 * The server's events from `after` on, each once and in order. A line that is lost is taken up again where it
 * broke, until the caller stops listening.
 *
 * @throws LullError what the server refuses it with, `interrupted` as the signal says
 */
export async function* eventsFrom(server: Server, listening: Listening): AsyncGenerator<EventSourceMessage> {
  const { path, query, signal, onLine } = listening;
  let after = listening.after;
  let pause = shortestPause;
  while (true) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': after };
      const response = await send(
        server,
        { method: 'GET', path, query: query ?? {}, signal, streams: true },
        headers,
      );
      onLine?.(null);
      for await (const message of messagesIn(response, signal)) {
        pause = shortestPause;
        if (message.id) after = message.id;
        yield message;
      }
      onLine?.('the server ended it');
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof LullError && !error.retry) throw error;
      onLine?.((error as Error).message);
    }
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    pause = Math.min(2 * pause, longestPause);
  }
}

async function* messagesIn(response: Response, signal: AbortSignal): AsyncGenerator<EventSourceMessage> {
  let messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message), maxBufferSize: longestEvent });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  try {
    while (true) {
      const { done, value } = await orSilence(reader.read(), signal);
      if (done) return;
      parser.feed(value);
      yield* messages;
      messages = [];
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function orSilence<T>(read: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const silence = wait(longestSilence, undefined, { signal: AbortSignal.any([done.signal, signal]) });
  try {
    return await Promise.race([read, silence.then(() => lostLine())]);
  } finally {
    done.abort();
    silence.catch(() => {});
  }
}

function lostLine(): never {
  throw new LullError('server-unreachable', 'nothing was heard for a minute', 'It is asked again.');
}
