import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`settings${missing}`, () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    await world.api('POST', '/apply', 'services: { shop: { zone: Europe/Berlin } }');
    owner = await world.visit('/settings');
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const organisation = () => world.api<{ body: object }>('GET', '/organisation');

  it('are set for the first time', async () => {
    const { page } = owner;
    await page.getByText('Nothing is set yet.').waitFor();
    const form = page.getByRole('region', { name: 'Organisation' });
    await form.getByLabel('Name', { exact: true }).fill('Example Ltd');
    await form.getByLabel('overriding a rule').check();
    await form.getByLabel('At the latest moment to turn back').selectOption({ label: 'extend' });
    await form.getByLabel('Told at').fill('schedule, P7D, start');
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByText('Organisation is added').waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('It is saved.').waitFor();
    expect((await organisation()).body).toEqual({
      name: 'Example Ltd',
      policy: { secondPerson: ['override'], atTurnBack: 'extend' },
      announce: { tell: ['schedule', 'P7D', 'start'] },
    });
  });

  it('that are wrong are refused with what to write', async () => {
    const { page } = owner;
    const form = page.getByRole('region', { name: 'Organisation' });
    await form.getByLabel('Least notice').fill('two days');
    await form.getByRole('button', { name: 'Preview' }).click();
    await form
      .getByRole('alert')
      .getByText(/two days/)
      .first()
      .waitFor();
    await form.getByRole('button', { name: 'Discard' }).click();
    expect(await form.getByLabel('Least notice').inputValue()).toBe('');
  });

  it('of two people do not overwrite each other', async () => {
    const { page } = owner;
    const form = page.getByRole('region', { name: 'Organisation' });
    await form.getByLabel('Name', { exact: true }).fill('Mine Ltd');
    await world.api('POST', '/apply', 'organisation: { name: Theirs Ltd }');
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByText('Somebody else saved it meanwhile').waitFor();
    await form.getByText('"name": "Theirs Ltd"').waitFor();
    await form.getByRole('button', { name: 'Go on with what I typed' }).click();
    await form.getByRole('button', { name: 'Preview' }).click();
    await form.getByRole('row', { name: 'name Theirs Ltd Mine Ltd' }).waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('It is saved.').waitFor();
    expect((await organisation()).body).toMatchObject({ name: 'Mine Ltd' });
  });

  it('the catalog is written as YAML: mistakes are told, the difference is seen, then it is applied', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Write it here' }).click();
    const text = page.getByLabel('lull.yaml', { exact: true });
    const before = await text.inputValue();
    expect(before).toContain('shop');
    const part = page.getByRole('region', { name: 'The whole catalog' });
    await text.fill(before.replace('Europe/Berlin', 'Europe/Berlim'));
    await part.getByRole('button', { name: 'Preview' }).click();
    await part
      .getByRole('alert')
      .getByText(/Berlim/)
      .first()
      .waitFor();
    await text.fill(before.replace('Europe/Berlin', 'Europe/London'));
    await part.getByRole('button', { name: 'Preview' }).click();
    await part.getByRole('row', { name: 'zone Europe/Berlin Europe/London' }).waitFor();
    // Somebody else is quicker: what was typed stays, and is looked at again.
    await world.api('POST', '/apply', 'services: { api: { zone: UTC } }');
    await part.getByRole('button', { name: 'Apply' }).click();
    await part.getByText('Somebody changed the catalog since you began.').waitFor();
    await part.getByRole('button', { name: 'Preview' }).click();
    await part.getByText('lull apply -f lull.yaml', { exact: true }).waitFor();
    await part.getByRole('button', { name: 'Apply' }).click();
    await part.getByText('It is applied.').waitFor();
    const shop = await world.api<{ body: object }>('GET', '/services/shop');
    expect(shop.body).toMatchObject({ zone: 'Europe/London' });
    await world.api('GET', '/services/api');
  });

  it('the file is exported', async () => {
    const { page, wrong } = owner;
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export lull.yaml' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('lull.yaml');
    // The browser notes each answer that refuses; those were asked for.
    expect(wrong.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
  });

  it('fit a phone, in German, in the dark; the language is the reader’s own', async () => {
    const { page } = owner;
    expect(await flawsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('are only looked at by who may not more, and the server refuses the rest', async () => {
    const who = await world.invite('vera@example.com', 'approver');
    const { page, wrong } = await world.visit('/settings', { who });
    const form = page.getByRole('region', { name: 'Organisation' });
    await form.getByText('Only owners change this.').waitFor();
    expect(await form.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Write it here' }).count()).toBe(0);
    const headers = { origin: world.url, 'content-type': 'application/yaml' };
    const answer = await page.request.post(`${world.url}/api/v1/apply`, {
      headers,
      data: 'organisation: { name: Hers }',
    });
    expect(answer.status()).toBe(403);
    expect(wrong).toEqual([]);
  });
});
