import { readEvents } from './event-stream.ts';
import { jitter, pauses } from './pause.ts';
import type { Wire } from './wire.ts';

/** What is done with the stream's events. */
export interface StreamUse {
  event(name: string, data: string): void;
  /** It is open. */
  opened(): void;
  /** It couldn't be opened, or broke. */
  failed(error: unknown): void;
  /** The first attempt after a lost connection failed too. */
  lost(): void;
}

/** A stream in which nothing comes for so long is dead: three heartbeats. Milliseconds. */
const SILENT = 15_000;

/** Between attempts: at first, and at most. Milliseconds. */
const SOON = 250;
const LATE = 10_000;

/** After so long a connection was a good one. Milliseconds. */
const LASTED = 10_000;

/**
 * Keeps a stream of events open until it is stopped. The first event of each connection is the current
 * document, so nothing that was said in between is missed.
 *
 * @returns whether it is open now
 * @example const isConnected = streams(wire, { event, opened, failed, lost }, stop);
 */
export function streams(wire: Wire, use: StreamUse, stop: AbortSignal): () => boolean {
  const pause = pauses(stop);
  let isOpen = false;
  let least = SOON;
  let next = SOON;
  let openedAt = 0;

  const once = async (): Promise<void> => {
    const connection = new AbortController();
    const end = (): void => connection.abort(stop.reason);
    stop.addEventListener('abort', end, { once: true });
    const silent = (): void => connection.abort(new Error(`nothing came for ${SILENT / 1000} s`));
    let timer = setTimeout(silent, SILENT);
    try {
      const body = await wire.stream(connection.signal);
      isOpen = true;
      openedAt = performance.now();
      use.opened();
      await readEvents(body, {
        event: ({ event, data }) => use.event(event, data),
        retry: (milliseconds) => {
          least = Math.min(LATE, Math.max(1, milliseconds));
        },
        alive: () => {
          clearTimeout(timer);
          timer = setTimeout(silent, SILENT);
        },
      });
    } finally {
      // A connection that is always cut at once is not asked for without a pause.
      if (isOpen && performance.now() - openedAt > LASTED) next = least;
      isOpen = false;
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
    }
  };

  const onAndOn = async (): Promise<void> => {
    let attempts = 0;
    while (!stop.aborted) {
      attempts += 1;
      await once()
        // A connection that was there and ended is no failure: servers are started anew.
        .then(() => {
          attempts = 0;
        })
        .catch((error: unknown) => {
          if (!stop.aborted) use.failed(error);
        });
      if (attempts === 1) use.lost();
      await pause.wait(jitter(next, 0.5));
      next = Math.min(LATE, next * 2);
    }
  };
  void onAndOn();
  return () => isOpen;
}
