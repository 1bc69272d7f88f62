import type { GenericOAuthConfig } from 'better-auth/plugins';
import { z } from 'zod';
import { LullError } from '../errors.ts';
import { excerpt } from '../printable.ts';
import { SECOND } from '../time/instant.ts';
import { type Library, type LibraryParts, openLibrary } from './library.ts';
import type { OidcSettings } from './settings.ts';

/** The provider's id within its redirect address: `<LULL_URL>/api/auth/callback/oidc`. */
export const oidcProvider = 'oidc';

/** The identity library with the provider, once the provider has told about itself. */
export interface OidcLibrary {
  /** @throws LullError `provider-unavailable`; the next call asks the provider again. */
  open(): Promise<Library>;
}

/**
 * Where people sign in with the provider. The provider is asked about itself when somebody first wants to, so
 * that one that is down keeps nobody from signing in otherwise, nor the server from starting.
 *
 * @example const library = await oidcLibrary({ store, settings, log, later }, settings.oidc).open();
 */
export function oidcLibrary(parts: LibraryParts, oidc: OidcSettings): OidcLibrary {
  let opening: Promise<Library> | null = null;
  const open = async () => {
    await demandProvider(oidc);
    const library = openLibrary(parts, providerConfig(oidc));
    await library.$context;
    return library;
  };
  return {
    open() {
      opening ??= open().catch((error) => {
        opening = null;
        throw error;
      });
      return opening;
    },
  };
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.string(), authorization_endpoint: z.string() });

const discoveryUrl = (oidc: OidcSettings) => `${oidc.issuer}/.well-known/openid-configuration`;

async function demandProvider(oidc: OidcSettings): Promise<void> {
  const told = await fetch(discoveryUrl(oidc), { signal: AbortSignal.timeout(5 * SECOND), redirect: 'error' })
    .then((answer) => answer.json())
    .then((body) => discovery.parse(body))
    .catch((error: Error) => unavailable(oidc, error.message));
  if (told.issuer.replace(/\/$/, '') !== oidc.issuer) unavailable(oidc, `it calls itself ${told.issuer}`);
}

function unavailable(oidc: OidcSettings, why: string): never {
  throw new LullError(
    'provider-unavailable',
    `${oidc.name} cannot be asked to sign you in: ${why}`,
    'Try again in a moment, sign in with a password or passkey, or check LULL_OIDC_ISSUER.',
  );
}

/** The code flow with PKCE; who it is comes from a verified ID token or the provider's own userinfo. */
function providerConfig(oidc: OidcSettings): GenericOAuthConfig {
  return {
    providerId: oidcProvider,
    name: oidc.name,
    discoveryUrl: discoveryUrl(oidc),
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    requireIdTokenVerification: true,
    mapProfileToUser({ name, preferred_username, email }) {
      const named = [name, preferred_username, email].find((one) => typeof one === 'string' && one !== '');
      return { name: excerpt(String(named), 100) };
    },
  };
}
