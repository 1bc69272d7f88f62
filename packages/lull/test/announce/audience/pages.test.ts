import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing, openPage, startBrowser } from '../../access/browser.ts';
import { pgliteInMemory } from '../../store/pglite-in-memory.ts';
import { type Site, startSite } from './site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the sign-up pages in a browser${missing}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  const site = async (): Promise<Site> => startSite(await pgliteInMemory());

  /** What WCAG 2.2 AA says against a page, by axe. The page's own policy lets no script in. */
  async function faultsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
    const { page: copy } = await openPage(browser, { bypassCSP: true, colorScheme });
    await copy.goto(page.url());
    await copy.addScriptTag({ content: axe });
    const { violations } = (await copy.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    await copy.context().close();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  it.each(['light', 'dark'] as const)(
    'take somebody all the way without script, on a small screen, %s',
    async (colorScheme) => {
      const { url, mail, link } = await site();
      const options = {
        javaScriptEnabled: false,
        viewport: { width: 320, height: 640 },
        colorScheme,
        locale: 'de-DE',
      };
      const { page, wrong } = await openPage(browser, options);
      const fits = async () => {
        const widest = await page
          .locator('body *')
          .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
        expect(widest).toBeLessThanOrEqual(320);
        return faultsOf(page, colorScheme);
      };
      await page.goto(`${url}/subscribe`);
      expect(await page.title()).toBe('Von Wartungen erfahren · Example <status>');
      expect(await fits()).toEqual([]);
      // By the keyboard alone.
      await page.getByLabel('E-Mail-Adresse').focus();
      await page.keyboard.type('ada@example.org');
      await page.getByLabel('Nur von dem, was ich hier auswähle').check();
      await page.getByLabel('The & shop').check();
      await page.getByLabel('Zeitzone').selectOption('Europe/Berlin');
      await page.getByRole('button', { name: 'Anmelden' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Bitte sehen Sie in Ihr Postfach' }).waitFor();

      await mail.received(1);
      await page.goto(url + link('ada@example.org', '/subscribe/confirm/'));
      expect(await fits()).toEqual([]);
      await page.getByRole('button', { name: 'Bestätigen' }).click();
      await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor();
      await page.getByRole('link', { name: 'Was Sie erhalten' }).click();
      await page.getByText('ada@example.org').waitFor();
      expect(await page.getByLabel('The & shop').isChecked()).toBe(true);
      expect(await page.getByLabel('Zeitzone').inputValue()).toBe('Europe/Berlin');
      expect(await fits()).toEqual([]);
      await page.getByLabel('Wenn sie fertig ist').uncheck();
      await page.getByRole('button', { name: 'Speichern' }).click();
      await page.getByRole('status').waitFor();
      expect(await page.getByLabel('Wenn sie fertig ist').isChecked()).toBe(false);
      await page.getByText('Alles löschen').click();
      await page.getByRole('button', { name: 'Löschen' }).click();
      await page.getByRole('heading', { name: 'Alles ist gelöscht' }).waitFor();
      expect(wrong).toEqual([]);
    },
  );

  it('tell of an address that is none where it stands', async () => {
    const { url } = await site();
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(`${url}/subscribe`);
    await page.getByLabel('E-mail address').fill('ada@localhost');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('alert').waitFor();
    const field = page.getByLabel('E-mail address');
    expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual([
      'ada@localhost',
      'true',
    ]);
  });

  it('take their own form under plain HTTP too, where a browser says little of where it comes from', async () => {
    const host = 'status.internal';
    const { url, mail } = await startSite(await pgliteInMemory(), { host });
    const inside = await startBrowser([`--host-resolver-rules=MAP ${host} 127.0.0.1`]);
    try {
      const { page } = await openPage(inside);
      await page.goto(`${url}/subscribe`);
      await page.getByLabel('E-mail address').fill('ada@localhost');
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByLabel('E-mail address').fill('ada@example.org');
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.getByRole('heading', { name: 'Please check your e-mail' }).waitFor();
      await mail.received(1);
    } finally {
      await inside.close();
    }
  });

  it('refuse the form that another site’s page sends', async () => {
    const { url, world } = await site();
    const { page } = await openPage(browser);
    const evil = `<form method="post" action="${url}/subscribe"><input name="address" value="ada@example.org">
      <input name="scope" value="all"><button>Win</button></form>`;
    await page.goto(`data:text/html,${encodeURIComponent(evil)}`);
    const answered = page.waitForResponse(`${url}/subscribe`);
    await page.getByRole('button').click();
    expect((await answered).status()).toBe(403);
    expect(await world.announce.queue().boss.findJobs('announce-mail')).toEqual([]);
  });
});
