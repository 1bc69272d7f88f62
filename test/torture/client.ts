import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** One request that was sent and not answered yet. */
export interface InFlight {
  readonly what: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** An HTTP client that asks until it is answered, whatever happens to the server meanwhile. */
export interface Client {
  /** What is being asked at this moment. */
  readonly inFlight: ReadonlySet<InFlight>;
  /** How often something was asked again because its connection broke. */
  askedAgain(): number;
  get(path: string): Promise<Answer>;
  /** Says it with an idempotency key, which every try of the same call carries. */
  post(path: string, body: object): Promise<Answer>;
  put(path: string, body: object): Promise<Answer>;
  /** Ends all waiting. */
  close(): void;
}

/** @param url where the server is or will be again */
export function createClient(url: string, key: string): Client {
  const inFlight = new Set<InFlight>();
  const closing = new AbortController();
  let [keys, broken] = [0, 0];
  const own = randomUUID();

  const ask = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const flight: InFlight = { what: `${method} ${path.replace(/^\/api\/v1/, '')}` };
    inFlight.add(flight);
    try {
      for (;;) {
        closing.signal.throwIfAborted();
        const answer = await once(method, path, headers, body);
        if (answer && !shouldAskAgain(answer)) return answer;
        if (!answer) broken += 1;
        await wait(20, undefined, { signal: closing.signal });
      }
    } finally {
      inFlight.delete(flight);
    }
  };
  const once = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(20_000)]),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    } catch {
      return null;
    }
  };
  return {
    inFlight,
    askedAgain: () => broken,
    get: (path) => ask('GET', path, {}),
    post: (path, body) => {
      keys += 1;
      return ask('POST', path, { 'idempotency-key': `${own}-${keys}` }, body);
    },
    put: (path, body) => ask('PUT', path, { 'if-none-match': '*' }, body),
    close: () => closing.abort(),
  };
}

/** Refusals that only say that the server cannot answer now: it stops, or its store is not there. */
function shouldAskAgain({ status, body }: { status: number; body: unknown }): boolean {
  return status === 429 || (status >= 500 && (body as { retry?: boolean } | null)?.retry === true);
}
