import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { getMigrations } from 'better-auth/db/migration';
import { deviceAuthorization, type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins';
import { type Kysely, sql } from 'kysely';
import type { Store } from '../store/contract.ts';
import { DAY, HOUR, SECOND } from '../time/instant.ts';
import { attemptAccount, forgetAccountAttempts } from './account-attempts.ts';
import { attempt } from './attempts.ts';
import { auditIdentity, auditWrongPassword } from './audit-identity.ts';
import { beginSession } from './begin-session.ts';
import type { RequestOrigin } from './contract.ts';
import type { Later } from './later.ts';
import type { AccessSettings } from './settings.ts';

/** Takes one line for the log; never a secret. */
export type AccessLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;

/** What anybody brings about by showing a wrong key, as often as they like. */
const byAnybody = /^Failed to validate API key/;

/** The least length of a password: NIST SP 800-63B asks for length, not for kinds of characters. */
export const leastPassword = 12;

/** Header in which the client's address is handed on; what a client sends in it is thrown away. */
export const addressHeader = 'x-lull-client-address';

/** The same for the request's id. */
export const requestHeader = 'x-lull-request-id';

/** The one program that asks for a login by code. */
export const deviceClient = 'lull-cli';

/** The identity library as we use it: its tables are in the schema `auth`, on the store's own connections. */
export type Library = ReturnType<typeof openLibrary>;

/** What the library works with. */
export interface LibraryParts {
  readonly store: Store;
  readonly settings: AccessSettings;
  readonly log: AccessLog;
  readonly later: Later;
}

/**
 * Opens the identity library. It never runs inside a transaction of ours.
 *
 * @param provider where people can sign in from elsewhere; null for none.
 * @example const library = openLibrary({ store, settings, log, later }, null);
 */
export function openLibrary(parts: LibraryParts, provider: GenericOAuthConfig | null) {
  const { store, settings, log } = parts;
  const limits = {
    consume: (key: string, rule: { window: number; max: number }) => attempt(store.db, key, rule),
  };
  return betterAuth({
    ...base(store.db, settings, provider),
    ...(provider === null ? {} : { user: { validateUserInfo: verifiedOnly } }),
    logger: {
      level: 'error',
      log: (level, message) => log(byAnybody.test(message) ? 'debug' : level, `identity: ${message}`),
    },
    rateLimit: { enabled: true, window: 60, max: 100, customRules: rules, customStorage: limits },
    hooks: hooks(parts),
  });
}

/** What we do before and after the library's calls: count what is tried, and keep the audit trail. */
function hooks({ store, later }: LibraryParts) {
  return {
    before: createAuthMiddleware(async ({ path, body, headers }) => {
      const email = emailOf(path, body);
      if (email === null) return;
      const { allowed, retryAfter } = await attemptAccount(store.db, email, originOf(headers).from);
      if (!allowed) throw new APIError('TOO_MANY_REQUESTS', { code: 'TOO_MANY_REQUESTS', retryAfter });
    }),
    after: createAuthMiddleware(async ({ path, body, headers, context }) => {
      const origin = originOf(headers);
      const { newSession, session, returned } = context;
      const email = emailOf(path, body);
      const failed = isAPIError(returned) && returned.statusCode >= 400;
      if (failed && email !== null && returned.statusCode === 401) {
        // Nobody waits for it, else the answer would tell by its time which accounts there are.
        later.begin('noting a wrong password', () => auditWrongPassword(store, email, origin));
      }
      const user = failed ? undefined : (newSession ?? session)?.user;
      if (user === undefined) return;
      if (email !== null) await forgetAccountAttempts(store.db, email, origin.from);
      await auditIdentity(store, path, user, origin);
    }),
  };
}

function originOf(headers: Headers | undefined): RequestOrigin {
  return { from: headers?.get(addressHeader) ?? null, requestId: headers?.get(requestHeader) ?? null };
}

/** The tables are the same whatever is set: nothing of this gets into them. */
const forTables: Pick<AccessSettings, 'url' | 'secret'> = { url: 'http://localhost', secret: '' };

/**
 * Makes or upgrades the library's tables, all or nothing, while other servers that start wait.
 *
 * @example await migrateLibrary(store);
 */
export async function migrateLibrary(store: Store): Promise<void> {
  await store.transaction(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('lull auth'))`.execute(trx);
    const { runMigrations } = await getMigrations(base(trx, forTables, null));
    await runMigrations();
  });
}

/**
 * An address that the provider didn't verify could be anybody's: signing in with it would open, or wait as,
 * the account of that address. Asked whenever somebody comes from the provider.
 */
const verifiedOnly: NonNullable<NonNullable<BetterAuthOptions['user']>['validateUserInfo']> = ({ source }) =>
  source.oauth?.profile?.email_verified === true ? undefined : { error: 'email_not_verified' };

/** What the library means to answer is answered; a database that is away is ours to tell of. */
function throwUnlessAnswer(error: unknown): void {
  if (!isAPIError(error)) throw error;
}

/** Tries per address, in `max` per `window` seconds; what only reads the caller's own session is free. */
const rules: NonNullable<NonNullable<BetterAuthOptions['rateLimit']>['customRules']> = {
  '/get-session': false,
  '/sign-in/email': { window: 60, max: 10 },
  '/change-password': { window: 900, max: 20 },
  '/passkey/verify-authentication': { window: 60, max: 20 },
  '/device/code': { window: 60, max: 20 },
  '/device': { window: 600, max: 20 },
};

function base(
  db: Kysely<never> | Store['db'],
  settings: Pick<AccessSettings, 'url' | 'secret'>,
  provider: GenericOAuthConfig | null,
) {
  const isSecure = settings.url.startsWith('https:');
  return {
    appName: 'Lull',
    baseURL: settings.url,
    basePath: '/api/auth',
    secret: settings.secret,
    database: { db, type: 'postgres', schemaName: 'auth' },
    telemetry: { enabled: false },
    trustedOrigins: [settings.url],
    onAPIError: { errorURL: `${settings.url}/login`, onError: throwUnlessAnswer },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: leastPassword,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: (7 * DAY) / SECOND, updateAge: DAY / SECOND, freshAge: HOUR / SECOND },
    account: { encryptOAuthTokens: true, accountLinking: { enabled: true, trustedProviders: [] } },
    advanced: {
      // `__Host-`: no other host of the same domain can set it, so none can put its own session under ours.
      cookiePrefix: isSecure ? '__Host-lull' : 'lull',
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    plugins: [
      passkey({
        rpName: 'Lull',
        rpID: new URL(settings.url).hostname,
        origin: settings.url,
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      }),
      apiKey({
        defaultPrefix: 'lull_',
        maximumNameLength: 100,
        rateLimit: { enabled: false },
        keyExpiration: { minExpiresIn: 0, maxExpiresIn: 3660 },
        startingCharactersConfig: { shouldStore: true, charactersLength: 10 },
      }),
      deviceAuthorization({
        expiresIn: '10m',
        interval: '5s',
        verificationUri: '/device',
        validateClient: (client) => client === deviceClient,
      }),
      beginSession,
      ...(provider === null ? [] : [genericOAuth({ config: [provider] })]),
    ],
  } satisfies BetterAuthOptions;
}

/** Whose password is tried. */
function emailOf(path: string, body: unknown): string | null {
  if (path !== '/sign-in/email') return null;
  const email = (body as { email?: unknown } | null | undefined)?.email;
  return typeof email === 'string' ? email : null;
}
