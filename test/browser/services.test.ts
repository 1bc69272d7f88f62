import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const catalog = `
services:
  shop:
    zone: Europe/Berlin
    dependsOn: [database]
    team: web
    windows: [nightly]
    gates: { expect: 2, goneAfter: PT10M }
    policy: { drainWithin: 2m, secondPerson: [override] }
    announce: { tell: [schedule, start] }
  api: { zone: America/New_York, dependsOn: [database] }
  database: { zone: Europe/Berlin }
windows:
  nightly: { zone: Europe/Berlin, start: 2026-01-05T02:00, duration: PT4H, rrule: FREQ=DAILY, risk: downtime }
  sunday: { zone: Europe/Berlin, start: 2026-01-04T02:00, duration: PT4H, rrule: FREQ=WEEKLY;BYDAY=SU, risk: downtime }
teams:
  web: { zone: Europe/Berlin, hours: '08:00-18:00' }
`;

interface Held {
  readonly version: number;
  readonly body: Record<string, unknown>;
}

describe.skipIf(browserMissing)('services', () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    await world.api('POST', '/apply', catalog);
    owner = await world.visit('/services');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const read = (name: string) => world.api<Held>('GET', `/services/${name}`);
  const put = async (name: string, body: unknown, version: number) => {
    const headers = {
      authorization: `Bearer ${world.key}`,
      'content-type': 'application/json',
      'if-match': `"${version}"`,
    };
    const sent = { method: 'PUT', headers, body: JSON.stringify(body) };
    const response = await fetch(`${world.url}/api/v1/services/${name}`, sent);
    if (!response.ok) throw new Error(await response.text());
  };

  it('are listed with what they hang on and what comes next', async () => {
    const { page } = owner;
    const shop = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'shop' }) });
    await shop.getByText('nothing planned').waitFor();
    await shop.getByText('0 of 2 as they should be').waitFor();
    await shop.getByRole('link', { name: 'database' }).waitFor();
    await shop.getByText('nightly').waitFor();
    const start = new Date(Date.now() + 9 * 86_400_000);
    start.setUTCHours(2, 0, 0, 0);
    const draft = { title: 'Move the database', services: ['shop'], takes: 'PT1H' };
    await world.api('POST', '/downtimes', { ...draft, start: start.toISOString(), schedule: true });
    await shop.getByRole('link', { name: 'Move the database' }).waitFor();
    await shop.locator(`time[datetime="${start.toISOString()}"]`).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it('are edited: what the form cannot say stays, and what follows is said before', async () => {
    const { page } = owner;
    const before = await read('shop');
    await page.getByRole('heading', { name: 'shop' }).getByRole('link').click();
    await page.getByText('announce, policy.secondPerson, gates.goneAfter').waitFor();
    await page.getByLabel('Title').fill('The Shop');
    await page.getByLabel('Time zone').fill('Mars');
    await page.getByText('First put right what is marked.').waitFor();
    await page.getByLabel('Time zone').fill('Europe/Vienna');
    await page.getByRole('checkbox', { name: 'nightly' }).uncheck();
    await page.getByRole('checkbox', { name: 'sunday' }).check();
    await page.getByLabel('Gates that are waited for').fill('1');
    const change = page.getByRole('table', { name: 'What changes' });
    await change.getByRole('row', { name: 'windows ["nightly"] ["sunday"]' }).waitFor();
    await page.getByText('It would stand in the way of these downtimes.').waitFor();
    await page.getByRole('link', { name: 'Move the database' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByLabel('Why').fill('we moved');
    const line = `lull services put shop -f shop.yaml --if-version ${before.version} --reason 'we moved'`;
    await page.getByText(line, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('shop is saved.').waitFor();
    const after = await read('shop');
    expect(after.body).toEqual({
      ...before.body,
      title: 'The Shop',
      zone: 'Europe/Vienna',
      windows: ['sunday'],
      gates: { expect: 1, goneAfter: 'PT10M' },
    });
  });

  it('edited by two people at once lose nothing', async () => {
    const { page } = owner;
    await page.goto(`${world.url}/console/services/shop`);
    await page.getByRole('textbox', { name: 'Description' }).fill('What people buy from');
    const { version, body } = await read('shop');
    await put('shop', { ...body, title: 'Our Shop' }, version);
    const theirs = page.getByRole('alert').filter({ hasText: 'Somebody changed it meanwhile' });
    await theirs.getByText('Our Shop').waitFor();
    expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe(
      'What people buy from',
    );
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await flawsOf(page)).toEqual([]);
    await theirs.getByRole('button', { name: 'Take theirs of title' }).click();
    await theirs.getByRole('button', { name: 'Go on with mine' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('shop is saved.').waitFor();
    expect((await read('shop')).body).toMatchObject({
      title: 'Our Shop',
      description: 'What people buy from',
    });
  });

  it('are made, and taken away unless others need them', async () => {
    const { page, wrong } = owner;
    await page.getByRole('link', { name: 'New service' }).click();
    await page.getByLabel('Name').fill('blog');
    await page.getByText('A new service.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('blog is saved.').waitFor();
    await page.getByRole('heading', { name: 'blog' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('No scheduled downtime is touched.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('blog is taken away.').waitFor();
    await page.getByRole('heading', { name: 'database' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'api' }).waitFor();
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Take it away' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    expect(wrong.filter((one) => !/40[09]|412/.test(one))).toEqual([]);
  });

  it('fit a phone, in German, in the dark', async () => {
    const { page } = owner;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    for (const path of ['', '/shop', '/new']) {
      await page.goto(`${world.url}/console/services${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await (path === ''
        ? page.getByRole('heading', { name: 'shop' })
        : page.getByLabel('Zeitzone')
      ).waitFor();
      expect([path, await flawsOf(page)]).toEqual([path, []]);
    }
  });

  it('are changed by who owns them, but for where the server reads; others read', async () => {
    const ada = await world.invite('ada@example.com', null, { shop: 'owner', api: 'viewer' });
    const { page } = await world.visit('/services/shop', { who: ada });
    await page.getByText('Only an owner of this server says where it reads traffic.').waitFor();
    expect(await page.getByRole('button', { name: 'Add a source' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Take it away' }).count()).toBe(0);
    await page.getByLabel('Holidays of').fill('AT');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('shop is saved.').waitFor();
    expect(await page.getByRole('link', { name: 'New service' }).count()).toBe(0);
    await page.getByRole('heading', { name: 'api' }).getByRole('link').click();
    await page.getByText('Only owners of this service change it.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  });
});
