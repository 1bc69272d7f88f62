import { z } from 'zod';
import { LullError } from '../errors.ts';
import { type TrustedProxies, trustedProxies } from './client-address.ts';
import { type Role, roles } from './contract.ts';
import { keptSecret, leastSecret } from './secret.ts';

/** A provider of identities that people may sign in with, by OpenID Connect. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As the button on the sign-in page reads. */
  readonly name: string;
  /** The role of people who sign in with it without having been invited; null for none. */
  readonly defaultRole: Role | null;
}

/** Everything about identity that the environment decides. */
export interface AccessSettings {
  /** Address at which browsers find the server, without a path or a slash at its end. */
  readonly url: string;
  /** Signs cookies, and encrypts the keys that gates trust. */
  readonly secret: string;
  readonly oidc: OidcSettings | null;
  readonly trustedProxies: TrustedProxies;
}

/** The variables that are read, with what each is, for the reference of settings. */
export const accessVariables = {
  LULL_URL: 'Address at which browsers find the server. Default: what it listens on.',
  LULL_SECRET: `Signs cookies, and encrypts the keys that gates trust; at least ${leastSecret} characters. With the embedded database one is made and kept in the data folder; PostgreSQL needs it, the same for every server.`,
  LULL_TRUSTED_PROXIES: 'Addresses and CIDR ranges of proxies whose X-Forwarded-For is believed.',
  LULL_OIDC_ISSUER: 'Address of an OpenID Connect provider to sign in with.',
  LULL_OIDC_CLIENT_ID: 'Client id there. Its redirect address is <LULL_URL>/api/auth/callback/oidc.',
  LULL_OIDC_CLIENT_SECRET: 'Client secret there.',
  LULL_OIDC_NAME: 'Name of the provider on the sign-in page. Default: its host name.',
  LULL_OIDC_DEFAULT_ROLE: 'Role of people who sign in there without having been invited. Default: none.',
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** What is known about the server before its settings of identity are read. */
export interface AccessDefaults {
  /** Where it listens, as an address. */
  readonly url: string;
  /** The data folder of the embedded database; null with PostgreSQL, where servers share one secret. */
  readonly folder: string | null;
}

/**
 * Reads the settings of identity from the environment. An empty value counts as none.
 *
 * @throws LullError `bad-setting`, which names the variable and what it can be.
 * @example accessSettings(process.env, { url: 'http://localhost:7373', folder: './lull-data' });
 */
export function accessSettings(environment: Environment, defaults: AccessDefaults): AccessSettings {
  const value = (name: keyof typeof accessVariables) => environment[name]?.trim() || null;
  return {
    url: ownUrl(value('LULL_URL') ?? defaults.url),
    secret: ownSecret(value('LULL_SECRET'), defaults.folder),
    oidc: oidc(value),
    trustedProxies: trustedProxies(value('LULL_TRUSTED_PROXIES') ?? ''),
  };
}

function ownUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw bad(
    'LULL_URL',
    `"${text}" is not the address of a server`,
    'Write scheme, host and, if need be, port, without a path: https://lull.example.com.',
  );
}

function ownSecret(secret: string | null, folder: string | null): string {
  if (secret === null && folder !== null) return keptSecret(folder);
  if (secret !== null && secret.length >= leastSecret) return secret;
  throw bad(
    'LULL_SECRET',
    secret === null
      ? 'is needed with PostgreSQL, the same for every server'
      : `is shorter than ${leastSecret} characters`,
    'Set it to what `openssl rand -base64 32` prints, and keep it: without it everybody must sign in again.',
  );
}

function oidc(value: (name: keyof typeof accessVariables) => string | null): OidcSettings | null {
  const issuer = value('LULL_OIDC_ISSUER');
  if (issuer === null) return null;
  const url = secureAddress(issuer);
  const needed = (name: 'LULL_OIDC_CLIENT_ID' | 'LULL_OIDC_CLIENT_SECRET') => {
    const given = value(name);
    if (given !== null) return given;
    throw bad(name, 'is needed beside LULL_OIDC_ISSUER', 'The provider gives it for the client.');
  };
  return {
    issuer: issuer.replace(/\/$/, ''),
    clientId: needed('LULL_OIDC_CLIENT_ID'),
    clientSecret: needed('LULL_OIDC_CLIENT_SECRET'),
    name: value('LULL_OIDC_NAME') ?? url.hostname,
    defaultRole: defaultRole(value('LULL_OIDC_DEFAULT_ROLE')),
  };
}

/** Over plain HTTP anybody on the way could hand out identities; only on the machine itself nobody is. */
function secureAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const near = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url !== null && (url.protocol === 'https:' || (near && url.protocol === 'http:'))) return url;
  throw bad(
    'LULL_OIDC_ISSUER',
    `"${text}" is not an https address`,
    'Write the issuer as the provider names it, for example https://id.example.com/realms/team.',
  );
}

function defaultRole(text: string | null): Role | null {
  if (text === null || text === 'none') return null;
  const role = z.enum(roles).exclude(['owner']).safeParse(text);
  if (role.success) return role.data;
  throw bad(
    'LULL_OIDC_DEFAULT_ROLE',
    `"${text}" is not a role that can be given to everybody`,
    'It can be none, viewer, requester, scheduler or approver; owners are named one by one.',
  );
}

function bad(name: string, what: string, todo: string): LullError {
  return new LullError('bad-setting', `${name}: ${what}`, todo, { setting: name });
}
