import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { html } from 'hono/html';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Published } from '../../../src/announce/contract.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { layout, signUpStyle } from '../../../src/api/public/sign-up/layout.ts';
import { browserMissing, openPage, startBrowser } from '../../access/browser.ts';
import { noon, sample } from './sample.ts';
import { type ServedPublic, servePublic } from './serve.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the status page in a browser${missing}`, () => {
  let browser: Browser;
  let served: ServedPublic;
  let published: Published = sample();
  beforeAll(async () => {
    browser = await startBrowser();
    served = await servePublic(
      () => published,
      () => noon,
    );
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  const open = async (path: string, options: Parameters<typeof openPage>[1] = {}) => {
    const opened = await openPage(browser, options);
    await opened.page.goto(`${served.url}${path}`);
    return opened;
  };

  /** What WCAG 2.2 AA finds wrong. */
  const flawsOf = async (page: Page): Promise<string[]> => {
    // Its own script is let past the page's policy by the debugger.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Runtime.evaluate', { expression: axe });
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const expression = `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`;
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await devtools.send('Runtime.evaluate', asked);
    return result.value as string[];
  };

  it.each([
    ['bright', '/status', {}],
    ['dark', '/status', { colorScheme: 'dark' }],
    ['in German, of a service with a glaring colour', '/status/search?language=de', {}],
    ['the same in the dark', '/status/search?language=de', { colorScheme: 'dark' }],
    ['on a small screen', '/status?zone=Asia/Kathmandu', { viewport: { width: 320, height: 600 } }],
    ['in forced colours', '/status', { forcedColors: 'active' }],
  ] as const)('has no flaw that axe finds, %s', async (_, path, options) => {
    const { page, wrong } = await open(path, options);
    expect(await flawsOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('needs no script: times in another zone, another language, and back', async () => {
    const { page } = await open('/status', { javaScriptEnabled: false });
    expect(await page.getByRole('button').count()).toBe(1);
    await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
    await page.getByRole('button').click();
    expect(new URL(page.url()).searchParams.get('zone')).toBe('Asia/Tokyo');
    expect(await page.locator('#dt-running').textContent()).toContain('22:00 Japan');
    await page.getByRole('link', { name: 'Deutsch' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(await page.locator('#dt-running').textContent()).toContain('22:00 Uhr Japan');
    await page.getByRole('link', { name: 'Web shop' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Web shop');
    expect(new URL(page.url()).searchParams.get('zone')).toBe('Asia/Tokyo');
  });

  it('offers the zone of the device in one click', async () => {
    const { page, wrong } = await open('/status', { timezoneId: 'Pacific/Auckland' });
    await page.getByRole('button', { name: 'zone of this device' }).click();
    await page.waitForURL(/zone=Pacific%2FAuckland/);
    expect(await page.locator('#dt-running').textContent()).toContain('New Zealand Time');
    expect(await page.getByRole('button', { name: 'zone of this device' }).count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('can be gone through by keyboard, first past what is the same on every page', async () => {
    const { page } = await open('/status');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Go to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
    const summary = page.locator('#dt-finished summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#dt-finished details li').first().isVisible()).toBe(true);
  });

  it.each([640, 1280])(
    'has its head and its title where the pages to sign up have them, %s px wide',
    async (width) => {
      const { page } = await open('/status', { viewport: { width, height: 600 } });
      const box = async (selector: string) => {
        const { x, y, height } = (await page.locator(selector).first().boundingBox())!;
        return { x, y, height };
      };
      const here = [await box('header'), await box('.brand span'), await box('h1')];
      expect(here[1]!.x).toBe(here[2]!.x);
      const look = { words: ownWords.en!, page: { ...published.page, title: 'Example status' } };
      const body = `${layout(look, 'Sign up', html``)}`;
      await page.route('**/subscribe', (route) => route.fulfill({ contentType: 'text/html', body }));
      await page.route(`**${signUpStyle.path}`, (route) =>
        route.fulfill({ contentType: 'text/css', body: signUpStyle.text }),
      );
      await page.goto(`${served.url}/subscribe`);
      expect([await box('header'), await box('.brand span'), await box('h1')]).toEqual(here);
    },
  );

  it('loads nothing from anywhere else, and shows a logo', async () => {
    const logo = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    published = { ...published, version: '2', page: { ...published.page, logo } };
    const { page, wrong } = await openPage(browser);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${served.url}/status`);
    const local = asked.filter((url) => !url.startsWith('data:'));
    expect(local.every((url) => url.startsWith(served.url))).toBe(true);
    expect(await page.evaluate('document.querySelector(".brand img").naturalWidth')).toBe(1);
    expect(wrong).toEqual([]);
  });

  it('runs nothing that a name brings', async () => {
    const hostile = `"><script>window.hurt=1</script><img src=x onerror="window.hurt=1">`;
    published = {
      ...sample(),
      version: '3',
      page: { ...sample().page, title: hostile },
      services: sample().services.map((each) => ({ ...each, title: hostile, description: hostile })),
      downtimes: sample().downtimes.map((each) => ({ ...each, title: hostile, paths: [hostile] })),
    };
    const { page, wrong } = await open('/status');
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(hostile);
    expect(await page.locator('main img').count()).toBe(0);
    expect(wrong).toEqual([]);
    published = { ...sample(), version: '4' };
  });

  it('leads to one downtime by its own address', async () => {
    const { page } = await open('/status#dt-finished');
    expect(await page.evaluate('document.querySelector(":target").id')).toBe('dt-finished');
  });
});
