import type { Store, Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { actorOf } from './actor-of.ts';
import { accessChannel } from './changed.ts';
import type { Actor, RequestOrigin } from './contract.ts';
import { handleIdentity } from './handler.ts';
import { type KeyCache, keyCache, keyMisses, type Misses } from './key-cache.ts';
import { doLater } from './later.ts';
import { type AccessLog, type Library, migrateLibrary, openLibrary } from './library.ts';
import { type NameBook, nameBook, namesOf } from './names.ts';
import { type OidcLibrary, oidcLibrary } from './oidc.ts';
import type { AccessSettings } from './settings.ts';

/** Who people and keys are, and what they may do. The verbs of this room take it as their first argument. */
export interface Access {
  readonly store: Store;
  readonly settings: AccessSettings;
  /** The identity library; never inside a transaction of ours. */
  readonly library: Library;
  /** The same library with the provider that people may sign in with; null where none is set. */
  readonly oidc: OidcLibrary | null;
  readonly keys: KeyCache;
  /** What people and keys are called. */
  readonly names: NameBook;
  readonly misses: Misses;
  readonly log: AccessLog;
  /**
   * Answers everything below `/api/auth/`. It is open to all: signing in is what nobody is signed in for.
   *
   * @throws LullError `too-many-requests` (with `retryAfter`, seconds), `forged-request`, `not-found`.
   */
  handler(request: Request, origin: RequestOrigin): Promise<Response>;
  /**
   * Who sends a request: a key (`Authorization: Bearer lull_…` or `x-api-key`), else the session of a cookie.
   * Null when the request says nothing about it.
   *
   * @throws LullError `not-signed-in` when the key is unknown, expired or revoked; `too-many-requests` when
   * an address sends too many such; `forged-request` when a cookie's request changes something and comes from
   * another site.
   */
  actorOf(request: Request, origin: RequestOrigin): Promise<Actor | null>;
  /** One transaction, with the database's time; afterwards nothing is remembered about keys and names. */
  change<T>(work: (trx: Trx, now: Instant) => Promise<T>): Promise<T>;
  /** Hears of no more changes, and ends what no answer waited for. */
  close(): Promise<void>;
}

/**
 * Opens identity on a store: migrates the library's tables, and listens for changes by other servers.
 *
 * @throws LullError `store-unavailable`.
 * @example const access = await openAccess(store, accessSettings(process.env, defaults), log);
 */
export async function openAccess(
  store: Store,
  settings: AccessSettings,
  log: AccessLog = () => {},
): Promise<Access> {
  await migrateLibrary(store);
  const keys = keyCache(1_000, () => performance.now());
  const names = nameBook(
    (ids) => namesOf(store.db, ids),
    10_000,
    () => performance.now(),
  );
  const forget = () => {
    keys.clear();
    names.clear();
  };
  const stopListening = await store.listen(accessChannel, forget);
  const later = doLater(log);
  const parts = { store, settings, log, later };
  const access: Access = {
    store,
    settings,
    library: openLibrary(parts, null),
    oidc: settings.oidc === null ? null : oidcLibrary(parts, settings.oidc),
    keys,
    names,
    misses: keyMisses(600, () => performance.now()),
    log,
    handler: (request, origin) => handleIdentity(access, request, origin),
    actorOf: (request, origin) => actorOf(access, request, origin),
    async change(work) {
      const done = await store.transaction(async (trx) => work(trx, await store.now(trx)));
      forget();
      return done;
    },
    async close() {
      await stopListening();
      await later.settled();
    },
  };
  return access;
}
