import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followGate, type Gate, readConfig } from '../../packages/gate/src/follow/index.ts';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

describe.skipIf(browserMissing)('gates', () => {
  let world: World;
  let owner: Visit;
  const gates = new Map<string, Gate>();
  beforeAll(async () => {
    world = await openWorld();
    owner = await world.visit('/gates');
  });
  afterAll(async () => {
    for (const gate of gates.values()) await gate.close();
    await world[Symbol.asyncDispose]();
  });

  it('teach the first command while there are none', async () => {
    const { page } = owner;
    await page.getByText('lull gates add shop', { exact: true }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await world.api(
      'POST',
      '/apply',
      'services: { shop: { zone: Europe/Berlin, gates: 2 }, api: { zone: UTC } }',
    );
    const shop = page.getByRole('region', { name: 'shop', exact: true });
    await shop.getByText('0 of 2 as they should be').waitFor();
    await shop.getByText('No gate was heard yet.').waitFor();
  });

  it('are enrolled with a key that is shown once, and seen when they speak', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Enrol a gate: shop' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the gate').fill('web-1');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await dialog.getByText('the key is not shown again').waitFor();
    await dialog.getByLabel('Where the gate stands').selectOption({ label: 'nginx' });
    await dialog.getByText('lull-gate print-config nginx --config /etc/lull/shop.json').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    const config = JSON.parse((await dialog.locator('pre', { hasText: '"trust"' }).textContent())!);
    gates.set('web-1', await followGate(readConfig({ ...config, server: world.url })));
    await dialog.getByText('We see it: web-1 is open.').waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    const second = { ...config, server: world.url, instance: 'web-2' };
    gates.set('web-2', await followGate(readConfig(second)));
    const shop = page.getByRole('region', { name: 'shop', exact: true });
    await shop.getByText('2 of 2 as they should be').waitFor();
    await shop.getByRole('row', { name: /web-2/ }).getByText('open', { exact: true }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('are shown closing and opening as they do', async () => {
    const { page } = owner;
    await world.api('POST', '/services/shop/down', { why: 'the disk is failing' });
    const shop = page.getByRole('region', { name: 'shop', exact: true });
    await shop.getByRole('row', { name: /web-1/ }).getByText('closed', { exact: true }).waitFor();
    await shop.getByRole('link').nth(1).waitFor();
    await world.api('POST', '/services/shop/up', {});
    await shop.getByRole('row', { name: /web-1/ }).getByText('open', { exact: true }).waitFor();
  });

  it('that are gone are missing by name, until somebody says so', async () => {
    const { page } = owner;
    await gates.get('web-2')!.close();
    gates.delete('web-2');
    const shop = page.getByRole('region', { name: 'shop', exact: true });
    await shop.getByText('1 of 2 as they should be').waitFor();
    await shop.getByText('Missing').waitFor();
    await page.getByRole('button', { name: 'It is gone: web-1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is web-1 gone?' });
    await dialog.getByText('lull gates remove shop web-1', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it('let somebody through by a link, and go over to the next key', async () => {
    const { page, wrong } = owner;
    await page.getByRole('button', { name: 'Let somebody through: shop' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How long').fill('30m');
    await dialog.getByLabel('Page that it leads to').fill('https://shop.example.com/');
    await dialog.getByLabel('Why').fill('Ada checks it');
    await dialog
      .getByText("lull gates bypass shop --for 30m --url https://shop.example.com/ --reason 'Ada checks it'")
      .waitFor();
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText(/^https:\/\/shop\.example\.com\/\?lull-bypass=\S+$/).waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Make the next key' }).click();
    await page.getByText('lull gates rotate-key', { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the next key' }).click();
    await page.getByText('signs from').waitFor();
    expect(wrong).toEqual([]);
  });

  it('fit a phone, in German, in the dark', async () => {
    const { page } = owner;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    await page.getByText('1 von 2 wie sie sollen').waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('are only looked at by who may not more', async () => {
    const ada = await world.invite('ada@example.com', 'viewer');
    const { page } = await world.visit('/gates', { who: ada });
    await page.getByText('1 of 2 as they should be').waitFor();
    for (const name of [/^Enrol/, /^Let somebody/, /^It is gone/, 'Make the next key']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  });
});
