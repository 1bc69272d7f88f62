import { z } from 'zod';
import { oidcProvider } from './oidc.ts';

const text = (most: number) => z.string().max(most);
const password = text(1_000);
/** What a browser says of a passkey; the library looks at it closely. */
const passkey = z.record(z.string(), z.unknown());
const code = z.strictObject({ userCode: text(40) });

/**
 * What of the library is open over HTTP, and the fields that each call has: the library takes more, such as
 * whom a code is for or an ID token from anywhere. Null where there is no body. The rest of it is only for
 * ourselves.
 */
export const libraryRoutes: ReadonlyMap<string, z.ZodType | null> = new Map<string, z.ZodType | null>([
  ['POST /sign-in/email', z.strictObject({ email: text(254), password })],
  ['GET /get-session', null],
  [
    'POST /change-password',
    z.strictObject({
      currentPassword: password,
      newPassword: password,
      revokeOtherSessions: z.literal(true).default(true),
    }),
  ],
  ['GET /passkey/generate-register-options', null],
  ['POST /passkey/verify-registration', z.strictObject({ response: passkey, name: text(100).optional() })],
  ['GET /passkey/generate-authenticate-options', null],
  ['POST /passkey/verify-authentication', z.strictObject({ response: passkey })],
  ['GET /passkey/list-user-passkeys', null],
  ['POST /passkey/update-passkey', z.strictObject({ id: text(100), name: text(100) })],
  ['POST /passkey/delete-passkey', z.strictObject({ id: text(100) })],
  ['POST /device/code', z.strictObject({ client_id: text(40), scope: text(253).optional() })],
  ['GET /device', null],
  ['POST /device/approve', code],
  ['POST /device/deny', code],
]);

/** The same for what is open where people can sign in with a provider. */
export const providerRoutes: ReadonlyMap<string, z.ZodType | null> = new Map<string, z.ZodType | null>([
  ['POST /sign-in/social', z.strictObject({ provider: z.literal(oidcProvider), callbackURL: text(2_000) })],
  [`GET /callback/${oidcProvider}`, null],
]);
