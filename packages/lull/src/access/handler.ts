import { isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { LullError } from '../errors.ts';
import { formatInstant } from '../time/instant.ts';
import type { Access } from './access.ts';
import { attempt } from './attempts.ts';
import { beginClaim, claimWithPassword, finishClaim, lookAtLink } from './claim.ts';
import type { RequestOrigin } from './contract.ts';
import { redeemDevice } from './device.ts';
import { addressHeader, type Library, requestHeader } from './library.ts';
import { libraryRoutes, providerRoutes } from './library-routes.ts';
import { networkOf } from './network-of.ts';
import { readBody } from './read-body.ts';
import { demandSameOrigin } from './same-origin.ts';
import { endSessions, listSessions } from './sessions.ts';

/** Below this path identity answers. */
export const identityPath = '/api/auth';

/**
 * Answers a request below `/api/auth`; see `Access.handler`.
 *
 * @throws LullError `not-found` for what isn't open; `too-many-requests`, `forged-request`, `bad-request`,
 * `too-large`, `wrong-content-type`, `provider-unavailable`, and what using a one-time link throws.
 * @example await handleIdentity(access, request, { from: '203.0.113.7', requestId: 'r1' });
 */
export async function handleIdentity(
  access: Access,
  request: Request,
  origin: RequestOrigin,
): Promise<Response> {
  if (isBrowsers(request)) demandSameOrigin(request, access.settings.url);
  const { pathname, searchParams } = new URL(request.url);
  if ([...searchParams.values()].some((value) => value.includes('\0'))) throw holdsNul();
  const route = `${request.method} ${pathname.slice(identityPath.length)}`;
  const own = ownRoutes[route];
  if (own !== undefined) return own(access, request, origin);
  const shape = libraryRoutes.get(route);
  if (shape !== undefined) return answer(access, access.library, await plain(request, shape), origin);
  const theirs = providerRoutes.get(route);
  if (theirs !== undefined && access.oidc !== null) {
    const asked = await plain(request, theirs);
    return answer(access, await access.oidc.open(), asked, origin);
  }
  throw new LullError('not-found', `Nothing answers ${request.method} there.`, 'Check the address.');
}

/** A program's request has no cookie, and doesn't say where its page is from. */
function isBrowsers({ headers }: Request): boolean {
  return ['cookie', 'origin', 'sec-fetch-site'].some((name) => headers.has(name));
}

/** The request with nothing in it but what it is to have. */
async function plain(request: Request, shape: z.ZodType | null): Promise<Request> {
  const { url, method } = request;
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  if (shape === null) return new Request(url, { method, headers });
  headers.set('content-type', 'application/json');
  return new Request(url, { method, headers, body: JSON.stringify(await readBody(request, shape)) });
}

async function answer(
  access: Access,
  library: Library,
  request: Request,
  { from, requestId }: RequestOrigin,
): Promise<Response> {
  const told = { [addressHeader]: from, [requestHeader]: requestId };
  for (const [name, value] of Object.entries(told)) {
    request.headers.delete(name);
    if (value !== null) request.headers.set(name, value);
  }
  const response = await library.handler(request);
  // The library doesn't say why it failed; this does when the database is away.
  if (response.status >= 500) await access.store.now();
  if (response.status !== 429) return noStore(response);
  const { retryAfter } = (await response.json()) as { retryAfter?: number };
  throw tooMany(retryAfter ?? (Number(response.headers.get('x-retry-after')) || 60));
}

type OwnRoute = (access: Access, request: Request, origin: RequestOrigin) => Promise<Response>;

const token = z.string().min(20).max(100);
const linkBody = z.strictObject({ token });
const whoBody = linkBody.extend({
  email: z.string().max(254).nullish(),
  name: z.string().max(100).nullish(),
});
const passwordBody = whoBody.extend({ password: z.string().max(1_000) });
const deviceBody = z.object({ device_code: z.string().max(200) });

const ownRoutes: Readonly<Record<string, OwnRoute>> = {
  async 'POST /link/look'(access, request, origin) {
    const { token } = await linkRequest(access, request, origin, linkBody);
    return json(await lookAtLink(access, token));
  },
  async 'POST /link/password'(access, request, origin) {
    const input = await linkRequest(access, request, origin, passwordBody);
    return json(await claimWithPassword(access, input, origin));
  },
  async 'POST /link/begin'(access, request, origin) {
    const input = await linkRequest(access, request, origin, whoBody);
    const { person } = await beginClaim(access, input);
    const { headers } = await access.library.api.beginSession({
      body: { person, from: origin.from, browser: request.headers.get('user-agent') },
      returnHeaders: true,
    });
    return json({ person }, headers);
  },
  async 'POST /link/finish'(access, request, origin) {
    const { token } = await linkRequest(access, request, origin, linkBody);
    const { headers } = request;
    const session = await access.library.api.getSession({ headers });
    if (session === null) throw new LullError('bad-link', 'The link was not opened here.', 'Open it again.');
    const passkeys = await access.library.api.listPasskeys({ headers });
    await finishClaim(access, token, session.user.id, passkeys.length, origin);
    return json({ done: true });
  },
  async 'GET /sessions'(access, request, origin) {
    const actor = await access.actorOf(request, origin);
    const here = await access.library.api.getSession({ headers: request.headers });
    const sessions = await listSessions(access, actor);
    return json(
      sessions.map(({ since, expiresAt, ...session }) => ({
        ...session,
        since: formatInstant(since),
        expiresAt: formatInstant(expiresAt),
        current: session.id === here?.session.id,
      })),
    );
  },
  async 'POST /sessions/end'(access, request, origin) {
    const { id } = await readBody(request, z.strictObject({ id: z.string().optional() }));
    const ended = await endSessions(access, await access.actorOf(request, origin), { id });
    return json({ ended });
  },
  async 'POST /sign-out'(access, request, origin) {
    const { headers } = request;
    const here = await access.library.api.getSession({ headers });
    const asked = await plain(request, z.strictObject({}));
    // The library ends a session without a word to the trail; it is left to take the cookie away.
    if (here) await endSessions(access, await access.actorOf(request, origin), { id: here.session.id });
    return answer(access, access.library, asked, origin);
  },
  async 'POST /device/token'(access, request, origin) {
    await limit(access, `device ${networkOf(origin.from)}`, { window: 60, max: 60 });
    const { device_code } = await readBody(request, deviceBody);
    try {
      return json(await redeemDevice(access, device_code, origin));
    } catch (error) {
      if (!isAPIError(error)) throw error;
      return noStore(Response.json(error.body, { status: 400 }));
    }
  },
};

async function linkRequest<T>(
  access: Access,
  request: Request,
  origin: RequestOrigin,
  shape: z.ZodType<T>,
): Promise<T> {
  demandSameOrigin(request, access.settings.url);
  await limit(access, `link ${networkOf(origin.from)}`, { window: 60, max: 30 });
  return readBody(request, shape);
}

async function limit(access: Access, key: string, rule: { window: number; max: number }): Promise<void> {
  const { retryAfter } = await attempt(access.store.db, key, rule);
  if (retryAfter !== null) throw tooMany(retryAfter);
}

function holdsNul(): LullError {
  return new LullError('bad-request', 'The address holds a NUL.', 'Leave it out.');
}

function tooMany(retryAfter: number): LullError {
  return new LullError('too-many-requests', 'That was tried too often.', `Try again in ${retryAfter} s.`, {
    retryAfter,
  });
}

function json(value: unknown, headers?: Headers): Response {
  return noStore(Response.json(value, headers === undefined ? {} : { headers }));
}

function noStore(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  return response;
}
