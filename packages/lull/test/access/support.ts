import { type Access, openAccess } from '../../src/access/access.ts';
import type { Actor, RequestOrigin } from '../../src/access/contract.ts';
import { ownerInvitation } from '../../src/access/invitations.ts';
import { accessSettings } from '../../src/access/settings.ts';
import type { Store } from '../../src/store/contract.ts';

export const url = 'http://localhost:7373';
export const password = 'correct horse battery';
export const here: RequestOrigin = { from: '203.0.113.7', requestId: 'r1' };

/** Identity on a store, with lines of its log where the test wants to see them. */
export async function testAccess(
  store: Store,
  environment: Record<string, string> = {},
  lines: string[] = [],
): Promise<Access> {
  const settings = accessSettings(
    { LULL_SECRET: 'a secret of the tests, long enough', LULL_URL: url, ...environment },
    { url, folder: null },
  );
  return openAccess(store, settings, (level, message) => lines.push(`${level} ${message}`));
}

/** What a browser does with identity: it keeps cookies and says where its pages come from. */
export interface TestBrowser {
  readonly cookies: Map<string, string>;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Who a request of this browser to the API is. */
  actor(request?: RequestInit): Promise<Actor | null>;
}

export function testBrowser(access: Access, origin: RequestOrigin = here): TestBrowser {
  const cookies = new Map<string, string>();
  const own = new URL(access.settings.url).origin;
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (path: string, request: RequestInit) => {
    const headers = new Headers(request.headers);
    if (!headers.has('origin')) headers.set('origin', own);
    if (cookies.size > 0) headers.set('cookie', cookie());
    const made = new Request(`${own}/api/auth${path}`, { ...request, headers });
    const response = await access.handler(made, origin);
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/max-age=0/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  return {
    cookies,
    get: (path) => send(path, { method: 'GET' }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    actor(request = {}) {
      const headers = new Headers(request.headers);
      if (cookies.size > 0) headers.set('cookie', cookie());
      return access.actorOf(new Request(`${own}/api/v1/me`, { ...request, headers }), origin);
    },
  };
}

export const tokenOf = (link: string) => link.split('#')[1]!;

/** Signs in with the password of the tests. */
export async function signIn(access: Access, email: string): Promise<TestBrowser> {
  const browser = testBrowser(access);
  const answer = await browser.post('/sign-in/email', { email, password });
  if (answer.status !== 200) throw new Error(`sign-in of ${email}: ${answer.status} ${await answer.text()}`);
  return browser;
}

/** Uses a one-time link with the password of the tests, and signs in. */
export async function join(access: Access, link: string, email: string): Promise<TestBrowser> {
  const name = email.replace(/@.*/, '');
  const used = await testBrowser(access).post('/link/password', {
    token: tokenOf(link),
    email,
    name,
    password,
  });
  if (used.status !== 200) throw new Error(`link of ${email}: ${used.status} ${await used.text()}`);
  return signIn(access, email);
}

/** The first owner, ada, signed in. */
export async function firstOwner(access: Access): Promise<{ browser: TestBrowser; owner: Actor }> {
  const first = await ownerInvitation(access);
  const browser = await join(access, first!.link, 'ada@example.com');
  return { browser, owner: (await browser.actor())! };
}

/** A request as a program sends it, with a key. */
export function keyActor(access: Access, key: string, headers: Record<string, string> = {}) {
  const request = new Request(`${url}/api/v1/me`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  return access.actorOf(request, here);
}
