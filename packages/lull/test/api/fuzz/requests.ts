import fc from 'fast-check';
import { anyText, anything } from './values.ts';

/** An operation as openapi.json describes it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly type: string | null;
  readonly example: unknown;
  /** The statuses that it may answer with. */
  readonly statuses: ReadonlySet<number>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
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
export function operationsOf({ paths }: Description): Operation[] {
  return Object.entries<Description>(paths).flatMap(([path, methods]) =>
    Object.entries<Description>(methods).map(([method, operation]) => {
      const content = operation.requestBody?.content ?? {};
      const [type = null] = Object.keys(content);
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        type,
        example: type === null ? null : content[type].example,
        statuses: new Set(Object.keys(operation.responses).map(Number)),
      };
    }),
  );
}

/** What is known to be there, and likely to lead further than what is made up. */
export interface Known {
  readonly paths: readonly string[];
  readonly queries: Readonly<Record<string, string>>;
}

/**
 * Requests of an operation that are wrong in one way or another: values of the wrong kind, fields that nobody
 * knows, texts that have broken programs before, headers that contradict.
 */
export function requestsOf(operation: Operation, known: Known): fc.Arbitrary<FuzzRequest> {
  const { method, path, parameters, type, example } = operation;
  const names = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  return fc
    .record({
      values: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known.paths) }, anyText), {
        minLength: 2,
        maxLength: 2,
      }),
      query: fc.array(
        fc.tuple(
          fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names, 'limit', 'after') }, anyText),
          anyText,
        ),
        { maxLength: 3 },
      ),
      usual: fc.boolean(),
      headers: headersOf(parameters),
      body: type === null ? fc.constantFrom(null, null, '{}') : bodyOf(type, example),
      contentType: fc.oneof(
        { weight: 6, arbitrary: fc.constant(type) },
        fc.constantFrom('text/plain', 'a/b;;', ''),
      ),
    })
    .map(({ values, query, usual, headers, body, contentType }) => {
      let next = 0;
      const filled = path.replaceAll(/\{\w+\}/g, () => encoded(values[next++ % 2]!));
      const asked = new URLSearchParams();
      if (usual) for (const name of names) if (known.queries[name]) asked.append(name, known.queries[name]);
      for (const [name, value] of query) asked.append(name, value);
      return {
        method,
        path: `/api/v1${filled}${asked.size > 0 ? `?${asked}`.slice(0, 4_000) : ''}`,
        headers: {
          ...headers,
          ...(body !== null && contentType !== null && { 'content-type': contentType }),
        },
        body,
      };
    });
}

/** Lone surrogates can't be in an address at all. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E') || '%00';
}

function headersOf(parameters: readonly Parameter[]): fc.Arbitrary<Record<string, string>> {
  const values: Readonly<Record<string, readonly string[]>> = {
    'If-Match': ['"1"', '"2"', 'W/"1"', '*', '"1", "2"', '1', '"-1"', '"99999999999999999999"', 'x'],
    'If-None-Match': ['*', '"1"', 'x', ''],
    'Idempotency-Key': ['again', 'k'.repeat(129), 'a b', '\u00e9', "'--"],
    'Last-Event-ID': ['0', '-1', 'x', '99999999999999999999'],
  };
  const own = parameters.filter((each) => each.in === 'header' && values[each.name]);
  const any = ['X-Request-Id', 'Accept', 'X-Forwarded-For', 'Origin', 'X-Api-Key'];
  const odd = fc.constantFrom('../..', '<x>', 'a'.repeat(3_000), '127.0.0.1, evil', '0');
  return fc
    .tuple(
      fc.tuple(...own.map(({ name }) => fc.option(fc.constantFrom(...values[name]!), { freq: 3 }))),
      fc.option(fc.tuple(fc.constantFrom(...any), odd), { freq: 1 }),
    )
    .map(([chosen, extra]) => ({
      ...Object.fromEntries(own.flatMap(({ name }, i) => (chosen[i] ? [[name, chosen[i]]] : []))),
      ...(extra && extra[0] !== 'X-Api-Key' && { [extra[0]]: extra[1] }),
    }));
}

function bodyOf(type: string, example: unknown): fc.Arbitrary<string> {
  if (type !== 'application/json') {
    return fc.oneof(
      fc.constant(String(example)),
      fc.constantFrom(
        '',
        'a: &a [*a]',
        `${'a: {'.repeat(500)}`,
        '- - -',
        '\0',
        'services: { "\u202e": {} }',
        '!!js/function x',
      ),
      anyText,
    );
  }
  const fields = Object.keys(example as object);
  const mutated = fc
    .array(
      fc.tuple(fc.constantFrom(...fields, 'unknown', '__proto__', 'why', 'services', 'start'), anything),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((changes) =>
      JSON.stringify(Object.assign(JSON.parse(JSON.stringify(example)), fromEntries(changes))),
    );
  return fc.oneof(
    { weight: 6, arbitrary: mutated },
    { weight: 2, arbitrary: fc.constant(JSON.stringify(example)) },
    { weight: 1, arbitrary: anything.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', '[1,', '{"a":1}{"b":2}', `"${'x'.repeat(300_000)}"`, '\ud800'),
    },
  );
}

/** As JSON has them: `__proto__` is a field like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}
