import type { Context } from 'hono';
import { z } from 'zod';
import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import { readJson, readText } from '../read-json.ts';
import type { Env } from './call.ts';
import type { BodyOf, Endpoint } from './contract/endpoint.ts';
import { versionIn } from './etag.ts';

/** Most bytes of a body where the endpoint says nothing else. */
const usualMost = 262_144;

interface Mistake {
  readonly at: string;
  readonly message: string;
}

/** What was read of a request. */
export interface ReadCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly version: number | undefined;
  readonly onlyNew: boolean;
  readonly idempotencyKey: string | undefined;
}

/**
 * Makes what reads the requests of an endpoint: path, query, headers and body against the contract, every
 * mistake told at once.
 *
 * @example const read = readerOf(createDowntime); const { body } = await read(c);
 */
export function readerOf(endpoint: Endpoint): (c: Context<Env>) => Promise<ReadCall> {
  const lists = listsOf(endpoint.query);
  return async (c) => {
    const mistakes: Mistake[] = [];
    const params = checked(endpoint.params, c.req.param(), 'path', mistakes);
    const query = checked(endpoint.query ?? nothing, queryOf(c.req.url, lists), 'query', mistakes);
    const written = await bodyOf(c.req.raw, endpoint.body);
    const body = endpoint.body && checked(endpoint.body.schema, written, 'body', mistakes);
    const headers = headersOf(c, endpoint, mistakes);
    if (mistakes.length > 0) throw badRequest(mistakes);
    return { params, query, body, ...headers };
  };
}

const nothing = z.strictObject({});

function checked(schema: z.ZodType | undefined, value: unknown, place: string, mistakes: Mistake[]): unknown {
  if (!schema) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  mistakes.push(...parsed.error.issues.flatMap((issue) => mistakesOf(issue, place)));
}

function mistakesOf(issue: z.core.$ZodIssue, place: string): Mistake[] {
  const at = issue.path.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${excerpt(String(key))}`),
    place,
  );
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: `${at}.${excerpt(key)}`,
      message: 'is no field that is known here',
    }));
  }
  return [{ at, message: issue.message }];
}

function badRequest(mistakes: readonly Mistake[]): LullError {
  const [{ at, message }] = mistakes as [Mistake];
  const others = mistakes.length > 1 ? `, and ${mistakes.length - 1} more` : '';
  return new LullError('bad-request', `${at}: ${message}${others}`, 'Correct what `mistakes` names.', {
    mistakes: mistakes.slice(0, 100),
  });
}

/** The names of the fields that may be given several times. */
function listsOf(schema: z.ZodObject | undefined): ReadonlySet<string> {
  const isList = (field: z.core.$ZodType): boolean =>
    field instanceof z.ZodArray ||
    ((field instanceof z.ZodOptional || field instanceof z.ZodDefault) && isList(field.def.innerType));
  return new Set(
    Object.entries(schema?.shape ?? {}).flatMap(([name, field]) => (isList(field) ? [name] : [])),
  );
}

function queryOf(url: string, lists: ReadonlySet<string>): Record<string, string | string[]> {
  const mark = url.indexOf('?');
  if (mark < 0) return {};
  // Without a prototype, so that no name that a caller makes up is there already.
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
    const before = query[name];
    if (before === undefined) query[name] = lists.has(name) ? [value] : value;
    else query[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return query;
}

async function bodyOf(request: Request, declared: BodyOf | undefined): Promise<unknown> {
  // These have none in HTTP's own terms; looking for one would cost the read more than all the rest.
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const text = await textOf(request, declared);
  if (!declared) {
    if (text.trim() === '') return undefined;
    throw new LullError('bad-request', 'There is a body, and none is read here', 'Send none.');
  }
  if (text.trim() === '' && declared.optional) return {};
  const type = request.headers.get('content-type')?.replace(/;.*/, '').trim().toLowerCase();
  if (type !== declared.type) {
    throw new LullError(
      'wrong-content-type',
      type ? `The body is ${excerpt(type)}` : 'The body says no type',
      `Send it as ${declared.type}.`,
    );
  }
  return declared.type === 'application/json' ? readJson(text) : text;
}

/** What is packed is counted as it comes out: a small body that holds a large one is refused in its midst. */
async function textOf(request: Request, declared: BodyOf | undefined): Promise<string> {
  const most = declared?.most ?? usualMost;
  const isPacked = declared?.packed && request.headers.get('content-encoding') === 'gzip';
  if (!isPacked || request.body === null) return readText(request, most);
  const body = request.body.pipeThrough(new DecompressionStream('gzip'));
  try {
    return await readText({ headers: request.headers, body }, most);
  } catch (error) {
    if (error instanceof LullError) throw error;
    throw new LullError('bad-request', 'The body is not what gzip makes', 'Send it whole, or unpacked.');
  }
}

function headersOf(c: Context<Env>, { version, idempotent, method }: Endpoint, mistakes: Mistake[]) {
  const match = c.req.header('if-match');
  const onlyNew = method === 'put' && c.req.header('if-none-match') === '*';
  if (version === 'required' && match === undefined && !onlyNew) {
    throw new LullError(
      'version-needed',
      'The request does not say which version it is made to',
      method === 'put'
        ? 'Send the ETag that was read as If-Match, or If-None-Match: * for a new one.'
        : 'Send the ETag that was read as If-Match.',
    );
  }
  const key = c.req.header('idempotency-key');
  if (idempotent && key !== undefined && !/^[\x21-\x7e]{1,128}$/.test(key)) {
    const message = 'is not 1 to 128 visible ASCII characters';
    mistakes.push({ at: 'header.Idempotency-Key', message });
  }
  return {
    version: version && match !== undefined ? versionIn(match) : undefined,
    onlyNew,
    idempotencyKey: idempotent ? key : undefined,
  };
}
