import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lull } from '../../src/access/contract.ts';
import { invite, ownerInvitation, passwordLink } from '../../src/access/invitations.ts';
import { listPeople } from '../../src/access/people.ts';
import { contentPolicy, localPath } from '../../src/api/pages/page.ts';
import { describeEngines } from '../store/engines.ts';
import { addAuthenticator, browserMissing, startBrowser } from './browser.ts';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.ts';
import { type Served, serveIdentity } from './served.ts';
import { firstOwner, password } from './support.ts';

describe('the way on after signing in', () => {
  it.each([
    ['/device?user_code=AB', '/device?user_code=AB'],
    ['/', '/'],
    [null, '/console'],
    ['https://evil.example.com/', '/console'],
    ['//evil.example.com', '/console'],
    ['/\\evil.example.com', '/console'],
    ['/x/..//evil.example.com', '/console'],
    ['/\t/evil.example.com', '/console'],
    ['javascript:alert(1)', '/console'],
    ['account', '/console'],
  ])('%s leads to %s', (asked, path) => expect(localPath(asked)).toBe(path));
});

interface Seen {
  readonly ground: string;
}

/** How a page looks, asked in the browser. */
const looks = `({
  wide: document.documentElement.scrollWidth > 360,
  bad: 'bad' in globalThis,
  unnamed: [...document.querySelectorAll('input')].filter((input) => !input.labels.length).length,
  inline: document.querySelectorAll('script:not([src]), style, [style], [onclick]').length,
  small: [...document.querySelectorAll('button')]
    .filter((button) => button.offsetParent !== null && button.offsetHeight < 44).length,
  ground: getComputedStyle(document.body).backgroundColor,
})`;

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;
describe.skipIf(browserMissing !== null)(`in a browser${missing}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  const signIn = async ({ url }: Served, page: Page, email: string) => {
    await page.goto(`${url}/login`);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };

  /** Signed in, one is led to the console; from there to the own account. */
  const toAccount = async ({ url }: Served, page: Page) => {
    await page.waitForURL('**/console');
    await page.goto(`${url}/account`);
  };

  describeEngines('the pages', (open) => {
    it('send no form before their script runs, and never in an address', async () => {
      await using served = await serveIdentity(await open());
      const { page } = await served.page(browser);
      await page.route('**/assets/*.js', (route) => route.abort());
      await page.goto(`${served.url}/login`);
      expect(await page.getByRole('button', { disabled: false }).count()).toBe(0);
      await page.getByLabel('Password').fill(password);
      await page.keyboard.press('Enter');
      expect(page.url()).toBe(`${served.url}/login`);
      expect(await page.locator('form:not([method=post])').count()).toBe(0);
    });

    it('make the first owner with a passkey, who signs in with it', async () => {
      await using served = await serveIdentity(await open());
      const { link } = (await ownerInvitation(served.access))!;
      const { page, wrong } = await served.page(browser);
      await addAuthenticator(page);
      await page.goto(link);
      await page.getByText('this makes you the owner').waitFor();
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.getByLabel('Your name').fill('Ada');
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await toAccount(served, page);
      await page.getByText('You are Ada, owner').waitFor();
      expect(await page.getByRole('list').first().getByRole('listitem').count()).toBe(1);
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.waitForURL('**/login');
      await page.goto(`${served.url}/account`);
      await page.waitForURL('**/login?next=%2Faccount');
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.waitForURL('**/account');
      await page.getByText('You are Ada, owner').waitFor();
      expect(wrong).toEqual([]);
      expect(await listPeople(served.access, lull)).toMatchObject([{ name: 'Ada', role: 'owner' }]);
    });

    it('give back the link when making a passkey was broken off', async () => {
      await using served = await serveIdentity(await open());
      const { link } = (await ownerInvitation(served.access))!;
      const { page } = await served.page(browser);
      await page.goto(link);
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.evaluate(
        `navigator.credentials.create = async () => { throw new DOMException('no', 'NotAllowedError'); }`,
      );
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.getByText('The passkey was not used').waitFor();
      await page.goto('about:blank');
      expect(await listPeople(served.access, lull)).toEqual([]);
      await served.access.store.db
        .updateTable('access_invitations')
        .set({ claimed_until: new Date(0) })
        .execute();
      await page.goto(link);
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.getByLabel('New password').fill(password);
      await page.getByRole('button', { name: 'Set password' }).click();
      await toAccount(served, page);
      await page.getByText('You are ada, owner').waitFor();
    });

    it('join, forget their password and set a new one', async () => {
      await using served = await serveIdentity(await open());
      const { owner } = await firstOwner(served.access);
      const bob = { email: 'bob@example.com', role: 'viewer', grants: { shop: 'scheduler' } } as const;
      const { page, wrong } = await served.page(browser);
      await page.goto((await invite(served.access, owner, bob)).link);
      await page.getByText('You were invited').waitFor();
      expect(await page.getByLabel('E-mail address').getAttribute('readonly')).not.toBeNull();
      await page.getByLabel('New password').fill('short');
      await page.getByRole('button', { name: 'Set password' }).click();
      await page.getByText('A password has at least').waitFor();
      await page.getByLabel('New password').fill(password);
      await page.getByRole('button', { name: 'Set password' }).click();
      await toAccount(served, page);
      await page.getByText('scheduler of shop').waitFor();

      const { id } = (await listPeople(served.access, owner)).find(({ name }) => name === 'bob')!;
      await page.goto((await passwordLink(served.access, owner, id)).link);
      await page.getByText('Choose a new password').waitFor();
      await page.getByLabel('New password').fill('another horse battery');
      await page.getByRole('button', { name: 'Set password' }).click();
      await toAccount(served, page);
      await page.getByText('You are bob').waitFor();
      await signIn(served, page, 'bob@example.com');
      await page.getByText('Invalid email or password').waitFor();
      await page.goto(`${served.url}/claim#nothing-that-was-ever-made`);
      await page.getByText('The link is unknown').waitFor();
      expect(wrong).toEqual([]);
    });

    it('let a program in, by keyboard alone', async () => {
      await using served = await serveIdentity(await open());
      await firstOwner(served.access);
      const post = (path: string, body: object) =>
        fetch(`${served.url}/api/auth${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const asked = await post('/device/code', { client_id: 'lull-cli', scope: 'laptop<b>' });
      const { device_code, verification_uri_complete } = (await asked.json()) as Record<string, string>;
      const { page, wrong } = await served.page(browser);
      await page.goto(verification_uri_complete!);
      await page.waitForURL('**/login?next=*');
      await page.locator('button:enabled').first().waitFor();
      await page.keyboard.type('ada@example.com');
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/device?user_code=*');
      await page.getByRole('button', { name: 'Continue', disabled: false }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('The program on laptop<b> wants to act').waitFor();
      await page.getByRole('button', { name: 'Let it in' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('It is in.').waitFor();
      const token = await post('/device/token', { device_code, client_id: 'lull-cli' });
      expect(await token.json()).toMatchObject({ key: { name: 'laptop<b>' }, person: { name: 'ada' } });
      expect(wrong).toEqual([]);
    });

    it('sign in with a provider and come back to where they were', async () => {
      let provider: IdentityProvider | null = null;
      await using served = await serveIdentity(await open(), async (url) => {
        provider = await startIdentityProvider(url);
        return provider.environment;
      });
      provider!.signedIn = { sub: 'u1', email: 'eve@example.com', email_verified: true, name: '<i>Eve' };
      const { page, wrong } = await served.page(browser);
      await page.goto(`${served.url}/login`);
      await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
      await toAccount(served, page);
      await page.getByText('You are <i>Eve, without a role').waitFor();
      await page.getByText('Ask an owner').waitFor();
      expect(wrong).toEqual([]);
      await provider!.stop();
    });

    it('end their other sessions and change their password', async () => {
      await using served = await serveIdentity(await open());
      await firstOwner(served.access);
      const [here, there] = [await served.page(browser), await served.page(browser)];
      for (const { page } of [here, there]) {
        await signIn(served, page, 'ada@example.com');
        await toAccount(served, page);
        await page.getByText('You are ada').waitFor();
      }
      await here.page.reload();
      await here.page.getByText('(here)').waitFor();
      expect(await here.page.getByRole('button', { name: 'End' }).count()).toBe(3);
      await here.page.getByText('Change password').click();
      await here.page.getByLabel('Password now').fill(password);
      await here.page.getByLabel('New password').fill('another horse battery');
      await here.page.getByRole('button', { name: 'Change' }).click();
      await here.page.getByText('The password was changed').waitFor();
      expect(await here.page.getByRole('button', { name: 'End' }).count()).toBe(1);
      await there.page.reload();
      await there.page.waitForURL('**/login?next=*');
      await here.page.getByRole('button', { name: 'End' }).click();
      await here.page.waitForURL('**/login');
      expect([...here.wrong, ...there.wrong]).toEqual([]);
    });

    it('see pages that fit a telephone, light and dark, and carry no script', async () => {
      await using served = await serveIdentity(await open());
      const { link } = (await ownerInvitation(served.access))!;
      const grounds = new Set<string>();
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, wrong } = await served.page(browser, {
          viewport: { width: 360, height: 640 },
          colorScheme,
        });
        await page.goto(link);
        await page.getByLabel('E-mail address').waitFor();
        const evil = '"><script>globalThis.bad=1</script><img src=x onerror="globalThis.bad=1">';
        const paths = [
          '/login',
          `/login?error=${encodeURIComponent(evil)}`,
          `/login?next=${encodeURIComponent(`/${evil}`)}`,
          '/claim',
          `/claim#${encodeURIComponent(evil)}`,
        ];
        for (const path of [link.slice(served.url.length), ...paths]) {
          await page.goto(`${served.url}${path}`);
          const seen = await page.evaluate<Seen>(looks);
          expect(seen, path).toMatchObject({ wide: false, bad: false, unnamed: 0, inline: 0, small: 0 });
          grounds.add(seen.ground);
        }
        expect(wrong).toEqual([]);
      }
      expect(grounds.size).toBe(2);
      const answer = await fetch(`${served.url}/login`);
      expect(answer.headers.get('content-security-policy')).toBe(contentPolicy);
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      const script = /src="(\/assets\/[^"]+)"/.exec(await answer.text())![1];
      expect((await fetch(`${served.url}${script}`)).headers.get('cache-control')).toContain('immutable');
    });
  });
});
