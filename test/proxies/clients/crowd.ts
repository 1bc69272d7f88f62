import type { Browser } from 'playwright-core';
import { type BrowserClient, browserClient } from './browser.ts';
import type { Client } from './client.ts';
import { curlClient } from './curl.ts';
import { eventStreamClient } from './event-stream.ts';
import { type Deadline, type Judged, judged, type Stretch } from './judge.ts';
import { nodeClient } from './node-http.ts';
import { undiciClient } from './undici.ts';
import { webSocketClient } from './web-socket.ts';

/** How many answers each client is to have in each state; visits by WebSocket and to streams take longer. */
const ANSWERS = 20;
const VISITS = 5;

/** Clients of every kind, all at the same time. */
export interface Crowd {
  readonly page: BrowserClient;
  /** Resolves when each has had enough answers to what it sent from now on. */
  answered(): Promise<unknown>;
  /** Resolves when WebSockets and streams that stay have gone on, or were cut. */
  goOn(): Promise<unknown>;
  /** Resolves when they are there. */
  areThere(): Promise<unknown>;
  /** Resolves when they are gone. */
  areGone(): Promise<unknown>;
  /** What each went through. */
  judge(stretches: readonly Stretch[], deadlines: readonly Deadline[]): readonly Judged[];
  stop(): Promise<unknown>;
}

/** Starts them on a service. */
export async function startCrowd(url: string, browser: Browser): Promise<Crowd> {
  const page = await browserClient(browser, `${url}/`);
  const staying = [
    webSocketClient(`${url.replace('http', 'ws')}/socket`),
    eventStreamClient(`${url}/events`),
  ];
  const asking = [nodeClient(`${url}/`, 4), undiciClient(`${url}/`, 4), curlClient(`${url}/`)];
  const clients: readonly Client[] = [...asking, ...staying, page];
  return {
    page,
    answered: () =>
      Promise.all([
        ...asking.map((client) => client.answered(ANSWERS)),
        ...staying.map((client) => client.answered(VISITS)),
      ]),
    goOn: () => Promise.all(staying.map((client) => client.goesOn())),
    areThere: () => Promise.all(staying.map((client) => client.isThere())),
    areGone: () => Promise.all(staying.map((client) => client.gone())),
    judge: (stretches, deadlines) => clients.map((client) => judged(client, stretches, deadlines)),
    stop: () => Promise.all(clients.map((client) => client.stop())),
  };
}
