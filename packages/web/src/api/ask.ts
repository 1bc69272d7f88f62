import { type Endpoints, endpoints } from './contract.ts';

type Name = keyof Endpoints;
type Problem = import('../../../lull/src/api/contract/problem.ts').Problem;
type Asked<N extends Name> = import('../../../lull/src/api/contract/endpoint.ts').Request<Endpoints[N]>;
type Given<T> = { readonly [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** What an endpoint answers with. */
export type Answer<N extends Name> = import('../../../lull/src/api/contract/endpoint.ts').Answered<
  Endpoints[N]
>;

/**
 * What is asked of an endpoint: its path's parameters, its query, its body; those that it has none of are
 * left out.
 */
export type Question<N extends Name> = Partial<Given<Asked<N>>> & {
  /** The version that a change is meant for, as `If-Match`; `new` where there must be none yet. */
  readonly version?: number | 'new';
  /** What a body of text is; YAML when left out. */
  readonly type?: 'text/csv';
  readonly signal?: AbortSignal;
};

/** A refusal of the server, with its code and what to do; `unreachable` where nothing answered. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: Problem['code'] | 'unreachable';
  readonly status: number;
  readonly todo: string;
  /** The whole answer; null where there was none. */
  readonly problem: Problem | null;

  constructor(problem: Problem | null, cause?: unknown) {
    super(problem?.detail ?? 'The server does not answer', { cause });
    this.code = problem?.code ?? 'unreachable';
    this.status = problem?.status ?? 0;
    this.todo = problem?.todo ?? 'It is asked again by itself.';
    this.problem = problem;
  }
}

/**
 * Asks the API, as whoever is signed in.
 *
 * @throws Refusal
 * @example const { items } = await ask('listDowntimes', { query: { limit: '50' } });
 */
export async function ask<N extends Name>(name: N, question: Question<N> = {}): Promise<Answer<N>> {
  const response = await send(name, question);
  if (response.status === 204) return null as Answer<N>;
  const isJson = response.headers.get('content-type')?.includes('json');
  return (isJson ? await response.json() : await response.text()) as Answer<N>;
}

async function send<N extends Name>(name: N, question: Question<N>): Promise<Response> {
  const { method } = endpoints[name];
  const { version, type = 'application/yaml', signal } = question;
  const { body } = question as { body?: unknown };
  const headers = new Headers({ accept: 'application/json' });
  if (version === 'new') headers.set('if-none-match', '*');
  else if (version !== undefined) headers.set('if-match', `"${version}"`);
  const isText = typeof body === 'string';
  if (body !== undefined) headers.set('content-type', isText ? type : 'application/json');
  const sent = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) };
  const request: RequestInit = { method: method.toUpperCase(), headers, ...sent };
  const response = await fetch(addressOf(name, question), signal ? { ...request, signal } : request).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error;
      throw new Refusal(null, error);
    },
  );
  if (response.ok) return response;
  throw new Refusal(await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem | null> {
  const isProblem = response.headers.get('content-type')?.includes('problem+json');
  return isProblem ? ((await response.json()) as Problem) : null;
}

/**
 * The address of a question, on this server.
 *
 * @example addressOf('readDowntime', { params: { id: 'd1' } }) === '/api/v1/downtimes/d1'
 */
export function addressOf<N extends Name>(name: N, question: Question<N> = {}): string {
  const { params = {}, query = {} } = question as { params?: object; query?: object };
  const path = Object.entries(params).reduce(
    (so, [key, value]) => so.replace(`{${key}}`, encodeURIComponent(String(value))),
    endpoints[name].path as string,
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(key, String(one));
    }
  }
  return search.size === 0 ? path : `${path}?${search}`;
}
