import { z } from 'zod';
import { text } from '../../../catalog/fields.ts';
import { shown } from '../../../catalog/mistakes.ts';
import { LullError } from '../../../errors.ts';
import type { HttpAction } from '../../steps/contract.ts';
import { flag, longText, targetName, wholeWithin } from '../fields.ts';
import type { Format } from '../format.ts';
import type { Fill } from '../template.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** Those that may be sent again: RFC 9110, 9.2.2. */
const repeatable: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'];
const MOST_BODY = 100_000;
/** Headers that say how a request is sent: what sends it sets them. */
const ofTheConnection = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect)$/i;

const path = text('/health')
  .regex(/^\/(?!\/)[\x21\x22\x24-\x5b\x5d-\x7e]*$/, {
    error: ({ input }) =>
      `${shown(input)} is not a path under the target's address; it begins with one "/" and is written ` +
      'in ASCII, without spaces, "\\" and "#"',
  })
  .refine((value) => !hasDots(value), { error: 'holds "." or ".." as a segment' })
  .meta({ description: `Path and query under the target's address: /jobs/\${id}?force=1` });

const headers = z
  .record(
    z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { error: ({ input }) => `${shown(input)} names no header` }),
    longText('application/json', 4_000).regex(/^[\t\x20-\x7e]*$/, { error: 'is not one line of ASCII' }),
  )
  .superRefine((all, context) => {
    for (const name of Object.keys(all).filter((name) => ofTheConnection.test(name))) {
      context.addIssue({ code: 'custom', path: [name], message: 'is set by whoever sends it', input: name });
    }
  })
  .meta({ description: 'Headers without secrets: those belong to the target' });

const status = wholeWithin(100, 599, 'Status that is well');

const schema = z
  .strictObject({
    target: targetName,
    path,
    method: z.enum(methods).optional().meta({ description: 'GET when left out' }),
    headers: headers.optional(),
    body: longText('text', MOST_BODY)
      .optional()
      .meta({ description: 'The body as text, without parameters' }),
    json: z
      .json({ error: 'is not what JSON can say' })
      .optional()
      .meta({ description: 'The body as JSON; parameters may stand in its texts' }),
    expect: z
      .union([status, z.array(status).min(1, 'is empty').max(50, 'has more than 50')], {
        error: ({ input }) => `${shown(input)} is no status; write for example 204, or [200, 404]`,
      })
      .optional()
      .meta({ description: 'Statuses that are well; 200 to 299 when left out' }),
    contains: longText('ok', 2_000).optional().meta({ description: 'What the body of the answer must hold' }),
    bypass: flag('Whether it passes the closed gates').optional(),
  })
  .superRefine(({ body, json, method }, context) => {
    const hasBody = json !== undefined || typeof body === 'string';
    const wrong =
      json !== undefined && typeof body === 'string'
        ? 'has two bodies: body and json'
        : hasBody && (method ?? 'GET').match(/^(GET|HEAD)$/)
          ? 'has a body, which GET and HEAD have not; write method: POST'
          : null;
    if (wrong) context.addIssue({ code: 'custom', message: wrong, input: undefined });
  });

/** `http`: a call of a target. */
export const httpFormat: Format<HttpAction> = {
  schema: schema
    .transform(({ target, path, method, headers, body, json, expect, contains, bypass }): HttpAction => {
      const isJson = json !== undefined;
      return {
        kind: 'http',
        target,
        method: method ?? 'GET',
        path,
        headers: { ...(isJson && { 'content-type': 'application/json' }), ...lowerCased(headers ?? {}) },
        body: isJson ? JSON.stringify(json) : (body ?? null),
        expect: typeof expect === 'number' ? [expect] : (expect ?? []),
        contains: contains ?? null,
        bypass: bypass ?? false,
      };
    })
    .meta({ description: 'A call of a target that is named on the host' }),
  shows: ({ method, target, path }) => `${method} ${path} of ${target}`,
  refusesAt: ([field]) =>
    field === 'path' || field === 'json' ? null : 'no parameter can stand here, only in path and json',
  fill: (action, fill) => ({
    ...action,
    path: filledPath(action.path, fill),
    body: action.body === null ? null : filledBody(action.body, fill),
  }),
  targets: ({ target }) => [{ kind: 'http', name: target }],
  files: () => [],
  isIdempotent: ({ method }) => repeatable.includes(method),
};

/** @throws LullError `bad-parameter` where values make a path lead to another place than was written */
function filledPath(path: string, fill: Fill): string {
  const filled = fill(path, encodeURIComponent);
  if (!hasDots(filled) && !filled.startsWith('//')) return filled;
  throw new LullError(
    'bad-parameter',
    `With these values the path ${path} would lead to another place`,
    'Give values that are neither empty nor "." or "..", and let the pattern say so.',
  );
}

function hasDots(path: string): boolean {
  return path
    .split(/[?]/)[0]!
    .split('/')
    .some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

/** JSON is filled inside its texts, so that it stays what it is whatever the values are. */
function filledBody(body: string, fill: Fill): string {
  if (!body.includes('${')) return body;
  try {
    return JSON.stringify(JSON.parse(body), (_, one) => (typeof one === 'string' ? fill(one) : one));
  } catch {
    return fill(body);
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
