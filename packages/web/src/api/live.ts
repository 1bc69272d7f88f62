import type { QueryClient } from '@tanstack/react-query';
import { createParser } from 'eventsource-parser';
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import { addressOf } from './ask.ts';

type EventView = import('../../../lull/src/api/contract/outcome.ts').EventView;

/** How it stands with the stream of events: when it was last heard of, and whether it is now. */
export interface Live {
  readonly state: 'connecting' | 'live' | 'lost';
  /** When the connection was lost, UTC milliseconds; null while it is not. */
  readonly lostAt: number | null;
}

type Message =
  | { readonly type: 'event'; readonly event: EventView }
  | { readonly type: 'live'; readonly live: Live };

const name = 'lull-events';
/** How soon what was asked is asked again after something happened, ms: once for what comes together. */
const soon = 250;

/** How long after a break the next connection is made, ms. */
const again = 2_000;

/** After this without a heartbeat a connection is no longer one, ms; the server sends one every 15 s. */
const patience = 40_000;

/**
 * Follows everything that happens: one tab holds the stream for all, and hands it on when it is closed. What
 * was asked and may have changed is asked again.
 *
 * @example const live = new Follow(client); live.start();
 */
export class Follow {
  readonly #client: QueryClient;
  readonly #heard = new Set<(event: EventView) => void>();
  readonly #watching = new Set<() => void>();
  readonly #channel = new BroadcastChannel(name);
  #live: Live = { state: 'connecting', lostAt: null };
  #after: number | null = null;
  #due: number | null = null;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Begins; the tab that gets the lock holds the stream until it is closed. */
  start(): void {
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#take(data);
    void navigator.locks.request(name, () => this.#hold());
    addEventListener('online', () => this.#askAgain());
  }

  /** Calls for each event from now on; what it gives ends that. */
  on(heard: (event: EventView) => void): () => void {
    this.#heard.add(heard);
    return () => this.#heard.delete(heard);
  }

  readonly watch = (changed: () => void): (() => void) => {
    this.#watching.add(changed);
    return () => this.#watching.delete(changed);
  };

  readonly now = (): Live => this.#live;

  async #hold(): Promise<void> {
    // Left when the tab is: the lock goes with it, and the next tab takes over.
    for (;;) {
      await this.#stream().catch(() => null);
      this.#lost();
      await new Promise((later) => setTimeout(later, again));
    }
  }

  /** One connection, until it breaks or nothing comes any more, not even a heartbeat. */
  async #stream(): Promise<void> {
    const ending = new AbortController();
    const query = this.#after === null ? {} : { after: String(this.#after) };
    const headers = { accept: 'text/event-stream' };
    const response = await fetch(addressOf('listEvents', { query }), { headers, signal: ending.signal });
    if (!response.ok || response.body === null) throw new Error(`answered with ${response.status}`);
    this.#opened();
    const parser = createParser({
      onEvent: ({ data }) => this.#send({ type: 'event', event: JSON.parse(data) as EventView }),
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const watchdog = setTimeout(() => ending.abort(), patience);
      const { done, value } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done) return;
      parser.feed(value);
    }
  }

  #opened(): void {
    const wasLost = this.#live.state === 'lost';
    this.#tell({ state: 'live', lostAt: null });
    if (wasLost) this.#askAgain();
  }

  #lost(): void {
    const { lostAt } = this.#live;
    this.#tell({ state: 'lost', lostAt: lostAt ?? Date.now() });
    // Whoever is not signed in any more is told so by the next answer.
    void this.#client.invalidateQueries({ queryKey: ['readMe'] });
  }

  #tell(live: Live): void {
    this.#send({ type: 'live', live });
  }

  #send(message: Message): void {
    this.#channel.postMessage(message);
    this.#take(message);
  }

  #take(message: Message): void {
    if (message.type === 'live') {
      const isBack = this.#live.state === 'lost' && message.live.state === 'live';
      this.#live = message.live;
      for (const changed of this.#watching) changed();
      if (isBack) this.#askAgain();
      return;
    }
    this.#after = message.event.seq;
    for (const heard of this.#heard) heard(message.event);
    this.#askAgain();
  }

  /** Soon, and once for many events that come together. */
  #askAgain(): void {
    if (this.#due !== null) return;
    this.#due = window.setTimeout(() => {
      this.#due = null;
      void this.#client.invalidateQueries();
    }, soon);
  }
}

/** What follows the events, for everything within. */
export const Followed = createContext<Follow | null>(null);

/** How it stands with the stream. */
export function useLive(): Live {
  const follow = useContext(Followed)!;
  return useSyncExternalStore(follow.watch, follow.now);
}

/** Calls for each event as long as this is shown. */
export function useEvents(heard: (event: EventView) => void): void {
  const follow = useContext(Followed)!;
  useEffect(() => follow.on(heard), [follow, heard]);
}
