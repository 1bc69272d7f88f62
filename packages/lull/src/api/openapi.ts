import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { errorKinds } from '../errors.ts';
import { type Endpoint, errorsOf } from './contract/endpoint.ts';
import { base, endpoints } from './contract/index.ts';
import { problem } from './contract/problem.ts';

type Registered = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0];
type Answers = Registered['responses'];

const about = `Takes services down on purpose, at the moment that hurts the fewest people.

Instants are ISO 8601 in UTC; beside them stand the same on the service's wall clock. Lengths are ISO 8601
durations. Whoever asks sends a key as \`Authorization: Bearer lull_…\`, or the cookie of a session. Every
refusal is a problem (RFC 9457) with a stable \`code\`; docs/errors.md has them all.`;

/**
 * The description of the API (OpenAPI 3.1), made from the same declarations that the server reads requests
 * by.
 *
 * @example openapiDocument().openapi === '3.1.0'
 */
export function openapiDocument() {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'lull.session_token',
  });
  registry.registerComponent('responses', 'Refused', {
    description: 'Refused, and why',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  const { $schema: _, ...problemSchema } = z.toJSONSchema(problem) as Record<string, unknown>;
  registry.registerComponent('schemas', 'Problem', problemSchema);
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Lull',
      version: '1',
      description: about,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: base }],
    security: [{ key: [] }, { session: [] }],
    tags: tags.map(([name, description]) => ({ name, description })),
  });
}

/** What the operations are grouped by, and what each group is about. */
export const tags = [
  ['questions', 'May it be done then, when may it be done, and when would it hurt least?'],
  ['downtimes', 'Planned work and its whole history'],
  ['commands', 'What may be said to a downtime'],
  ['emergencies', 'Down now, and up again'],
  ['runs', 'The work itself: step files, runs, what steps print, and what they ask'],
  ['agents', 'The hosts that run steps: which there are, and what they ask'],
  ['series', 'Work that comes again'],
  ['catalog', 'Services, windows, freezes, teams and the organisation'],
  ['gates', 'Where visitors are refused or admitted: how they stand, and what they ask'],
  ['silences', 'What monitors keep quiet about while work is done'],
  ['announce', 'How people are told: channels, subscribers and notices'],
  ['events', 'What happened, as pages or as it happens'],
  ['people', 'People, keys, and who changed what'],
  ['operate', 'For those who run the server'],
] as const;

function pathOf(endpoint: Endpoint): Registered {
  const { name, tag, method, path, summary, needs, params, query, body } = endpoint;
  return {
    method,
    path,
    operationId: name,
    ...(endpoint.base && { servers: [{ url: endpoint.base }] }),
    tags: [tag],
    summary,
    description: whoMay(endpoint),
    ...(needs.who === 'anyone' && { security: [] }),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      headers: headersOf(endpoint),
      ...(body && {
        body: {
          required: !body.optional,
          content: { [body.type]: { schema: body.schema, example: body.example } },
        },
      }),
    },
    responses: { ...answersOf(endpoint), ...refusalsOf(endpoint) },
  };
}

function whoMay({ needs, idempotent }: Endpoint): string {
  const once = idempotent ? ' With an `Idempotency-Key` it is done once, however often it is sent.' : '';
  if (needs.who === 'anyone') return `For anyone: ${needs.why}.${once}`;
  if (needs.who === 'signed-in') return `For whoever is signed in.${once}`;
  const whose = {
    everything: 'the organisation as a whole',
    named: 'every service that is named',
    object: 'the services that it is about',
    visible: 'some service; the answer holds what the caller may see',
  }[needs.on];
  return `Needs \`${needs.action}\` with ${whose}.${once}`;
}

function headersOf({ version, idempotent, method, answer, name }: Endpoint): z.ZodObject {
  const header = (description: string, required = false) => {
    const text = z.string().meta({ description });
    return required ? text : text.optional();
  };
  const either = method === 'put' ? '; or `If-None-Match: *` for a new one' : '';
  return z.object({
    ...(version && {
      'If-Match': header(`The ETag of what is changed${either}`, version === 'required' && method !== 'put'),
    }),
    ...(version && method === 'put' && { 'If-None-Match': header('`*`: only where there is none yet') }),
    ...(method === 'get' && answer.etag && { 'If-None-Match': header('An ETag: 304 if it still holds') }),
    ...(idempotent && { 'Idempotency-Key': header('1 to 128 visible ASCII characters') }),
    ...(name === 'listEvents' && { 'Last-Event-ID': header('The last event that a stream has got') }),
  });
}

function answersOf({ answer, method, query }: Endpoint): Answers {
  const { status, description, schema, types, etag, example } = answer;
  const headers = z.object({
    'X-Request-Id': z.string(),
    ...(etag && { ETag: z.string() }),
    ...(status === 201 && { Location: z.string().optional() }),
  });
  const content = {
    ...(schema && { 'application/json': { schema, ...(example !== undefined && { example }) } }),
    ...Object.fromEntries((types ?? []).map((type) => [type, { schema: textOrObject(type) }])),
  };
  const has = Object.keys(content).length > 0;
  return {
    [status]: { description, headers, ...(has && { content }) },
    ...(status === 201 && query?.shape.dryRun && { 200: { description: 'Only asked for', content } }),
    ...(method === 'get' && etag && { 304: { description: 'The ETag still holds' } }),
  };
}

function textOrObject(type: string): z.ZodType {
  return type === 'application/json' ? z.looseObject({}) : z.string();
}

/** Refusals by their status, each with the codes that it can have. */
function refusalsOf(endpoint: Endpoint): Answers {
  const byStatus = Map.groupBy(errorsOf(endpoint), (code) => errorKinds[code].status);
  const refusals = [...byStatus].map(([status, codes]) => {
    const description = codes.map((code) => `\`${code}\``).join(', ');
    return [status, { $ref: '#/components/responses/Refused', description }];
  });
  return Object.fromEntries(refusals);
}
