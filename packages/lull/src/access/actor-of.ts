import { LullError } from '../errors.ts';
import type { Access } from './access.ts';
import { notSignedIn } from './allowed.ts';
import type { Actor, RequestOrigin } from './contract.ts';
import type { KeyHolder } from './key-cache.ts';
import { keyHolder, personActor } from './people-rows.ts';
import { demandSameOrigin } from './same-origin.ts';
import { welcome } from './welcome.ts';

/** A key as it is made: what doesn't look like one is not worth a read. */
const keyForm = /^lull_[A-Za-z]{64}$/;

/**
 * Who sends a request; see `Access.actorOf`.
 *
 * @throws LullError `not-signed-in`, `too-many-requests`, `forged-request`.
 * @example const actor = await actorOf(access, request, { from: '203.0.113.7', requestId: 'r1' });
 */
export async function actorOf(
  access: Access,
  request: Request,
  origin: RequestOrigin,
): Promise<Actor | null> {
  const key = keyOf(request.headers);
  const actor = key === null ? await signedIn(access, request) : await keyActor(access, key, origin);
  return actor && { ...actor, from: origin.from, request: origin.requestId };
}

function keyOf(headers: Headers): string | null {
  const bearer = headers.get('authorization');
  if (bearer !== null) return bearer.replace(/^Bearer +/i, '').trim();
  return headers.get('x-api-key');
}

async function keyActor(access: Access, key: string, origin: RequestOrigin): Promise<Actor> {
  const holder = keyForm.test(key)
    ? await access.keys.holder(key, (known) => verified(access, key, known ? null : origin))
    : null;
  if (holder !== null && (holder.expiresAt === null || holder.expiresAt > Date.now())) return holder.actor;
  throw notSignedIn('The key is unknown, expired or revoked.');
}

/** @param origin whose unknown keys are counted; null for a key that was known when it was last looked at */
async function verified(
  access: Access,
  key: string,
  origin: RequestOrigin | null,
): Promise<KeyHolder | null> {
  const { misses, library, store } = access;
  const wait = origin === null ? 0 : misses.waitOf(origin.from);
  if (wait > 0) throw tooManyKeys(wait);
  if (origin !== null) misses.count(origin.from);
  let unknown = false;
  try {
    const { valid, key: found } = await library.api.verifyApiKey({ body: { key } });
    const holder = valid && found ? await keyHolder(store.db, found.id) : null;
    // The library calls a key invalid too when its database doesn't answer; this throws then.
    if (holder === null) await store.now();
    unknown = holder === null;
    return holder;
  } finally {
    if (origin !== null && !unknown) misses.forgive(origin.from);
  }
}

function tooManyKeys(retryAfter: number): LullError {
  return new LullError(
    'too-many-requests',
    'Too many unknown keys came from this address.',
    `Try again in ${retryAfter} s, with a key that is known.`,
    { retryAfter },
  );
}

async function signedIn(access: Access, request: Request): Promise<Actor | null> {
  if (!request.headers.has('cookie')) return null;
  const session = await access.library.api
    .getSession({ headers: request.headers, query: { disableRefresh: true } })
    .catch(async (error) => {
      // The library doesn't say why it failed; this does when the database is away.
      await access.store.now();
      throw error;
    });
  if (session === null) return null;
  demandSameOrigin(request, access.settings.url);
  const actor = await personActor(access.store.db, session.user.id);
  return actor ?? welcome(access, session.user);
}
