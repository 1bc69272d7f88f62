import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A stream of server-sent events that is being read. */
export interface Reading {
  readonly status: number;
  readonly headers: Headers;
  /** The next event; null when the stream has ended. */
  next(): Promise<EventSourceMessage | null>;
  /** So many of them. */
  take(count: number): Promise<EventSourceMessage[]>;
  /** The text of the answer, when it is no stream. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** Follows `GET /events` as a program does, or whatever else answers so. */
export async function readStream(
  url: string,
  key: string | null,
  headers: Readonly<Record<string, string>> = {},
  request: Pick<RequestInit, 'method' | 'body'> = {},
): Promise<Reading> {
  const stop = new AbortController();
  const response = await fetch(url, {
    ...request,
    signal: stop.signal,
    headers: {
      accept: 'text/event-stream',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
  });
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  const next = async () => {
    while (waiting.length === 0) {
      const { value, done } = await reader.read();
      if (done) return null;
      parser.feed(decoder.decode(value, { stream: true }));
    }
    return waiting.shift()!;
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    async take(count) {
      const taken: EventSourceMessage[] = [];
      while (taken.length < count) {
        const event = await next();
        if (event === null) break;
        taken.push(event);
      }
      return taken;
    },
    async text() {
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += decoder.decode(part.value, { stream: true });
      }
      return text;
    },
    async close() {
      stop.abort();
      await reader.closed.catch(() => undefined);
    },
  };
}
