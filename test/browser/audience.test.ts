import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { type MailServer, Refusal, startMailServer } from '../peers/smtp.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;

describe.skipIf(browserMissing !== null)(`subscribers and channels${missing}`, () => {
  let mail: MailServer;
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    mail = await startMailServer();
    const env = { LULL_MAIL_URL: mail.url, LULL_MAIL_FROM: 'Status <status@example.com>' };
    world = await openWorld({ env });
    await world.api('POST', '/apply', 'services: { shop: { zone: Europe/Berlin }, api: { zone: UTC } }');
    owner = await world.visit('/audience');
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await mail.stop();
  });

  it('teach the first command while there is nobody', async () => {
    await owner.page.getByText('lull subscribers add ada@example.com', { exact: true }).waitFor();
  });

  it('are added after a look at what would be', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Add a subscriber' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('ada@example.com');
    await dialog.getByLabel('Only these').check();
    await dialog.getByLabel('shop').check();
    await dialog.getByLabel('reminder').uncheck();
    await dialog.getByLabel('Tags').fill('partners');
    const line =
      'lull subscribers add ada@example.com --services shop --kinds scheduled,started,completed --language en --tags partners';
    await dialog.getByText(line, { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    const would = 'ada@example.com (mail, active) would hear of shop: scheduled, started, completed.';
    await dialog.getByText(would).waitFor();
    expect((await world.api<{ items: unknown[] }>('GET', '/subscribers')).items).toEqual([]);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('ada@example.com is saved.').waitFor();
    await page
      .getByRole('row', { name: /ada@example\.com/ })
      .getByText('shop')
      .waitFor();
  });

  it('are changed; what the server refuses is told with what to do', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Edit ada@example.com' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Zone of times').fill('Europe/Berlim');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/Berlim/)
      .first()
      .waitFor();
    await dialog.getByLabel('Zone of times').fill('Europe/Berlin');
    await dialog.getByLabel('State').selectOption('disabled');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('(mail, disabled)').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('row', { name: /ada@example\.com/ })
      .getByText('disabled')
      .waitFor();
  });

  it('are imported once the mistakes of the file are seen', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const buffer = Buffer.from(
      'address,services\ngrace@example.com,shop\nnobody,shop\nalan@example.com,api\n',
    );
    await dialog.getByLabel('File').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer });
    await dialog.getByLabel('How they agreed').fill('In the contract');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('New: 2').waitFor();
    await dialog.getByRole('row', { name: /^3 / }).waitFor();
    const store = dialog.getByRole('button', { name: 'Import 2' });
    expect(await store.isDisabled()).toBe(true);
    await dialog.getByLabel('Import the other lines').check();
    await dialog
      .getByText("lull subscribers import customers.csv --consent 'In the contract' --skip-bad")
      .waitFor();
    await store.click();
    await dialog.getByRole('heading', { name: 'Imported' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('rowheader', { name: /alan@example\.com/ }).waitFor();
  });

  it('are narrowed, and the choice stands in the address', async () => {
    const { page } = owner;
    await page.getByLabel('Part of the address').fill('grace');
    await page.waitForURL('**/audience?text=grace');
    await page.getByRole('rowheader', { name: /alan@example\.com/ }).waitFor({ state: 'detached' });
    await page.getByRole('rowheader', { name: /grace@example\.com/ }).waitFor();
    await page.getByLabel('Part of the address').fill('');
    await page.getByRole('rowheader', { name: /alan@example\.com/ }).waitFor();
  });

  it('are forgotten for good', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Erase an address' }).click();
    const dialog = page.getByRole('dialog');
    const erase = dialog.getByRole('button', { name: 'Erase for good' });
    await dialog.getByLabel('Address').fill('nobody@example.com');
    await dialog.getByRole('button', { name: 'See what is kept' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel('Address').fill('alan@example.com');
    await dialog.getByRole('button', { name: 'See what is kept' }).click();
    await dialog.getByText('Something is kept of this address.').waitFor();
    await erase.click();
    await page.getByText('It is erased.').waitFor();
    await page.getByRole('rowheader', { name: /alan@example\.com/ }).waitFor({ state: 'detached' });
  });

  it('a channel is tried with a real message', async () => {
    const { page, wrong } = owner;
    await page.getByRole('button', { name: 'Try mail' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('ada@example.com');
    await dialog
      .getByText('lull channels test mail ada@example.com --language en', { exact: true })
      .waitFor();
    await dialog.getByRole('button', { name: 'Send the test' }).click();
    await dialog.getByText('ada@example.com has taken it.').waitFor();
    expect(mail.mails.map(({ to }) => to)).toEqual([['ada@example.com']]);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    // The browser notes each answer that refuses; these two were asked for.
    expect(wrong.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
  });

  it('what was given up is shown, and tried again', async () => {
    const { page } = owner;
    mail.refuseMessages(() => new Refusal(554, 'not today'));
    await world.api('POST', '/apply', 'organisation: { announce: { tell: [schedule] } }');
    const start = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const work = { title: 'Move the database', services: ['shop'], start, takes: 'PT1H', rollback: 'PT10M' };
    const { downtime } = await world.api<{ downtime: { id: string } }>('POST', '/downtimes', {
      ...work,
      schedule: true,
    });
    const failed = page.getByRole('region', { name: 'Failed notices' });
    await failed.getByText('Move the database').waitFor();
    await failed.getByText(/grace@example\.com/).waitFor();
    mail.refuseMessages(null);
    await failed.getByRole('button', { name: 'Try again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 would go on their way again.').waitFor();
    await dialog.getByText(`lull notices retry ${downtime.id}`, { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('1 are on their way again.').waitFor();
    await mail.received(2);
    await failed.getByText('None of the notices of the latest downtimes failed.').waitFor();
  });

  it('fit a phone, in German, in the dark', async () => {
    const { page } = owner;
    expect(await flawsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    await page.getByRole('heading', { name: 'Empfänger' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('are hidden from who does not own a service, and shown of that one to who does', async () => {
    const viewer = await world.visit('/audience', {
      who: await world.invite('vera@example.com', 'approver'),
    });
    await viewer.page.getByText('only owners see who hears of downtimes').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Add a subscriber' }).count()).toBe(0);
    expect(await viewer.page.getByRole('button', { name: /^Try/ }).count()).toBe(0);
    const refused = await viewer.page.request.get(`${world.url}/api/v1/subscribers`);
    expect(refused.status()).toBe(403);
    const who = await world.invite('otto@example.com', null, { api: 'owner' });
    const { page } = await world.visit('/audience', { who });
    await page.getByText('Nobody hears of downtimes yet.').waitFor();
    expect(await page.getByRole('rowheader', { name: /ada@example\.com/ }).count()).toBe(0);
  });
});
