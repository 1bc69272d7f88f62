import { z } from 'zod';
import { name, text } from '../../catalog/fields.ts';
import { shown } from '../../catalog/mistakes.ts';
import { longText, targetName, wholeWithin } from '../actions/fields.ts';
import type { HttpTarget, SqlTarget, TcpTarget } from './contract.ts';
import { isWholePath, secret } from './secret-schema.ts';

const sql = z
  .strictObject({
    kind: z.literal('sql'),
    url: secret.meta({ description: 'postgres://user:password@host/database, as a secret' }),
  })
  .transform((target): SqlTarget => target);

const url = text('https://shop.internal:8443').superRefine((value, context) => {
  const wrong = wrongAddress(value);
  if (wrong) context.addIssue({ code: 'custom', message: wrong, input: value });
});

function wrongAddress(text: string): string | null {
  const parsed = URL.parse(text);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return `${shown(text)} is no address (http or https)`;
  if (parsed.username || parsed.password) {
    return 'holds a password; write headers: { authorization: { file: … } }';
  }
  return parsed.search || parsed.hash ? `${shown(text)} has a query or a fragment; leave it out` : null;
}

const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { error: ({ input }) => `${shown(input)} names no header` }),
  z.union(
    [
      longText('application/json', 4_000).regex(/^[\t\x20-\x7e]*$/, { error: 'is not one line of ASCII' }),
      secret,
    ],
    {
      error: () => 'is neither text nor a reference to a secret: { file: … } or { variable: … }',
    },
  ),
);

const http = z
  .strictObject({
    kind: z.literal('http'),
    url: url.meta({ description: 'Address; paths of calls are appended' }),
    headers: headers.optional().meta({ description: 'Sent with every call; secrets by reference' }),
    ca: text('/etc/lull/ca.pem')
      .refine(isWholePath, { error: ({ input }) => `${shown(input)} is not a whole path` })
      .optional()
      .meta({ description: "Certificates (PEM) that are trusted beside the system's" }),
    service: name.optional().meta({ description: 'Whose closed gates a call with bypass passes' }),
  })
  .transform(
    ({ kind, url, headers, ca, service }): HttpTarget => ({
      kind,
      url: url.replace(/\/+$/, ''),
      headers: Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      ca: ca ?? null,
      service: service ?? null,
    }),
  );

const host = text('db.internal').regex(/^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/, {
  error: ({ input }) => `${shown(input)} is not a host's name or address`,
});

const tcp = z
  .strictObject({
    kind: z.literal('tcp'),
    host: host.meta({ description: 'Name or address' }),
    port: wholeWithin(1, 65_535, 'Port'),
  })
  .transform((target): TcpTarget => target);

const kinds = z.discriminatedUnion('kind', [sql, http, tcp], {
  error: ({ input }) =>
    `${shown((input as { kind?: unknown })?.kind)} is no kind of target: sql, http or tcp`,
});

/** A targets.yaml: what the step files beside it name, and where this host finds it. */
export const targetsSchema = z.record(targetName, kinds);
