import { Agent, request } from 'node:http';

/** One request and what became of it; instants by `performance.now()`. */
export interface Sent {
  readonly method: string;
  readonly began: number;
  readonly ended: number;
  /** Null for none: the connection broke. */
  readonly status: number | null;
  readonly state: string | null;
  readonly error: string | null;
}

/** Clients that ask again and again, each over a connection that it keeps. */
export interface Load {
  readonly sent: Sent[];
  stop(): Promise<void>;
}

/** Starts them: every third request is a POST with a body. */
export function startLoad(url: string, clients: number): Load {
  const sent: Sent[] = [];
  let isOver = false;
  const running = Array.from({ length: clients }, async (_, client) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = client; !isOver; i += 1) sent.push(await send(agent, url, i % 3 === 0 ? 'POST' : 'GET'));
    agent.destroy();
  });
  return {
    sent,
    stop: async () => {
      isOver = true;
      await Promise.all(running);
    },
  };
}

function send(agent: Agent, url: string, method: string): Promise<Sent> {
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (status: number | null, state: string | null, error: string | null) =>
      resolve({ method, began, ended: performance.now(), status, state, error });
    const asked = request(url, { agent, method, headers: { accept: 'application/json' } }, (response) => {
      response.resume();
      response.on('error', (error) => end(null, null, error.message));
      response.on('end', () =>
        end(response.statusCode ?? null, (response.headers['lull-state'] as string) ?? null, null),
      );
    });
    asked.on('error', (error) => end(null, null, error.message));
    asked.end(method === 'POST' ? 'x'.repeat(2_000) : undefined);
  });
}

/** A request that takes longer. */
export interface Slow {
  /** Resolves when the proxy wants its body. */
  readonly isIn: Promise<void>;
  /** Sends the rest. */
  finish(): void;
  /** Its status; rejects when the connection breaks. */
  readonly answered: Promise<number>;
}

/** A request that waits until its body is wanted, and then until it is told to send it. */
export function slow(url: string): Slow {
  const headers = { expect: '100-continue', 'content-length': 4 };
  const asked = request(url, { agent: false, method: 'POST', headers });
  const answered = new Promise<number>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
  });
  const isIn = new Promise<void>((resolve) => asked.once('continue', resolve));
  asked.flushHeaders();
  return { isIn, finish: () => asked.end('body'), answered };
}
