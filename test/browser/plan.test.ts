import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { writeShop } from '../../scripts/shop.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

/** Tomorrow's date in UTC, and so many days after it. */
const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe.skipIf(browserMissing !== null)(`the search for a moment${missing}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    const log = writeShop(world.folder, new Date().toISOString());
    await world.api(
      'POST',
      '/apply',
      `
services:
  shop: { zone: Europe/Berlin, traffic: ["${log}"] }
  blog: { zone: Europe/Berlin }
freezes:
  sale: { zone: Europe/Berlin, start: ${dayFrom(3)}T00:00, duration: P2D, scope: { leastRisk: low }, reason: The sale }
`,
    );
  });
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const context of world.browser.contexts()) await context.close();
  });

  const slider = (page: Page) => page.getByRole('slider', { name: 'Start of the downtime' });
  const ranked = (page: Page) =>
    page
      .getByRole('region', { name: 'Best moments' })
      .or(page.locator('section', { hasText: 'Best moments' }));

  it('by mouse: a best moment is chosen, the block is dragged, and what follows is seen before it is scheduled', async () => {
    const { page, wrong } = await world.visit('/plan?service=shop');
    await page.locator('.history-line').waitFor();
    await ranked(page).getByRole('button').nth(1).click();
    const before = await slider(page).getAttribute('aria-valuetext');
    expect(before).toMatch(/person-minutes, .* to .*allowed/);
    await slider(page).scrollIntoViewIfNeeded();
    const picture = (await slider(page).boundingBox())!;
    const middle = picture.y + picture.height / 2;
    await page.mouse.move(picture.x + picture.width * 0.5, middle);
    await page.mouse.down();
    await page.mouse.move(picture.x + picture.width * 0.6, middle, { steps: 8 });
    await page.mouse.up();
    expect(await slider(page).getAttribute('aria-valuetext')).not.toBe(before);
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Schedule…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule a downtime' });
    await dialog.getByLabel('What is done').fill('Move the database');
    await dialog.getByRole('region', { name: 'What follows' }).getByRole('list').first().waitFor();
    expect(await dialog.getByText('lull downtime schedule').textContent()).toContain(
      "--title 'Move the database'",
    );
    expect(await flawsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.waitForURL(/\/console\/downtimes\/[\w-]+$/);
    await page.getByRole('heading', { name: 'Move the database' }).waitFor();
    const { items } = await world.api<{ items: { title: string; state: string }[] }>('GET', '/downtimes');
    expect(items).toMatchObject([{ title: 'Move the database', state: 'scheduled' }]);
    expect(wrong).toEqual([]);
  });

  it('by keyboard alone, with the rule that stands in the way', async () => {
    const { page, wrong } = await world.visit('/plan?service=shop');
    await page.locator('.history-line').waitFor();
    await slider(page)
      .and(page.locator('[aria-valuetext$=" allowed"], [aria-valuetext*="allowed"]'))
      .waitFor();
    await slider(page).focus();
    const texts = new Set<string | null>();
    // Up to the earliest, then down by days until the freeze is under the block.
    for (let day = 0; day < 14; day++) await page.keyboard.press('ArrowUp');
    for (let day = 0; day < 14; day++) {
      const text = await slider(page).getAttribute('aria-valuetext');
      texts.add(text);
      if (text?.includes('a rule is in the way')) break;
      await page.keyboard.press('ArrowDown');
    }
    expect(texts.size).toBeGreaterThan(1);
    await page.getByRole('status').getByText('The sale').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('status').getByText('Allowed', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Schedule a downtime' }).waitFor();
    await page.getByLabel('What is done').focus();
    await page.keyboard.type('Change the schema');
    await page.getByRole('region', { name: 'What follows' }).getByRole('list').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/downtimes\/[\w-]+$/);
    await page.getByRole('heading', { name: 'Change the schema' }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('a service without traffic is planned by the rules alone, on a phone, in the dark, in German', async () => {
    const { page, wrong } = await world.visit('/plan?service=blog', {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      locale: 'de-DE',
      timezoneId: 'America/New_York',
    });
    await page.getByText('Über den Verkehr von blog ist nichts bekannt').waitFor();
    await page.getByText('Dieser Zeitpunkt', { exact: true }).waitFor();
    await page.getByText('Erlaubt', { exact: true }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.goto(`${world.url}/console/plan?service=shop`);
    await page.locator('.history-line').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('whoever may only look is offered no scheduling', async () => {
    const who = await world.invite('vera@example.com', 'viewer');
    const { page } = await world.visit('/plan?service=shop', { who });
    await page.locator('.history-line').waitFor();
    await slider(page).waitFor();
    expect(await page.getByRole('button', { name: 'Schedule…' }).count()).toBe(0);
  });
});
