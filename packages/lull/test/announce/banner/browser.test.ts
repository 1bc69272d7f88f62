import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PublicDowntime } from '../../../src/announce/contract.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { browserMissing, openPage, startBrowser } from '../../access/browser.ts';
import { downtime, end, type Site, start, startPage, startStatus } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the banner in a browser${missing}`, () => {
  let browser: Browser;
  let status: Site;
  let site: Site;
  let known: readonly PublicDowntime[];
  let html: string;
  let policy: string | null;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    known = [downtime()];
    policy = null;
    status = await startStatus(() => known);
    site = await startPage(
      () => html,
      () => policy,
    );
    html = onPage();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await site.stop();
    await status.stop();
  });

  interface Tag {
    readonly attributes?: string;
    readonly lang?: string;
    readonly head?: string;
  }

  const onPage = ({ attributes = '', lang = 'en', head = '' }: Tag = {}): string =>
    `<!doctype html><html lang="${lang}"><head><meta name="viewport" content="width=device-width">` +
    `<title>Shop</title>${head}<script src="${status.url}/banner.js" ${attributes}></script></head>` +
    '<body><main><h1>Shop</h1><p>Things to buy</p><button>Buy</button></main></body></html>';

  /** Opens the site's page at a moment, in Berlin unless another zone is said. */
  async function open(now: Instant, options: Parameters<typeof openPage>[1] = {}) {
    const { page, wrong } = await openPage(browser, { timezoneId: 'Europe/Berlin', ...options });
    await page.clock.install({ time: now });
    await page.goto(site.url);
    await answered(page);
    return { page, wrong, region: page.getByRole('region', { name: /Maintenance|Wartung/ }) };
  }

  /** Awaits what the page has asked for until now. */
  const answered = (page: Page) => page.waitForLoadState('networkidle');

  it('says what, when and to whom in the visitor’s zone and the page’s language', async () => {
    const { page, region, wrong } = await open(start - 2 * DAY, {});
    await region.waitFor();
    expect(await page.getByRole('status').textContent()).toBe(
      'Faster database Tue, Dec 1, 11:00 PM GMT+1 – Wed, Dec 2, 12:30 AM GMT+1: ' +
        'During the work you will not be able to use Web shop.',
    );
    expect(await page.getByRole('link').getAttribute('href')).toBe(`${status.url}/status#dt-one`);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['de-AT', '', /^Faster database Di\.?, 1\. Dez\..*23:00.*MEZ.*00:30.*: Während der Arbeiten/],
    ['en-GB', '', /Tue.? 1 Dec.*23:00.*CET.*00:30 CET: During the work/],
    ['en', 'data-language="de"', /Während der Arbeiten/],
    ['de_DE', '', /Während der Arbeiten/],
    ['fr', '', /you will not be able/],
    ['', '', /Während der Arbeiten/],
    ['no language at all', '', /you will not be able/],
  ])('in the language "%s" %s', async (lang, attributes, text) => {
    html = onPage({ lang, attributes });
    const { page, wrong } = await open(start - DAY, { locale: 'de-CH' });
    await page.getByRole('status').filter({ hasText: text }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('comes as long before the start as the page wants, and goes with the end', async () => {
    html = onPage({ attributes: 'data-from="PT12H" data-service="shop"' });
    const { page, region } = await open(start - 13 * HOUR);
    expect(await region.count()).toBe(0);
    await page.clock.runFor(HOUR);
    await region.waitFor();
    expect(status.asked).toContain('/banner/shop.json');

    known = [downtime({ state: 'down' })];
    await page.clock.fastForward(12 * HOUR + 10 * SECOND);
    await page.getByText('You cannot use Web shop until we are done. Expected end: Wed').waitFor();
    await page.clock.fastForward(end - start + 10 * SECOND);
    await page.getByText('It takes longer than planned.').waitFor();
    known = [downtime({ state: 'completed' })];
    await page.clock.fastForward(2 * MINUTE);
    await region.waitFor({ state: 'hidden' });
  });

  it('shows what is under way before what is coming, and the next once it is dismissed', async () => {
    const coming = downtime({ id: 'coming', told: { title: 'Coming', services: ['bank'] } });
    const running = downtime({
      id: 'running',
      state: 'down',
      told: { title: 'Running', start: start + DAY },
    });
    known = [coming, running];
    html = onPage({ attributes: 'data-service="bank, shop"' });
    const { page, region } = await open(start - HOUR);
    await region.getByText('Running').waitFor();
    await page.getByRole('button', { name: 'Hide this message' }).click();
    await region.getByText('Coming').waitFor();
    await page.getByRole('button', { name: 'Hide this message' }).click();
    await region.waitFor({ state: 'hidden' });
    expect(status.asked.filter((path) => path.endsWith('json')).sort()).toEqual([
      '/banner/bank.json',
      '/banner/shop.json',
    ]);
  });

  it('stays dismissed for the revision, on every page and in every tab, and comes again with the next', async () => {
    const { page, region } = await open(start - DAY);
    const tab = await page.context().newPage();
    await tab.clock.install({ time: start - DAY });
    await tab.goto(`${site.url}/another`);
    await tab.getByRole('region').waitFor();
    await page.bringToFront();
    await page.getByRole('button', { name: 'Hide this message' }).press('Enter');
    await region.waitFor({ state: 'hidden' });
    await tab.getByRole('region').waitFor({ state: 'hidden' });
    await page.reload();
    await answered(page);
    expect(await region.count()).toBe(0);
    const one = downtime();
    known = [{ ...one, promise: [...one.promise, { ...one.promise[0]!, number: 2, end: end + HOUR }] }];
    await page.reload();
    await region.waitFor();
  });

  it.each([
    [
      'is forbidden',
      `Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('no'); } })`,
    ],
    ['holds something else', `localStorage.setItem('lull-banner', '{"a":1}')`],
    ['is full', `Storage.prototype.setItem = () => { throw new DOMException('full'); }`],
  ])('can be dismissed where the browser’s storage %s', async (_, script) => {
    html = onPage({ head: `<script>${script}</script>` });
    const { page, region, wrong } = await open(start - DAY);
    await page.getByRole('button', { name: 'Hide this message' }).click();
    await region.waitFor({ state: 'hidden' });
    await page.clock.runFor(2 * MINUTE);
    expect(await region.count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a nonce', () => `script-src 'nonce-abc'; connect-src ${status.url}`, 'nonce="abc"'],
    ['a plain link', () => `script-src ${status.url}; connect-src ${status.url}`, 'defer'],
    [
      'trusted types',
      () => `script-src ${status.url}; connect-src ${status.url}; require-trusted-types-for 'script'`,
      'async',
    ],
  ])('needs nothing more under a strict policy than %s', async (_, given, attributes) => {
    policy = `default-src 'none'; base-uri 'none'; ${given()}`;
    html = onPage({ attributes });
    const { page, region, wrong } = await open(start - DAY);
    await region.waitFor();
    await page.getByRole('button', { name: 'Hide this message' }).click();
    await region.waitFor({ state: 'hidden' });
    expect(wrong.filter((message) => !message.includes('favicon'))).toEqual([]);
  });

  it('moves nothing on the page, and takes no focus', async () => {
    const { page } = await openPage(browser, { viewport: { width: 800, height: 400 } });
    await page.clock.install({ time: start - DAY });
    await page.addInitScript(`
      globalThis.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
        .observe({ type: 'layout-shift', buffered: true });`);
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Buy' }).focus();
    await page.getByRole('region').waitFor();
    const looks = await page.evaluate(`(async () => {
      for (let frames = 0; frames < 3; frames++) await new Promise((next) => requestAnimationFrame(next));
      const { height, bottom } = document.querySelector('lull-banner').getBoundingClientRect();
      return { shifts, isSeen: height > 40, bottom, focus: document.activeElement.textContent };
    })()`);
    expect(looks).toEqual({ shifts: [], isSeen: true, bottom: 400, focus: 'Buy' });
  });

  it.each([
    ['on a phone', { viewport: { width: 320, height: 640 } }],
    ['in the dark', { colorScheme: 'dark' }],
    ['with forced colours', { forcedColors: 'active' }],
  ] as const)('is accessible %s', async (_, options) => {
    const { page, region } = await open(start - DAY, options);
    await region.waitFor();
    await page.evaluate(axe);
    const found = await page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
    );
    expect(found).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      page.viewportSize()!.width,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await region.waitFor({ state: 'hidden' });
  });

  it('runs from right to left where the language does', async () => {
    html = onPage({ lang: 'ar' });
    const { page, region } = await open(start - DAY);
    await region.waitFor();
    const [text, button] = [
      await page.getByRole('status').boundingBox(),
      await region.getByRole('button').boundingBox(),
    ];
    expect(await region.getAttribute('dir')).toBe('rtl');
    expect(button!.x).toBeLessThan(text!.x);
  });

  it('keeps to itself: the page’s styles don’t reach it, and it leaves the page’s as they are', async () => {
    const head =
      '<style>* { display: none !important; color: red !important; position: static !important }' +
      ' html, body, main, h1 { display: block !important } html { font-size: 1px }</style>';
    html = onPage({ head });
    const { page, region } = await open(start - DAY);
    await region.waitFor();
    const looks = await page.evaluate(`(() => {
      const inside = document.querySelector('lull-banner').shadowRoot.querySelector('p');
      const [banner, own] = [getComputedStyle(inside), getComputedStyle(document.querySelector('h1'))];
      return { size: banner.fontSize, colour: banner.color, position: own.position, own: own.color };
    })()`);
    expect(looks).toEqual({
      size: '16px',
      colour: 'rgb(0, 0, 0)',
      position: 'static',
      own: 'rgb(255, 0, 0)',
    });
  });

  it('shows a hostile title as what it is', async () => {
    const title = '<img src=x onerror="globalThis.bad = 1">{time}{effect}</script><script>bad = 1</script>';
    known = [downtime({ told: { title } })];
    const { page, wrong } = await open(start - DAY);
    await page.getByText(title).waitFor();
    expect(await page.evaluate(`'bad' in globalThis`)).toBe(false);
    expect(await page.getByRole('status').textContent()).toMatch(
      /GMT\+1: During the work you will not be able to use Web shop/,
    );
    expect(wrong).toEqual([]);
  });

  it('asks each minute, and less and less often while nobody answers, and the page never learns of it', async () => {
    const { page, region, wrong } = await open(start - DAY);
    await region.waitFor();
    await pass(page, HOUR);
    const asked = status.asked.filter((path) => path.endsWith('json')).length;
    expect(asked).toBeGreaterThan(45);
    expect(asked).toBeLessThan(80);

    await status.stop();
    let failed = 0;
    page.on('requestfailed', () => {
      failed += 1;
    });
    await pass(page, HOUR);
    expect(failed).toBeGreaterThan(3);
    expect(failed).toBeLessThan(12);
    expect(await region.count()).toBe(1);
    expect(wrong.filter((message) => !message.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  });

  /** Lets time pass, which goes on only once what was asked is answered. */
  async function pass(page: Page, length: number): Promise<void> {
    let pending = 0;
    const count = (by: number) => () => {
      pending += by;
    };
    page.on('request', count(1)).on('requestfinished', count(-1)).on('requestfailed', count(-1));
    // In steps shorter than the time that an answer is waited for.
    for (let passed = 0; passed < length; passed += 5 * SECOND) {
      await page.clock.runFor(5 * SECOND);
      await expect.poll(() => pending, { interval: 1 }).toBe(0);
    }
  }

  it('is silent while nobody looks at the page', async () => {
    const { page, region } = await open(start - DAY);
    await region.waitFor();
    const look = (hidden: boolean) =>
      page.evaluate(`
        Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await look(true);
    const before = status.asked.length;
    await page.clock.runFor(10 * MINUTE);
    await answered(page);
    expect(status.asked.length).toBe(before);
    await look(false);
    await expect.poll(() => status.asked.length).toBe(before + 1);
    for (let i = 0; i < 5; i++) {
      await look(true);
      await look(false);
    }
    await answered(page);
    expect(status.asked.length).toBe(before + 1);
  });

  it.each([
    ['data-from="next week"', 0],
    ['data-from="P"', 0],
    ['data-service="nobody"', 0],
    ['data-url="http://127.0.0.1:1/"', 0],
    ['data-url="::not an address::" data-position=""', 0],
  ])('with %s shows nothing, and breaks nothing', async (attributes, count) => {
    html = onPage({ attributes });
    const { page, region, wrong } = await open(start - DAY);
    await answered(page);
    expect(await region.count()).toBe(count);
    expect(await page.getByRole('heading', { name: 'Shop' }).count()).toBe(1);
    expect(wrong.filter((message) => !message.includes('Failed to load resource'))).toEqual([]);
  });

  it('shows what there is of the services that are still there', async () => {
    html = onPage({ attributes: 'data-service="gone,shop,silent"' });
    const { page, region } = await open(start - DAY);
    await region.getByText('Faster database').waitFor();
    expect(status.asked).toContain('/banner/gone.json');
    // One that answers no script of other sites is in nobody's way, either.
    known = [downtime({ told: { title: 'Faster still' } })];
    await pass(page, 2 * MINUTE);
    await region.getByText('Faster still').waitFor();
  });

  it('asks for services by their names, whatever stands in them', async () => {
    html = onPage({ attributes: 'data-service=" web shop ,,Bäcker/../all"' });
    await open(start - DAY);
    const asked = status.asked.filter((path) => path.endsWith('json')).sort();
    expect(asked).toEqual(['/banner/B%C3%A4cker%2F..%2Fall.json', '/banner/web%20shop.json']);
  });

  it('is there once, and again after the page was built anew', async () => {
    html = onPage({ head: `<script src="${status.url}/banner.js" data-position="top"></script>` });
    const { page, region } = await open(start - DAY);
    await region.waitFor();
    expect(await page.evaluate(`document.querySelector('lull-banner').getBoundingClientRect().top`)).toBe(0);
    await page.evaluate(`(() => {
      const again = document.createElement('script');
      again.src = document.querySelector('script').src;
      document.body.replaceChildren(again);
    })()`);
    await answered(page);
    await page.clock.runFor(2 * MINUTE);
    await region.waitFor();
    expect(await page.locator('lull-banner').count()).toBe(1);
  });
});
