import { LullError } from '../../../errors.ts';
import { exactLength, parseDuration } from '../../../time/duration.ts';
import { type Instant, parseInstant, SECOND, WEEK } from '../../../time/instant.ts';
import type { ReadOptions } from '../../reading.ts';

const HISTORY = 13 * WEEK;
const api = /\/(?:api\/v1\/query(?:_range)?|graph|query)?\/*$/;
/** Functions whose answer at t tells of the time before t. */
const lookingBack = /\b(?:rate|irate|increase|delta|idelta|deriv|count_over_time|sum_over_time)\s*\(/;

/** Where to ask, and with which credentials. */
export interface Endpoint {
  readonly url: URL;
  /** As messages name it: without credentials and query. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is to be asked. */
export interface RangeQuery {
  readonly endpoint: Endpoint;
  readonly query: string;
  /** Milliseconds between points. */
  readonly step: number;
  /** Points are wanted for the buckets that start in here, half-open. */
  readonly start: Instant;
  readonly end: Instant;
  /**
   * Whether a point tells of the step after its time or before it, and whether that was guessed from the
   * query.
   */
  readonly stamp: 'start' | 'end';
  readonly guessed: boolean;
  /** Parameters that are handed on as they are. */
  readonly others: readonly (readonly [string, string])[];
}

/** Whether a location is the address of a Prometheus query. */
export function isPrometheus(location: string): boolean {
  return /^(?:prometheus:)?https?:\/\//i.test(location);
}

/**
 * Reads a location such as `http://host:9090?query=sum(x)&step=1h`.
 *
 * @param token bearer token, used where the location carries no user and password
 * @throws LullError `bad-source`, `bad-duration`, `bad-instant`, `bad-interval`
 * @example parseLocation('http://host:9090?query=up', { ...options, bucket: 300_000 }).step === 300_000
 */
export function parseLocation(location: string, options: ReadOptions, token?: string): RangeQuery {
  const url = URL.parse(location.replace(/^prometheus:/i, ''));
  if (!url) throw badLocation('the address of a Prometheus is not a URL');
  const given = url.searchParams;
  const query = given.get('query')?.trim();
  if (!query) throw badLocation(`${shownAs(url)} comes without a query`);
  const stamp = given.get('stamp');
  if (stamp !== null && stamp !== 'start' && stamp !== 'end') {
    throw badLocation(`stamp is "${stamp}", which is neither start nor end`);
  }
  const step = given.has('step') ? parseStep(given.get('step')!) : options.bucket;
  const end = Math.min(options.to ?? parseTime(given.get('end')) ?? options.now, options.now);
  const start = options.from ?? parseTime(given.get('start')) ?? end - HISTORY;
  if (start >= end) {
    throw new LullError(
      'bad-interval',
      'the start of the history that is asked of Prometheus is not before its end',
      'Give a start before the end, and before now.',
    );
  }
  const own = new Set(['query', 'step', 'start', 'end', 'stamp', 'tenant']);
  return {
    endpoint: endpointOf(url, given.get('tenant'), token),
    query,
    step,
    start,
    end,
    stamp: stamp ?? (lookingBack.test(query) ? 'end' : 'start'),
    guessed: stamp === null,
    others: [...given].filter(([name]) => !own.has(name)),
  };
}

function endpointOf(url: URL, tenant: string | null, token: string | undefined): Endpoint {
  const headers: Record<string, string> = { accept: 'application/json' };
  const bearer = token?.trim();
  if (url.username || url.password) headers.authorization = `Basic ${basicPair(url)}`;
  else if (bearer) headers.authorization = `Bearer ${headerValue(bearer, 'LULL_PROMETHEUS_TOKEN')}`;
  if (tenant) headers['x-scope-orgid'] = headerValue(tenant, 'the tenant');
  const bare = new URL(url.origin);
  bare.pathname = `${url.pathname.replace(api, '')}/api/v1/query_range`;
  return { url: bare, shown: shownAs(url), headers };
}

function basicPair(url: URL): string {
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return Buffer.from(pair).toString('base64');
  } catch {
    throw badLocation(`the user or password for ${shownAs(url)} is not percent-encoded as a URL needs it`);
  }
}

/** A secret that a header cannot carry must not end up in the message of whoever finds that out later. */
function headerValue(text: string, what: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw badLocation(`${what} holds characters that a header cannot carry`);
}

function shownAs(url: URL): string {
  return `${url.origin}${url.pathname.replace(api, '')}`;
}

function parseStep(text: string): number {
  const step = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * SECOND : exactLength(parseDuration(text));
  if (step >= SECOND && step <= WEEK && Number.isInteger(step)) return step;
  throw badLocation(`a step of "${text}" is not between a second and a week`);
}

function parseTime(text: string | null): Instant | undefined {
  if (text === null) return undefined;
  return /^\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * SECOND) : parseInstant(text);
}

function badLocation(what: string): LullError {
  return new LullError(
    'bad-source',
    what,
    "Write for example 'http://host:9090?query=sum(increase(http_requests_total[5m]))&step=5m', in quotes.",
  );
}
