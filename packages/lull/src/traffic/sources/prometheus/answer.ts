import { LullError } from '../../../errors.ts';
import { excerpt } from '../../../printable.ts';
import type { Endpoint } from './location.ts';

/** Characters of another program's words that a message shows. */
export const LONGEST_TEXT = 400;
const notPrometheus = 'Give the address under which /api/v1/query_range is served, its path prefix included.';

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

/**
 * What an answer says.
 *
 * @param status of HTTP
 * @throws LullError `source-refused`, `source-unavailable`, `bad-source`
 * @example understand(endpoint, 200, body).series[0].values[0] // [1767571200, '812']
 */
export function understand(endpoint: Endpoint, status: number, body: Buffer): Answer {
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
    warnings: warnings.map((w) => excerpt(w, LONGEST_TEXT)),
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

function isPoint(point: unknown): boolean {
  return Array.isArray(point) && Number.isFinite(point[0]) && typeof point[1] === 'string';
}

function isMatrix(result: unknown): result is AnsweredSeries[] {
  return (
    Array.isArray(result) &&
    result.every(
      (series) =>
        typeof series?.metric === 'object' &&
        series.metric !== null &&
        Array.isArray(series.values) &&
        series.values.every(isPoint),
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
  const reason = excerpt(`${kind}${said}`, LONGEST_TEXT) || 'no reason given';
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

/** Trouble over there, which may pass. */
export function unavailable(what: string, todo: string): LullError {
  return new LullError('source-unavailable', what, todo);
}
