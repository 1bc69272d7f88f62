import { LullError } from '../../../errors.ts';
import { printable } from '../../figures/printable.ts';
import type { Endpoint } from './location.ts';

/** How long and how large one call may become. */
export interface CallLimits {
  /** Milliseconds. */
  readonly timeout: number;
  readonly answerBytes: number;
}

/** One series of an answer. */
export interface AnsweredSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970 and the figure as text. */
  readonly values: readonly (readonly [number, string])[];
}

/** What a Prometheus says to a range query. */
export interface Answer {
  readonly series: readonly AnsweredSeries[];
  readonly warnings: readonly string[];
  readonly bytes: number;
}

const MOST_REDIRECTS = 5;
const LONGEST_TEXT = 400;
const connecting = 'See that it runs and can be reached from here, then try again.';
const notPrometheus = 'Give the address under which /api/v1/query_range is served, its path prefix included.';
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
 * @throws LullError `source-unavailable` (no answer, in no time, or trouble over there), `source-refused` (with the
 * reason given), `bad-source` (it answers, but is no Prometheus), `interrupted` (on the signal)
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
    if (!next || !safe || hops === MOST_REDIRECTS) {
      throw new LullError(
        'source-refused',
        `${endpoint.shown} sends on to ${next ? next.origin : 'an address that is none'}, which is not followed`,
        'Give the address where Prometheus really answers.',
      );
    }
    next.search ||= url.search;
    url = next;
  }
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

function understand(endpoint: Endpoint, status: number, body: Buffer): Answer {
  const text = body.toString('utf8');
  const json = parseObject(text);
  if (status < 200 || status >= 300 || json?.status === 'error') throw refusal(endpoint, status, json, text);
  const data = json?.data as { resultType?: unknown; result?: unknown } | undefined;
  if (json?.status !== 'success' || data?.resultType !== 'matrix' || !isMatrix(data.result)) {
    throw new LullError(
      'bad-source',
      `${endpoint.shown} does not answer as a Prometheus does`,
      notPrometheus,
    );
  }
  const warnings = [json.warnings, json.infos].flat().filter((warning) => typeof warning === 'string');
  if (json.isPartial === true) warnings.push('the answer is partial: some of the storage did not take part');
  return {
    series: data.result,
    warnings: warnings.map((w) => printable(w, LONGEST_TEXT)),
    bytes: body.length,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isMatrix(result: unknown): result is AnsweredSeries[] {
  return (
    Array.isArray(result) &&
    result.every(
      (series) =>
        typeof series?.metric === 'object' &&
        series.metric !== null &&
        Array.isArray(series.values) &&
        series.values.every((point: unknown) => Array.isArray(point) && Number.isFinite(point[0])),
    )
  );
}

function refusal(
  endpoint: Endpoint,
  status: number,
  json: Record<string, unknown> | null,
  text: string,
): LullError {
  const kind = typeof json?.errorType === 'string' ? `${json.errorType}: ` : '';
  const said = typeof json?.error === 'string' ? json.error : text.trim();
  const reason = printable(`${kind}${said}`, LONGEST_TEXT) || 'no reason given';
  if (status >= 500 || status === 429 || json?.errorType === 'timeout') {
    return unavailable(
      `${endpoint.shown} is in trouble (${status}): ${reason}`,
      'Ask for less, or try again later.',
    );
  }
  if (status === 401 || status === 403) {
    return new LullError(
      'source-refused',
      `${endpoint.shown} refuses these credentials (${status})`,
      'Write user:password@ before the host, or put a bearer token into LULL_PROMETHEUS_TOKEN.',
    );
  }
  if (json === null && (status === 404 || status === 405)) {
    return new LullError('bad-source', `${endpoint.shown} has no Prometheus API (${status})`, notPrometheus);
  }
  return new LullError(
    'source-refused',
    `${endpoint.shown} refuses the query (${status}): ${reason}`,
    'Correct the query; try it in the Prometheus web page first.',
  );
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const known = trouble[cause?.code ?? ''];
  if (known) return known;
  if (/CERT|TLS|SSL/.test(cause?.code ?? '')) {
    return `has a certificate that is not trusted (${cause!.code}); NODE_EXTRA_CA_CERTS names a file of further ones`;
  }
  return `cannot be asked: ${printable(cause?.message ?? String(error), LONGEST_TEXT)}`;
}

function unavailable(what: string, todo: string): LullError {
  return new LullError('source-unavailable', what, todo);
}
