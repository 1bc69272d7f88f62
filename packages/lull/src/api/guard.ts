import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { clientAddress } from '../access/client-address.ts';
import { LullError } from '../errors.ts';
import type { Env } from './call.ts';
import type { ApiSettings } from './settings.ts';

/** Longer addresses than any of ours, in characters. */
const longestUrl = 8_192;

const ownId = /^[A-Za-z0-9._-]{8,64}$/;

/** What every answer carries where its route says nothing else. */
export const usual: readonly (readonly [string, string])[] = [
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
];

/** What answers of a server carry that is found over HTTPS. */
export const strictTransport = ['strict-transport-security', 'max-age=31536000'] as const;

/**
 * What goes before every route: the request's id (the client's own where it is sane), the client's address,
 * and the headers that keep browsers from doing with an answer what it is not made for.
 *
 * @param url the address under which browsers find the server
 */
export function guard(
  { trustedProxies }: Pick<ApiSettings, 'trustedProxies'>,
  url: string,
): MiddlewareHandler<Env> {
  const isSecure = url.startsWith('https:');
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const request = given !== undefined && ownId.test(given) ? given : randomUUID();
    c.set('request', request);
    c.set('from', clientAddress(c.env?.incoming?.socket.remoteAddress, c.req.raw.headers, trustedProxies));
    if (c.req.url.length > longestUrl) throw tooLong();
    await next();
    const headers = openHeaders(c);
    secure(headers, request);
    if (isSecure) headers.set(...strictTransport);
  };
}

/** Adds what every answer carries, where it doesn't say something else itself. */
export function secure(headers: Headers, request: string): void {
  headers.set('x-request-id', request);
  for (const [name, value] of usual) if (!headers.has(name)) headers.set(name, value);
}

/** The headers of the answer; those of a redirect cannot be changed, so it is made anew. */
function openHeaders(c: Context<Env>): Headers {
  const { res } = c;
  try {
    res.headers.delete('x-powered-by');
    return res.headers;
  } catch {
    c.res = undefined;
    c.res = new Response(res.body, { status: res.status, headers: new Headers(res.headers) });
    return c.res.headers;
  }
}

function tooLong(): LullError {
  return new LullError('too-large', `The address is longer than ${longestUrl} characters`, 'Ask for less.');
}
