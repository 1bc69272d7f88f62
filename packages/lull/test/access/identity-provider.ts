import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { freePort } from '../../../../test/peers/process.ts';

/** Somebody whom the provider knows. */
export interface Known {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

/** A real OpenID Connect provider, whose sign-in page is left out: it takes whoever is `signedIn`. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly environment: Record<string, string>;
  signedIn: Known | null;
  /** The parameters with which it was asked to sign somebody in. */
  readonly asked: URLSearchParams[];
  stop(): Promise<void>;
}

/** Starts a provider that has Lull at `url` for a client, and demands PKCE of it. */
export async function startIdentityProvider(url: string, port?: number): Promise<IdentityProvider> {
  const listening = port ?? (await freePort());
  const issuer = `http://localhost:${listening}`;
  const client = { client_id: 'lull', client_secret: 'a secret of the provider' };
  const peer: IdentityProvider = {
    issuer,
    environment: {
      LULL_OIDC_ISSUER: issuer,
      LULL_OIDC_CLIENT_ID: client.client_id,
      LULL_OIDC_CLIENT_SECRET: client.client_secret,
      LULL_OIDC_NAME: 'Example ID',
    },
    signedIn: null,
    asked: [],
    stop: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [`${url}/api/auth/callback/oidc`] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => peer.signedIn }),
    async loadExistingGrant({
      oidc,
    }: {
      oidc: { client: { clientId: string }; session: { accountId: string } };
    }) {
      const of = { clientId: oidc.client.clientId, accountId: oidc.session.accountId };
      const grant = new provider.Grant(of);
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, issuer);
    if (pathname === '/auth') peer.asked.push(searchParams);
    if (!pathname.startsWith('/interaction/')) return answer(request, response);
    const result =
      peer.signedIn === null ? { error: 'access_denied' } : { login: { accountId: peer.signedIn.sub } };
    provider.interactionFinished(request, response, result).catch((error) => response.destroy(error));
  });
  await new Promise<void>((ready) => server.listen(listening, '127.0.0.1', ready));
  return peer;
}

/** Follows the provider's pages with a cookie jar, as a browser does, until it sends back to `url`. */
export async function followTo(start: string, url: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = start;
  for (let step = 0; step < 10 && !next.startsWith(url); step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${next}: ${answer.status} ${await answer.text()}`);
    next = new URL(location, next).href;
  }
  return next;
}
