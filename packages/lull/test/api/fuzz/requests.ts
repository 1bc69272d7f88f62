import fc from 'fast-check';
import { anyText, anything, edgesOf, type Schema } from './values.ts';

/** An operation as openapi.json describes it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** What the path is under. */
  readonly base: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body | null;
  /** The statuses that it may answer with. */
  readonly statuses: ReadonlySet<number>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Body {
  readonly type: string;
  readonly example: unknown;
  readonly schema: Schema;
}

/** A request to be sent. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

// biome-ignore lint/suspicious/noExplicitAny: the description is read as it is, and not by our types.
type Description = any;

/** Every operation of a description. */
export function operationsOf({ paths, components }: Description): Operation[] {
  const resolved = (schema: Description): Schema =>
    schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)] : schema;
  return Object.entries<Description>(paths).flatMap(([path, methods]) =>
    Object.entries<Description>(methods).map(
      ([method, { operationId, parameters = [], requestBody, responses, servers }]) => {
        const [content] = Object.entries<Description>(requestBody?.content ?? {});
        return {
          id: operationId,
          method: method.toUpperCase(),
          path,
          base: servers?.[0].url ?? '/api/v1',
          parameters,
          body: content
            ? { type: content[0], example: content[1].example, schema: resolved(content[1].schema) }
            : null,
          statuses: new Set(Object.keys(responses).map(Number)),
        };
      },
    ),
  );
}

/** What is known to be there, and leads further than what is made up. */
export interface Known {
  /** Ids and names by the first part of a path. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly names: readonly string[];
  readonly queries: Readonly<Record<string, string>>;
}

/** What of a request is odd; the rest is as it should be, so that it gets as far as it can. */
const oddities = ['nothing', 'path', 'query', 'headers', 'body', 'all'] as const;

/**
 * Requests of an operation that are wrong in one way or another, or at the edge of what is right: values of
 * the wrong kind, unknown fields, texts that have broken programs before, headers that contradict.
 */
export function requestsOf(operation: Operation, known: Known): fc.Arbitrary<FuzzRequest> {
  const { method, path, base, parameters, body } = operation;
  const queries = parameters.filter((each) => each.in === 'query');
  return fc
    .record({
      odd: fc.constantFrom(...oddities, 'body' as const, 'body' as const),
      ids: fc.tuple(fc.nat(), fc.nat()),
      oddId: anyText,
      dryRun: fc.boolean(),
      oddQuery: oddQueryOf(queries, known),
      headers: headersOf(parameters),
      oddHeaders: oddHeadersOf(parameters),
      body: body ? bodyOf(body, known) : fc.constantFrom('{}', 'x'),
    })
    .map(({ odd, ids, oddId, dryRun, oddQuery, headers, oddHeaders, body: oddBody }) => {
      const is = (...kinds: readonly (typeof odd)[]) => kinds.includes(odd) || odd === 'all';
      const [kind] = path.split('/').filter(Boolean);
      const there = known.ids[kind!] ?? known.names;
      let next = 0;
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
        const from = name === 'service' ? known.names : there;
        return is('path') && next > 0 === ids[1] % 2 > 0
          ? encoded(oddId)
          : encoded(from[ids[next++]! % from.length]!);
      });
      const asked = new URLSearchParams();
      for (const { name, required } of queries) {
        if (required && known.queries[name]) asked.append(name, known.queries[name]);
      }
      if (dryRun && queries.some(({ name }) => name === 'dryRun')) asked.set('dryRun', 'true');
      if (is('query')) for (const [name, value] of oddQuery) asked.append(name, value);
      const usual = body ? usualBody(body) : null;
      return {
        method,
        path: `${base}${filled}${asked.size > 0 ? `?${asked}`.slice(0, 4_000) : ''}`,
        headers: {
          ...(body && { 'content-type': body.type }),
          ...(is('headers') ? oddHeaders : headers),
        },
        body: is('body') ? oddBody : usual,
      };
    });
}

function usualBody({ type, example }: Body): string {
  return type === 'application/json' ? JSON.stringify(example) : String(example);
}

/** Lone surrogates can't be in an address at all, and dots alone would be another path. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E') || '%00';
}

function oddQueryOf(queries: readonly Parameter[], known: Known): fc.Arbitrary<[string, string][]> {
  const edges = queries.map(({ name, schema }) =>
    edgesOf(schema, known.names).map((value): [string, string] => [name, String([value].flat()[0] ?? '')]),
  );
  const odd = fc.tuple(
    fc.oneof(anyText, fc.constantFrom('limit', 'after', ...queries.map(({ name }) => name))),
    anyText,
  );
  return fc.array(edges.length > 0 ? fc.oneof({ weight: 5, arbitrary: fc.oneof(...edges) }, odd) : odd, {
    minLength: 1,
    maxLength: 2,
  });
}

const ownHeaders: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['"1"', '"2"', '"3"', 'W/"1"', '*', '"1", "2"', '1', '"-1"', '"99999999999999999999"', 'x'],
  'If-None-Match': ['*', '"1"', 'x', ''],
  'Idempotency-Key': ['again', 'k'.repeat(129), 'a b', "'--"],
  'Last-Event-ID': ['0', '-1', 'x', '99999999999999999999'],
};

/** A version, so that what needs one gets further: there are few things, and they have low numbers. */
function headersOf(parameters: readonly Parameter[]): fc.Arbitrary<Record<string, string>> {
  const matched = parameters.some(({ name }) => name === 'If-Match');
  return matched
    ? fc.constantFrom<Record<string, string>>(
        { 'If-Match': '"1"' },
        { 'If-Match': '"2"' },
        { 'If-Match': '"3"' },
        { 'If-None-Match': '*' },
        {},
      )
    : fc.constant({});
}

function oddHeadersOf(parameters: readonly Parameter[]): fc.Arbitrary<Record<string, string>> {
  const own = parameters.flatMap(({ name }) => (ownHeaders[name] ?? []).map((value) => ({ [name]: value })));
  const any: Record<string, string>[] = [
    { 'X-Request-Id': '<x>' },
    { Accept: 'a/b' },
    { 'X-Forwarded-For': '127.0.0.1, evil' },
    { Origin: 'https://evil.example' },
    { 'X-Long': 'a'.repeat(3_000) },
    { 'Content-Type': 'text/plain' },
    { 'Content-Type': 'application/json;;;' },
    { 'Content-Encoding': 'gzip' },
    { Cookie: 'better-auth.session_token=x' },
  ];
  return fc
    .tuple(
      fc.constantFrom<Record<string, string>>(...own, {}),
      fc.constantFrom<Record<string, string>>(...any, {}),
    )
    .map(([one, other]) => ({ ...one, ...other }));
}

function bodyOf({ type, example, schema }: Body, known: Known): fc.Arbitrary<string> {
  if (type !== 'application/json') {
    const texts = [
      '',
      'a: &a [*a]',
      'a: {'.repeat(500),
      '- - -',
      '\0',
      'services: { "\u202e": {} }',
      '!!js/function x',
    ];
    return fc.oneof(fc.constantFrom(...texts), anyText);
  }
  const fields = Object.entries(schema.properties ?? {});
  const edges = fields.map(([name, each]) =>
    edgesOf(each, known.names).map((value) => [name, value] as const),
  );
  const odd = fc.tuple(fc.constantFrom(...fields.map(([name]) => name), 'unknown', '__proto__'), anything);
  const changes = fc.array(
    edges.length > 0 ? fc.oneof({ weight: 6, arbitrary: fc.oneof(...edges) }, odd) : odd,
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  return fc.oneof(
    { weight: 9, arbitrary: changes.map((made) => JSON.stringify(changed(example, made))) },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', '[1,', '{"a":1}{"b":2}', `"${'x'.repeat(300_000)}"`, '\ud800'),
    },
  );
}

/** As JSON has them: `__proto__` is a field like any other. */
function changed(example: unknown, changes: readonly (readonly [string, unknown])[]): object {
  const made = structuredClone(example) as object;
  for (const [name, value] of changes) {
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}
