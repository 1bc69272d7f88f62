import { Agent, request } from 'node:http';
import { type Client, reasonOf, type Sent, startClient, type Way } from './client.ts';

/** Node's own client: each asks over one connection that it keeps, every third time with a body. */
export function nodeClient(url: string, clients: number): Client {
  const way =
    (client: number): Way =>
    async (tally, isOver) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let i = client; !isOver(); i += 1) tally.add(await send(agent, url, i % 3 === 0));
      agent.destroy();
    };
  return startClient(
    'node:http',
    Array.from({ length: clients }, (_, client) => way(client)),
  );
}

function send(agent: Agent, url: string, isPost: boolean): Promise<Sent> {
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (status: number | null, state: string | null, error: string | null = null) =>
      resolve({ began, ended: performance.now(), status, state, error });
    const headers = { accept: 'application/json' };
    const asked = request(url, { agent, method: isPost ? 'POST' : 'GET', headers }, (response) => {
      response.resume();
      response.on('error', (error) => end(null, null, reasonOf(error)));
      response.on('end', () =>
        end(response.statusCode ?? null, (response.headers['lull-state'] as string) ?? null),
      );
    });
    asked.on('error', (error) => end(null, null, reasonOf(error)));
    asked.end(isPost ? 'x'.repeat(2_000) : undefined);
  });
}

/** A request that takes longer. */
export interface Slow {
  /** Resolves when the proxy wants its body. */
  readonly isIn: Promise<void>;
  /** Sends the rest. */
  finish(): void;
  /** Its status; null when the connection broke. */
  readonly answered: Promise<number | null>;
}

/** A request that waits until its body is wanted, and then until it is told to send it. */
export function slow(url: string): Slow {
  const headers = { expect: '100-continue', 'content-length': 4 };
  const asked = request(url, { agent: false, method: 'POST', headers });
  const answered = new Promise<number | null>((resolve) => {
    asked.on('error', () => resolve(null));
    asked.on('response', (response) => {
      response.resume();
      response.on('error', () => resolve(null));
      response.on('end', () => resolve(response.statusCode ?? null));
    });
  });
  const isIn = new Promise<void>((resolve) => asked.once('continue', resolve));
  asked.flushHeaders();
  return { isIn, finish: () => asked.end('body'), answered };
}
