import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { base } from '../../api/contract/base.ts';
import { LullError } from '../../errors.ts';
import { SECOND } from '../../time/instant.ts';
import { problemOf } from './problem.ts';
import type { Server } from './server.ts';

/** What is asked of the server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path under the API's base, with a slash before it and its parts already encoded. */
  readonly path: string;
  /** Query; a list gives its name several times, and what is undefined is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON; text is sent as `type`, or as YAML. */
  readonly body?: unknown;
  readonly type?: string | undefined;
  /** The version that a change is made to: `If-Match`. */
  readonly version?: string | number | undefined;
  /** Only where there is none of that name: `If-None-Match: *`. */
  readonly onlyNew?: boolean | undefined;
  /** Whether the server knows the call again by its key, so that it can be repeated. */
  readonly idempotent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for an answer in milliseconds. */
  readonly within?: number;
  /** Whether to give up at once where nothing answers. */
  readonly once?: boolean;
  /** Whether the answer is read as it comes, however long that takes. */
  readonly streams?: boolean;
}

export type QueryValue = string | number | boolean | readonly string[] | null | undefined;

const patience = 30 * SECOND;
/** Pauses before the second and third try of a call that can be repeated without harm, in milliseconds. */
const pauses = [200, 800];
/** The longest that a server's "try again after" is waited for. */
const longestPause = 5 * SECOND;

/**
 * Asks the server and reads its JSON. A call that can be repeated without harm (it reads, or carries the key
 * by which the server knows it again) is tried up to three times while nothing answers.
 *
 * @returns null where the answer has no body
 * @throws LullError whatever the server refuses it with; `server-unreachable` when it doesn't answer
 */
export async function call(server: Server, asked: Call): Promise<unknown> {
  const response = await send(server, asked, { accept: 'application/json' });
  const text = await response.text().catch((error: unknown) => unreachable(server, asked, error));
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    throw problemOf(response.status, text, server.url);
  }
}

/**
 * Asks the server and gives its answer as it comes, for what is streamed.
 *
 * @throws LullError as `call`
 */
export async function send(
  server: Server,
  asked: Call,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const { method, idempotent, signal, once } = asked;
  const request = { method, headers: { ...headersOf(server, asked), ...headers }, body: bodyOf(asked) };
  const url = addressOf(server, asked);
  const repeatable = (method === 'GET' || idempotent === true) && !once;
  for (let tried = 0; ; tried++) {
    const limit = limitOf(asked);
    try {
      const response = await fetch(url, { ...request, redirect: 'manual', signal: limit.signal });
      limit.answered();
      const pause = tried < pauses.length && !once ? pauseAsked(response) : null;
      if (pause === null) return await accepted(response, server);
      await response.body?.cancel();
      await wait(pause, undefined, { signal });
    } catch (error) {
      if (error instanceof LullError) throw error;
      if (!repeatable || tried >= pauses.length || signal?.aborted) return unreachable(server, asked, error);
      await wait(pauses[tried]!, undefined, { signal }).catch(() => unreachable(server, asked, error));
    }
  }
}

/** Ends a call that waits too long, and one that the caller no longer wants. */
function limitOf({ signal, within = patience, streams = false }: Call) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('too late', 'TimeoutError')), within).unref();
  return {
    signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
    answered: () => streams && clearTimeout(timer),
  };
}

function addressOf(server: Server, { path, query = {} }: Call): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return `${server.url}${base}${path}${search.size > 0 ? `?${search}` : ''}`;
}

function headersOf(
  server: Server,
  { body, type, version, onlyNew, idempotent }: Call,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (server.key !== null) headers.authorization = `Bearer ${server.key}`;
  if (typeof body === 'string') headers['content-type'] = type ?? 'application/yaml';
  else if (body !== undefined) headers['content-type'] = 'application/json';
  if (version !== undefined) headers['if-match'] = typeof version === 'number' ? `"${version}"` : version;
  if (onlyNew) headers['if-none-match'] = '*';
  if (idempotent) headers['idempotency-key'] = randomUUID();
  return headers;
}

function bodyOf({ body }: Call): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** How long the server asks to be left alone when it took nothing of this call. */
function pauseAsked({ status, headers }: Response): number | null {
  if (status !== 429 && status !== 503) return null;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const pause = seconds * SECOND;
  return pause >= 0 && pause <= longestPause ? pause : null;
}

async function accepted(response: Response, server: Server): Promise<Response> {
  if (response.ok || response.status === 304) return response;
  if (response.status >= 300 && response.status < 400) {
    throw new LullError(
      'no-server',
      `${server.url} sends its callers on to ${response.headers.get('location')}`,
      'Name that address: a key is never sent on to another place.',
    );
  }
  throw problemOf(response.status, await response.text(), server.url);
}

function unreachable(server: Server, { signal }: Call, error: unknown): never {
  if (signal?.aborted) throw signal.reason;
  const { name, message, cause } = error as Error;
  const why = name === 'TimeoutError' ? 'it did not answer in time' : innermost(cause) || message;
  throw new LullError(
    'server-unreachable',
    `${server.url} cannot be reached: ${why}`,
    'See that it runs and that the address is right; lull whoami tells which server is asked.',
  );
}

/** fetch says "fetch failed"; what happened is in its cause, of several addresses in the first one's. */
function innermost(cause: unknown): string | null {
  if (cause instanceof AggregateError) return innermost(cause.errors[0]);
  return cause instanceof Error ? cause.message : null;
}
