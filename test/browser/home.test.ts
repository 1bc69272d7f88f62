import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the first page of the console${missing}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const context of world.browser.contexts()) await context.close();
  });

  it('leads to the first steps while there is no service', async () => {
    const { page, wrong } = await world.visit('/');
    await page.getByText('lull init').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'First steps' }).click();
    await page.waitForURL('**/console/setup');
    expect(wrong).toEqual([]);
  });

  it('shows at once what begins, what waits for whom, and what is missing', async () => {
    const services =
      'services:\n  shop: { zone: Europe/Berlin }\n  blog: { zone: Europe/Berlin, gates: 2 }\n';
    await world.api('POST', '/apply', services);
    const { page, wrong } = await world.visit('/');
    const region = (name: string) => page.getByRole('region', { name });
    await region('Needs somebody').getByText('blog: 0 of 2 gates').waitFor();
    await region('Now').getByText('Nothing is under way.').waitFor();
    const plan = { services: ['shop'], takes: 'PT1H', schedule: true };
    const later = new Date(Date.now() + 86_400_000).toISOString();
    await world.api('POST', '/downtimes', { ...plan, title: 'Move the database', start: later });
    await region('Next').getByRole('link', { name: 'Move the database' }).waitFor();
    await region('Next').getByText('Europe/Berlin').first().waitFor();
    await world.api('POST', '/services/shop/down', { why: 'the disk is full' });
    await region('Now').getByRole('link').first().waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await region('Next').getByRole('link', { name: 'Move the database' }).click();
    await page.getByRole('heading', { level: 1, name: 'Move the database' }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('fits a phone in the dark, in German, and offers no planning to whoever may only look', async () => {
    const who = await world.invite('vera@example.com', 'viewer');
    const { page, wrong } = await world.visit('/', {
      who,
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      locale: 'de-DE',
      timezoneId: 'America/New_York',
    });
    await page.getByRole('region', { name: 'Als Nächstes' }).getByText('Ihrer Zeit').first().waitFor();
    expect(await page.getByRole('link', { name: 'Eine Unterbrechung planen' }).count()).toBe(0);
    expect(await flawsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
