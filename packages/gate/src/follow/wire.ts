import type { Confirmation, Confirmed } from './contract.ts';

/** The server as a gate asks it. Every question ends: by an answer, an error, or its time limit. */
export interface Wire {
  /**
   * @param etag of the document that is held, to be told that it is still the newest; null for none
   * @returns null where it is
   */
  document(etag: string | null): Promise<string | null>;
  /** A signed time that answers this question and no other. */
  time(nonce: string): Promise<unknown>;
  confirm(confirmation: Confirmation): Promise<Confirmed>;
  /** The stream of events, until the signal ends it. */
  stream(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** The server, or what stands before it, said no. */
export class WireError extends Error {
  readonly status: number;

  constructor(url: string, status: number, what = '') {
    // A copy's address may bear a secret in its query.
    super(`${url.split('?')[0]} answers ${status}${what}`);
    this.name = 'WireError';
    this.status = status;
  }
}

/** How long an answer may take. Milliseconds. */
const LIMIT = 5_000;

/** The longest answer, in characters. */
const LONGEST = 8_000_000;

/**
 * The server over HTTP. Redirects aren't followed: the key goes nowhere else.
 *
 * @param stop ends every question under way
 * @example const wire = httpWire({ server: 'https://lull.example', service: 'shop', key, fetch }, signal);
 */
export function httpWire(
  at: {
    readonly server?: string | undefined;
    readonly documentUrl?: string | undefined;
    readonly service: string;
    readonly key?: string | undefined;
    readonly fetch: typeof fetch;
  },
  stop: AbortSignal,
): Wire {
  const service = encodeURIComponent(at.service);
  const gate = `${at.server?.replace(/\/+$/, '')}/gate/v1`;
  const headers: Record<string, string> = at.key === undefined ? {} : { authorization: `Bearer ${at.key}` };

  const ask = (url: string, options: RequestInit): Promise<Response> =>
    at.fetch(url, { redirect: 'manual', ...options });

  const answered = <T>(
    url: string,
    options: RequestInit,
    read: (response: Response) => Promise<T>,
  ): Promise<T> =>
    limited(stop, LIMIT, async (signal) => {
      const response = await ask(url, { ...options, signal });
      if (response.ok || response.status === 304) return read(response);
      throw new WireError(url, response.status, await reasonOf(response));
    });

  return {
    document: (etag) => {
      const ours = at.documentUrl === undefined;
      const known: Record<string, string> = etag === null || !ours ? {} : { 'if-none-match': etag };
      return answered(
        at.documentUrl ?? `${gate}/documents/${service}`,
        { headers: { accept: 'application/json', ...known, ...(ours && headers) } },
        async (response) => (response.status === 304 ? null : textOf(response)),
      );
    },
    time: (nonce) =>
      answered(`${gate}/time?service=${service}&nonce=${nonce}`, { headers }, async (response) =>
        JSON.parse(await textOf(response)),
      ),
    confirm: (confirmation) =>
      answered(
        `${gate}/confirm`,
        {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(confirmation),
        },
        async (response) => JSON.parse(await textOf(response)) as Confirmed,
      ),
    stream: async (signal) => {
      const url = `${gate}/stream/${service}`;
      const response = await ask(url, { headers: { ...headers, accept: 'text/event-stream' }, signal });
      const type = response.headers.get('content-type') ?? '';
      if (response.ok && response.body !== null && type.startsWith('text/event-stream')) return response.body;
      await response.body?.cancel();
      throw new WireError(url, response.status, response.ok ? `, but no stream of events: ${type}` : '');
    },
  };
}

/**
 * Runs with a signal that ends with the other one, or when the time is up.
 *
 * @param limit milliseconds
 * @example await limited(stop, 5_000, (signal) => fetch(url, { signal }));
 */
export async function limited<T>(
  stop: AbortSignal,
  limit: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = (): void => controller.abort(stop.reason);
  if (stop.aborted) end();
  stop.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${limit / 1000} s`)), limit);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}

/** The code of what stands in the way, where the server itself says it. */
async function reasonOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    await response.body?.cancel();
    return '';
  }
  const text = await textOf(response).catch(() => '');
  const [, code] = /"code": ?"([a-z-]{1,50})"/.exec(text) ?? [];
  return code === undefined ? '' : ` (${code})`;
}

async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > LONGEST) {
      void reader?.cancel().catch(() => {});
      throw new RangeError(`an answer of more than ${LONGEST} characters`);
    }
  }
}
