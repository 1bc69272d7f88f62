import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { lull } from '../../src/access/contract.ts';
import { invite } from '../../src/access/invitations.ts';
import { listPeople } from '../../src/access/people.ts';
import { describeEngines } from '../store/engines.ts';
import { followTo, type IdentityProvider, type Known, startIdentityProvider } from './identity-provider.ts';
import { firstOwner, signIn, type TestBrowser, testAccess, testBrowser, url } from './support.ts';

const eve: Known = { sub: 'u1', email: 'eve@example.com', email_verified: true, name: 'Eve' };
const home = `${url}/`;

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider(url);
});
afterAll(() => provider.stop());

/** Signs in with the provider; where the browser ends up. */
async function enter(access: Access, who: Known | null, browser = testBrowser(access)) {
  provider.signedIn = who;
  const asked = await browser.post('/sign-in/social', { provider: 'oidc', callbackURL: '/' });
  const { url: start } = (await asked.json()) as { url: string };
  return { browser, at: await callBack(browser, await followTo(start, url)) };
}

async function callBack(browser: TestBrowser, address: string): Promise<string> {
  const answer = await browser.get(address.slice(`${url}/api/auth`.length));
  return new URL(answer.headers.get('location') ?? '', url).href;
}

describeEngines('signing in with a provider', (open) => {
  it('makes who was not invited nobody in particular', async () => {
    const access = await testAccess(await open(), provider.environment);
    const { browser, at } = await enter(access, eve);
    expect(at).toBe(home);
    expect(await browser.actor()).toMatchObject({
      kind: 'person',
      name: 'Eve',
      role: null,
      grants: new Map(),
    });
    expect(await listPeople(access, lull)).toMatchObject([{ email: eve.email, role: null }]);
    const asked = provider.asked.at(-1)!;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.any(String),
      scope: 'openid email profile',
    });
  });

  it('gives the role that the server has for everybody', async () => {
    const access = await testAccess(await open(), {
      ...provider.environment,
      LULL_OIDC_DEFAULT_ROLE: 'viewer',
    });
    const { browser } = await enter(access, eve);
    expect(await browser.actor()).toMatchObject({ role: 'viewer' });
  });

  it('gives what an invitation for the verified address promised, once', async () => {
    const access = await testAccess(await open(), provider.environment);
    const { owner } = await firstOwner(access);
    const promised = { email: 'Eve@Example.com', role: 'scheduler', grants: { shop: 'approver' } } as const;
    const { link } = await invite(access, owner, promised);
    const { browser } = await enter(access, eve);
    const actors = await Promise.all([browser.actor(), browser.actor(), browser.actor()]);
    for (const actor of actors) {
      expect(actor).toMatchObject({ role: 'scheduler', grants: new Map([['shop', 'approver']]) });
    }
    const late = testBrowser(access).post('/link/look', { token: link.split('#')[1] });
    await expect(late).rejects.toMatchObject({ code: 'bad-link' });
  });

  it('refuses an address that the provider has not verified', async () => {
    const access = await testAccess(await open(), provider.environment);
    await firstOwner(access);
    const ada = { ...eve, email: 'ada@example.com', email_verified: false };
    for (const who of [ada, { ...eve, email_verified: false }]) {
      const { browser, at } = await enter(access, who);
      expect(at).toMatch(/\/login\?error=(email_not_verified|account_not_linked)/);
      expect(await browser.actor()).toBeNull();
    }
    expect(await listPeople(access, lull)).toHaveLength(1);
  });

  it('is the same person as with the password when the address is verified', async () => {
    const access = await testAccess(await open(), provider.environment);
    const { owner } = await firstOwner(access);
    const { browser } = await enter(access, { ...eve, email: 'ada@example.com' });
    expect(await browser.actor()).toMatchObject({ id: owner.id, role: 'owner', name: 'ada' });
    expect(await (await signIn(access, 'ada@example.com')).actor()).toMatchObject({ id: owner.id });
  });

  it('is the same person again, whatever became of the address', async () => {
    const access = await testAccess(await open(), provider.environment);
    const first = await (await enter(access, eve)).browser.actor();
    const again = await (await enter(access, { ...eve, email: 'eve.new@example.com' })).browser.actor();
    expect(again!.id).toBe(first!.id);
  });

  it('says so when the provider refuses, and takes no answer that was not asked for', async () => {
    const access = await testAccess(await open(), provider.environment);
    const refused = await enter(access, null);
    expect(refused.at).toContain(`${url}/login?error=access_denied`);

    provider.signedIn = eve;
    const victim = testBrowser(access);
    const attacker = testBrowser(access);
    const asked = await attacker.post('/sign-in/social', { provider: 'oidc', callbackURL: '/' });
    const { url: start } = (await asked.json()) as { url: string };
    const back = await followTo(start, url);
    expect(await callBack(victim, back)).toContain('/login?error=');
    expect(await victim.actor()).toBeNull();
    const elsewhere = { provider: 'oidc', callbackURL: 'https://evil.example.com/' };
    expect((await victim.post('/sign-in/social', elsewhere)).status).toBe(403);
  });

  it('waits for a provider that is away, while other ways in work', async () => {
    const away = await startIdentityProvider(url);
    await away.stop();
    const access = await testAccess(await open(), away.environment);
    await firstOwner(access);
    await expect(enter(access, eve)).rejects.toMatchObject({ code: 'provider-unavailable' });
    const back = await startIdentityProvider(url, Number(new URL(away.issuer).port));
    back.signedIn = eve;
    const asked = await testBrowser(access).post('/sign-in/social', { provider: 'oidc', callbackURL: '/' });
    expect(asked.status).toBe(200);
    await back.stop();
  });
});
