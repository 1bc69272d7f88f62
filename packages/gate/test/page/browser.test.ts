import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing, openPage, startBrowser } from '../../../lull/test/access/browser.ts';
import { refusal } from '../../src/page/index.ts';
import { documentOf } from '../support/fixed-gate.ts';

/** What the server does: refuses, fails without a word of ours, or is back. */
let does: 'refuse' | 'fail' | 'answer' = 'refuse';
let retryAt: number | null = null;
let asked: string[] = [];
let server: Server;
let address: string;
let browser: Browser;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shop = `<!doctype html><title>Shop</title><form method="post"><button>Send</button></form>`;
const document = documentOf({ statusUrl: 'https://status.example.com/' });

describe.skipIf(browserMissing)('the page in a browser', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    server = createServer((request, response) => {
      const { method = '', headers } = request;
      asked.push(method);
      if (does === 'fail') return response.writeHead(502).end();
      if (does === 'answer') return response.end(shop);
      const facts = {
        kind: 'closed',
        origin: null,
        spread: 0,
        contentType: null,
        destination: null,
      } as const;
      const languages = headers['accept-language'] ?? null;
      const reader = { ...facts, method, accept: headers.accept ?? null, acceptLanguage: languages };
      const refused = refusal({ retryAt, downtime: 'dt_1' }, document, reader, Date.now());
      response.writeHead(refused.status, refused.headers).end(refused.body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cart?a=1`;
  });

  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  /** The refused page, with a clock that stands where the test puts it. */
  async function visit(
    options: Parameters<typeof openPage>[1] = {},
  ): Promise<{ page: Page; wrong: string[] }> {
    [does, asked] = ['refuse', []];
    retryAt ??= Date.now() + 33 * 60_000;
    const { page, wrong } = await openPage(browser, { locale: 'en-GB', ...options });
    await page.clock.install();
    await page.goto(address);
    return { page, wrong: wrong.filter((text) => !text.includes('503')) };
  }

  /** Lets time pass, second by second, until the page has asked; resolves with the answer's status. */
  async function untilAnswered(page: Page, method = 'HEAD'): Promise<number> {
    let status = 0;
    page.once('response', (response) => {
      if (response.request().method() === method) status = response.status();
    });
    for (let second = 0; status === 0 && second < 100; second += 1) await page.clock.runFor(1000);
    return status;
  }

  it('goes back by itself, only once the service itself answers', async () => {
    const { page } = await visit();
    does = 'fail';
    expect(await untilAnswered(page)).toBe(502);
    expect(await page.title()).toContain('maintenance');
    does = 'answer';
    expect(await untilAnswered(page)).toBe(200);
    await page.waitForFunction("document.title === 'Shop'");
    expect(page.url()).toBe(address);
    await page.context().close();
  });

  it('takes over an end that moved', async () => {
    retryAt = Date.now() + 33 * 60_000;
    const { page, wrong } = await visit();
    await page.waitForSelector('text=Back in about 35 minutes.');
    retryAt += 24 * 3_600_000;
    await untilAnswered(page);
    await page.waitForSelector('text=Back in about 25 hours.');
    expect(await page.getAttribute('time', 'datetime')).toBe(new Date(retryAt).toISOString());
    retryAt = null;
    await untilAnswered(page);
    await page.waitForSelector('text=It is not known yet how long this takes.');
    expect(await page.isHidden('.at')).toBe(true);
    expect(wrong).toEqual([]);
    await page.context().close();
  });

  it('counts down, and owns up when it is late', async () => {
    retryAt = Date.now() + 2 * 60_000;
    const { page } = await visit();
    does = 'fail';
    await page.waitForSelector('text=Back in about 2 minutes.');
    await page.clock.runFor(65_000);
    await page.waitForSelector('text=Back in less than a minute.');
    await page.clock.runFor(60_000);
    await page.waitForSelector('text=It takes longer than expected.');
    await page.context().close();
  });

  it("shows the time in the reader's zone and way; in UTC without scripts", async () => {
    retryAt = Date.UTC(2099, 0, 5, 7, 26);
    const here = await visit({ timezoneId: 'Asia/Kolkata' });
    expect(await here.page.innerText('.at')).toMatch(/^Expected: Mon,? 5 Jan, 12:56 GMT\+5:30\.$/);
    await here.page.context().close();
    const { page } = await openPage(browser, { javaScriptEnabled: false, locale: 'de-AT' });
    await page.goto(address);
    expect(await page.innerText('.at')).toBe('Erwartet: Mo., 5. Jan., 07:26 UTC.');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds wrong, %s', async (colorScheme) => {
    const { page } = await visit({ colorScheme });
    await page.clock.resume();
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate<{ violations: { id: string }[]; passes: object[] }>(
      "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
    );
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(passes.length).toBeGreaterThan(10);
  });

  it('never sends again what was sent', async () => {
    const { page } = await visit();
    does = 'answer';
    await page.reload();
    does = 'refuse';
    await page.click('button');
    await page.waitForSelector('text=What you sent was not processed.');
    [does, asked] = ['answer', []];
    await untilAnswered(page);
    await page.waitForSelector('[role=status]:has-text("It is back. What you sent was not processed.")');
    await page.clock.runFor(300_000);
    expect(asked).toEqual(['HEAD']);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'is accessible in %s: contrast, names, order, focus, zoom',
    async (colorScheme) => {
      const { page } = await visit({ colorScheme, viewport: { width: 320, height: 480 } });
      expect(Math.min(...(await page.evaluate<number[]>(contrasts)))).toBeGreaterThanOrEqual(4.5);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('main').count()).toBe(1);
      const focused: string[] = [];
      for (let i = 0; i < 2; i += 1) {
        await page.keyboard.press('Tab');
        focused.push(await page.evaluate(focus));
      }
      expect(focused).toEqual(['Try again solid 3px', 'More about it solid 3px']);
      const sizes = await page.$$eval('a', (links) =>
        links.map((link) => link.getBoundingClientRect().height),
      );
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
      await page.context().close();
    },
  );
});

/** What has the focus, and how that is shown. */
const focus = `(({ activeElement }) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
  return [activeElement.textContent, outlineStyle, outlineWidth].join(' ');
})(document)`;

/** The contrast of every text with the page's ground, as WCAG 2.2 counts it (1.4.3). */
const contrasts = `(() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g)
      .map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('h1, p, a, time, header')].map((element) => {
    const ink = luminance(getComputedStyle(element).color);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  });
})()`;
