import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`the audit trail${missing}`, () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    await world.api('POST', '/apply', 'services: { shop: { zone: Europe/Berlin } }');
    await world.invite('ada@example.com', 'viewer');
    const { items } = await world.api<{ items: { id: string; email: string }[] }>('GET', '/people');
    const ada = items.find(({ email }) => email === 'ada@example.com')!;
    await world.api('PUT', `/people/${ada.id}/grants/shop`, { role: 'scheduler', why: 'She moves it' });
    await world.api('POST', '/apply', 'services:\n  shop: { zone: Europe/London }\n');
    owner = await world.visit('/audit');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('tells in sentences who did what, and why', async () => {
    const { page } = owner;
    const row = page.getByRole('listitem').filter({ hasText: 'granted Ada the role scheduler for shop' });
    await row.getByText('Owner (key tests) granted Ada the role scheduler for shop').waitFor();
    await row.getByText('Why: She moves it').waitFor();
    await row.getByText('Europe/London').waitFor();
  });

  it('shows what was before and after', async () => {
    const { page } = owner;
    const row = page.getByRole('listitem').filter({ hasText: 'changed the service shop' });
    await row.getByText('Details').click();
    await row.getByRole('row', { name: 'zone Europe/Berlin Europe/London' }).waitFor();
    await row.getByText('service.changed', { exact: true }).waitFor();
  });

  it('is narrowed by who, what and when; the choice stands in the address and on the command line', async () => {
    const { page } = owner;
    await page.getByLabel('Action').fill('person.grant');
    await page.waitForURL('**/audit?action=person.grant');
    await page.getByText('changed the service shop').waitFor({ state: 'detached' });
    await page.getByText('lull audit --action person.grant', { exact: true }).waitFor();
    await page.getByLabel('Before').fill('2020-01-01T00:00');
    await page.getByText('Nothing is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('changed the service shop').waitFor();
    await page.getByLabel('Who').selectOption({ label: 'Ada' });
    await page.getByText('Ada joined').waitFor();
    await page.getByText('changed the service shop').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('changed the service shop').waitFor();
  });

  it('comes in pages', async () => {
    for (let count = 0; count < 55; count += 1) {
      await world.api(
        'POST',
        '/apply',
        `services:\n  shop: { zone: ${count % 2 ? 'Europe/London' : 'UTC'} }\n`,
      );
    }
    const { page, wrong } = owner;
    await page.reload();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('Ada joined').waitFor();
    expect(wrong).toEqual([]);
  });

  it('fits a phone, in German, in the dark', async () => {
    const { page } = owner;
    expect(await flawsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    await page.getByRole('heading', { name: 'Protokoll' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('is for owners: the console does not ask for it, and the server refuses it', async () => {
    const who = await world.invite('vera@example.com', 'approver');
    const { page, wrong } = await world.visit('/audit', { who });
    await page.getByText('Only owners read the audit trail.').waitFor();
    expect((await page.request.get(`${world.url}/api/v1/audit`)).status()).toBe(403);
    expect(wrong).toEqual([]);
  });
});
