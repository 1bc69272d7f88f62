import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { exampleFacts } from '../../../src/announce/message/example.ts';
import { letterFor } from '../../../src/announce/message/message.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { browserMissing, openPage, startBrowser } from '../../access/browser.ts';
import { factsWith, messageOf, now, recipient } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the HTML of a mail in a browser${missing}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  /** Shows a mail, and notes whatever it fetches. */
  async function show(html: string, options: Parameters<typeof openPage>[1] = {}) {
    const { page, wrong } = await openPage(browser, options);
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.setContent(html);
    return { page, wrong, fetched };
  }

  // WCAG alone: axe's advice on landmarks is for pages, and a mail is shown inside another.
  const problems = `axe
    .run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`;

  const brands = ['#1a6b54', '#ffee00', '#888888', '#ffffff', '#000000', null];

  it.each([
    ['on a phone', { viewport: { width: 320, height: 640 } }],
    ['in the dark', { colorScheme: 'dark' }],
  ] as const)('is accessible and fits %s, whatever the colour', async (_, options) => {
    for (const [i, colour] of brands.entries()) {
      const words = i % 2 === 0 ? ownWords.en! : ownWords.de!;
      const kind = noticeKinds[i]!;
      const facts = exampleFacts({ kind, mode: 'partial', words, zone: 'Asia/Tokyo', now });
      const { html } = letterFor({ ...facts, page: { ...facts.page, colour } }).to(recipient);
      const { page, wrong, fetched } = await show(html, options);
      await page.evaluate(axe);
      expect(await page.evaluate(problems)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        page.viewportSize()!.width,
      );
      expect([wrong, fetched]).toEqual([[], []]);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      await page.context().close();
    }
  });

  it('is dark where the reader’s mails are', async () => {
    const ground = 'getComputedStyle(document.querySelector(".sheet")).backgroundColor';
    const { html } = messageOf();
    expect(await (await show(html)).page.evaluate(ground)).toBe('rgb(255, 255, 255)');
    const dark = await show(html, { colorScheme: 'dark' });
    expect(await dark.page.evaluate(ground)).toBe('rgb(31, 36, 41)');
  });

  it('shows what somebody wrote as text, and breaks a word that is too long', async () => {
    const title = `<img src=x onerror="document.title='broken'">${'x'.repeat(200)}`;
    const facts = factsWith();
    const services = [{ ...facts.services[0]!, title }];
    const { html } = messageOf({ services, told: { ...facts.told, title } });
    const { page, fetched } = await show(html, { viewport: { width: 320, height: 640 } });
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.getByText('What we do: <img').count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    expect(fetched).toEqual([]);
  });

  it('leads where it says, without a picture or script', async () => {
    const { html, statusUrl } = messageOf();
    const { page } = await show(html);
    const links = await page.getByRole('link').evaluateAll((all) => {
      return all.map((one) => [one.textContent, one.getAttribute('href')]);
    });
    expect(links).toEqual([
      ['Current status', statusUrl],
      ['Change what you get', recipient.links!.manage],
      ['Unsubscribe', recipient.links!.unsubscribe],
    ]);
    expect(await page.locator('img, script, link, iframe').count()).toBe(0);
  });
});
