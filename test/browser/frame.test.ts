import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, signIn, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`around every page of the console${missing}`, () => {
  let world: World;
  const addService = (name: string): Promise<unknown> =>
    world.api('POST', '/apply', `services:\n  ${name}: { zone: Europe/Berlin }\n`);

  beforeAll(async () => {
    world = await openWorld();
    await addService('shop');
  });
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const context of world.browser.contexts()) await context.close();
  });

  it('somebody who is not signed in is led to sign in, and back to where they were going', async () => {
    const { page } = await world.visit('/calendar?month=2026-12');
    await page.context().clearCookies();
    await page.goto(`${world.url}/console/calendar?month=2026-12`);
    await page.waitForURL('**/login?next=%2Fconsole%2Fcalendar%3Fmonth%3D2026-12');
    await page.getByLabel('E-mail address').fill(world.owner.email);
    await page.getByLabel('Password').fill(world.owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/console/calendar?month=2026-12');
  });

  it('it loads in less than 250 kB', async () => {
    const { page } = await world.visit('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Owner' }).waitFor();
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(250_000);
  });

  it('it says when the connection is lost, shows what it had, and comes back by itself', async () => {
    const { page } = await world.visit('/services');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'shop', exact: true }).first().waitFor();
    const comeBack = await world.loseServer();
    await page.getByText('The connection is lost. What you see is as of').waitFor();
    await page.getByText('(Europe/London)').waitFor();
    expect(await page.getByRole('link', { name: 'shop', exact: true }).count()).toBeGreaterThan(0);
    await comeBack();
    await addService('blog');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'blog', exact: true }).first().waitFor();
  });

  it('a session that ended is told at once, and what stood there stays until it is back', async () => {
    const { page } = await world.visit('/services');
    await page.getByRole('link', { name: 'shop', exact: true }).first().waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const cookies = await page.context().cookies();
    await page.request.post(`${world.url}/api/auth/sign-out`, { data: {}, headers: { origin: world.url } });
    await addService('news');
    await page.getByRole('dialog', { name: 'You are not signed in any more' }).waitFor();
    expect(await page.getByRole('link', { name: 'shop', exact: true, includeHidden: true }).count()).toBe(1);
    expect(await flawsOf(page)).toEqual([]);
    expect(cookies.length).toBeGreaterThan(0);
    await signIn(page, world.url, world.owner);
    await page.evaluate('dispatchEvent(new Event("visibilitychange")), dispatchEvent(new Event("focus"))');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'news', exact: true }).first().waitFor();
  });

  it('many tabs have one stream of events, and the next one takes it over', async () => {
    const { page } = await world.visit('/services');
    await page.getByText('Live', { exact: true }).waitFor();
    const context = page.context();
    const streams = new Set<string>();
    context.on('request', (request) => {
      if (request.url().includes('/api/v1/events')) streams.add(request.url());
    });
    const second = await context.newPage();
    await second.goto(`${world.url}/console/services`);
    await second.getByRole('link', { name: 'shop', exact: true }).first().waitFor();
    await addService('radio');
    await second.getByRole('link', { name: 'radio', exact: true }).first().waitFor();
    expect([...streams]).toEqual([]);
    await page.close();
    await second.getByText('Live', { exact: true }).waitFor();
    await addService('video');
    await second.getByRole('link', { name: 'video', exact: true }).first().waitFor();
    expect(streams.size).toBe(1);
  });

  it('keys lead from page to page, and the console speaks German', async () => {
    const { page, wrong } = await world.visit('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/console/services');
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Dienste' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Dienste' }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('an address that leads nowhere says so', async () => {
    const { page, wrong } = await world.visit('/no-such-page');
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
