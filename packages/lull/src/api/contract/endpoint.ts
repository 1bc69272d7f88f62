import type { z } from 'zod';
import type { Action } from '../../access/contract.ts';
import type { ErrorCode } from '../../errors.ts';

/**
 * Who may: anyone at all (and why that is right), anyone who is somebody, or those who may do the action
 * - `everything`: with the organisation as a whole
 * - `named`: with the services that the request names
 * - `object`: with the services of the thing that is asked for, which the verb itself looks at
 * - `visible`: somewhere; the answer holds only what the caller may see.
 */
export type Needs =
  | { readonly who: 'anyone'; readonly why: string }
  | { readonly who: 'signed-in' }
  | {
      readonly who: 'allowed';
      readonly action: Action;
      readonly on: 'everything' | 'named' | 'object' | 'visible';
    };

/** What an endpoint takes as its body. */
export interface BodyOf {
  readonly type: 'application/json' | 'application/yaml' | 'text/csv';
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** Whether the request may come without one, which then stands for an empty object. */
  readonly optional?: boolean;
  /** Most bytes; 256 kB when left out. */
  readonly most?: number;
  /** Whether it may come with `Content-Encoding: gzip`; `most` holds for what is in it. */
  readonly packed?: boolean;
}

/** What an endpoint answers with when all went well. */
export interface AnswerOf {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  /** Left out when there is no body, or one that is no JSON. */
  readonly schema?: z.ZodType;
  /** Other types that it may answer with. */
  readonly types?: readonly string[];
  readonly etag?: boolean;
  readonly example?: unknown;
}

/** One thing that can be asked of the API. */
export interface Endpoint {
  /** The operation's name, which clients are generated with. */
  readonly name: string;
  readonly tag: string;
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** What it is under; /api/v1 when left out. */
  readonly base?: string;
  /** With `{param}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly needs: Needs;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: BodyOf;
  /** Whether `If-Match` must or may be given; `If-None-Match: *` may be given in its place with a PUT. */
  readonly version?: 'required' | 'optional';
  /** Whether an `Idempotency-Key` is honoured. */
  readonly idempotent?: boolean;
  /** Whether it may take longer than others: a large file is read to its end. */
  readonly takesLong?: boolean;
  readonly answer: AnswerOf;
  /** What it can refuse with beside what every endpoint can. */
  readonly errors?: readonly ErrorCode[];
}

/**
 * Declares an endpoint; it keeps its exact type, from which handlers and clients take theirs.
 *
 * @example const health = endpoint({ name: 'getHealth', method: 'get', path: '/health', ... });
 */
export function endpoint<const E extends Endpoint>(declared: E): E {
  return declared;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : Readonly<Record<never, never>>;
type Written<S> = S extends z.ZodType ? z.input<S> : Readonly<Record<never, never>>;

export type Params<E extends Endpoint> = Parsed<E['params']>;
export type Query<E extends Endpoint> = Parsed<E['query']>;
export type Body<E extends Endpoint> = E['body'] extends BodyOf ? z.output<E['body']['schema']> : undefined;

/** What a client writes, before it is read. */
export interface Request<E extends Endpoint> {
  readonly params: Written<E['params']>;
  readonly query: Written<E['query']>;
  readonly body: E['body'] extends BodyOf ? z.input<E['body']['schema']> : undefined;
}

/** The JSON that a client gets. */
export type Answered<E extends Endpoint> = E['answer']['schema'] extends z.ZodType
  ? z.output<E['answer']['schema']>
  : null;

/** What every endpoint can refuse with. */
const always: readonly ErrorCode[] = [
  'bad-request',
  'too-large',
  'too-many-requests',
  'timed-out',
  'internal',
  'store-unavailable',
];

/**
 * The codes that an endpoint can answer with.
 *
 * @example errorsOf(health).includes('internal') === true
 */
export function errorsOf(declared: Endpoint): ErrorCode[] {
  const { needs, body, version, idempotent, params, errors = [] } = declared;
  const codes = new Set<ErrorCode>([...always, ...errors]);
  if (needs.who !== 'anyone') codes.add('not-signed-in').add('forged-request');
  if (needs.who === 'allowed') codes.add('not-allowed');
  if (params || (needs.who === 'allowed' && needs.on === 'named')) codes.add('not-found');
  if (body) codes.add('wrong-content-type');
  if (version) codes.add('stale-version');
  if (version === 'required') codes.add('version-needed');
  if (idempotent) codes.add('idempotency-mismatch');
  return [...codes].sort();
}
