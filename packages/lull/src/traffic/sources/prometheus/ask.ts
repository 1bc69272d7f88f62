import { LullError } from '../../../errors.ts';
import { excerpt } from '../../../printable.ts';
import { type Answer, LONGEST_TEXT, unavailable, understand } from './answer.ts';
import type { Endpoint } from './location.ts';

/** How long and how large one call may become. */
export interface CallLimits {
  /** Milliseconds. */
  readonly timeout: number;
  readonly answerBytes: number;
}

const MOST_REDIRECTS = 5;
const connecting = 'See that it runs and can be reached from here, then try again.';
const trouble: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that cannot be looked up now',
  ECONNRESET: 'broke the connection off',
  UND_ERR_SOCKET: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
};

/**
 * Asks once.
 *
 * @throws LullError `source-unavailable` (no answer in time, or trouble over there), `source-refused` (with
 * the reason given), `bad-source` (it answers, but is no Prometheus), `interrupted` (on the signal)
 * @example (await ask(endpoint, parameters, { timeout: 30_000, answerBytes: 1e6 })).series.length
 */
export async function ask(
  endpoint: Endpoint,
  parameters: URLSearchParams,
  limits: CallLimits,
  signal?: AbortSignal,
): Promise<Answer> {
  const inTime = AbortSignal.timeout(limits.timeout);
  try {
    const either = signal ? AbortSignal.any([signal, inTime]) : inTime;
    const response = await follow(endpoint, parameters, either);
    return understand(endpoint, response.status, await bounded(endpoint, response, limits.answerBytes));
  } catch (error) {
    if (error instanceof LullError) throw error;
    if (signal?.aborted) {
      throw new LullError('interrupted', 'reading was interrupted', 'Start it again when you like.');
    }
    if (inTime.aborted) {
      const seconds = limits.timeout / 1000;
      throw unavailable(
        `${endpoint.shown} did not answer within ${seconds} s`,
        'Ask for less, or try again.',
      );
    }
    throw unavailable(`${endpoint.shown} ${reasonOf(error)}`, connecting);
  }
}

/** Credentials are never handed to another host, nor from https to http. */
async function follow(
  endpoint: Endpoint,
  parameters: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  let url = new URL(endpoint.url);
  url.search = parameters.toString();
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, { headers: endpoint.headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = URL.parse(location, url);
    const safe =
      next?.hostname === url.hostname && (next.protocol === 'https:' || next.protocol === url.protocol);
    if (!next || !safe) {
      const where = next?.origin ?? 'an address that is none';
      throw notFollowed(`${endpoint.shown} sends on to ${where}, which is not followed`);
    }
    if (hops === MOST_REDIRECTS) {
      throw notFollowed(`${endpoint.shown} sends on from one address to the next, and never answers`);
    }
    next.search ||= url.search;
    next.username = '';
    next.password = '';
    url = next;
  }
}

function notFollowed(what: string): LullError {
  return new LullError('source-refused', what, 'Give the address where Prometheus really answers.');
}

async function bounded(endpoint: Endpoint, response: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > most) {
      throw new LullError(
        'source-refused',
        `${endpoint.shown} answers with more than ${Math.round(most / 2 ** 20)} MiB at once`,
        'Let the query aggregate, for example with sum(…), or choose a longer step.',
      );
    }
  }
  return Buffer.concat(parts);
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const known = trouble[cause?.code ?? ''];
  if (known) return known;
  if (/CERT|TLS|SSL/.test(cause?.code ?? '')) {
    return `has a certificate that is not trusted (${cause!.code}; see NODE_EXTRA_CA_CERTS)`;
  }
  return `cannot be asked: ${excerpt(cause?.message ?? String(error), LONGEST_TEXT)}`;
}
