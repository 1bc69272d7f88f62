import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followGate, type Gate, readConfig } from '../../packages/gate/src/follow/index.ts';
import { gateListener } from '../../packages/gate/src/node/index.ts';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { generateAccessLog } from '../../scripts/generate-access-log.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const day = 86_400_000;

describe.skipIf(browserMissing)('the first steps, from an empty server to the first plan', () => {
  let world: World;
  let owner: Visit;
  let log: string;
  let lines: number;
  const gates: Gate[] = [];
  let app: Server | null = null;
  beforeAll(async () => {
    world = await openWorld();
    owner = await world.visit('/services', { timezoneId: 'Europe/Berlin' });
    log = join(world.folder, 'access.log');
    const start = Math.floor(Date.now() / day) * day - 28 * day;
    const plan = { file: log, start, days: 28, zone: 'Europe/Berlin', visitorsAtPeak: 6 };
    lines = generateAccessLog(plan).lines;
  });
  afterAll(async () => {
    app?.close();
    for (const gate of gates) await gate.close();
    await world[Symbol.asyncDispose]();
  });

  it('a service is made, with the zone of the browser proposed', async () => {
    const { page } = owner;
    await page.getByText('lull services put shop -f shop.yaml').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'First steps' }).click();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin');
    await page.getByLabel('Name').fill('shop');
    await page.getByLabel('Time zone').fill('Mars');
    await page.getByRole('button', { name: 'Make the service' }).click();
    await page.getByRole('alert').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await page
      .getByText("echo 'zone: Europe/Berlin' | lull services put shop -f -", { exact: true })
      .waitFor();
    await page.getByRole('button', { name: 'Make the service' }).click();
    await page.getByRole('heading', { name: 'The service done' }).waitFor();
    const { body } = await world.api<{ body: object }>('GET', '/services/shop');
    expect(body).toEqual({ zone: 'Europe/Berlin' });
  });

  it('its log is read while one looks on, and kept', async () => {
    const { page } = owner;
    const source = page.getByLabel('Source', { exact: true });
    await source.fill(join(world.folder, 'none.log'));
    await page.getByRole('button', { name: 'Read it now' }).click();
    await page.getByRole('alert').getByText('source-not-found').waitFor();
    await source.fill(log);
    await page.getByRole('button', { name: 'Read it now' }).click();
    await page.getByText(`${lines.toLocaleString('en-GB')} lines read`).waitFor();
    await page.getByText('format combined').waitFor();
    await page.getByText(`lull traffic ${log}`, { exact: true }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use this source' }).click();
    await page.getByRole('heading', { name: 'Where its traffic is read done' }).waitFor();
    const { body } = await world.api<{ body: object }>('GET', '/services/shop');
    expect(body).toEqual({ zone: 'Europe/Berlin', traffic: [log] });
  });

  it('is where it was when the page is opened again, and a step can be left out', async () => {
    const { page } = owner;
    await page.goto(`${world.url}/console/setup?service=shop`);
    await page.getByRole('heading', { name: 'The simplest window' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByLabel('Name of the gate').waitFor();
    await page.getByRole('button', { name: 'Show: When work may be done' }).click();
    await page.getByLabel('How long').fill('3h');
    await page.getByRole('button', { name: 'Make and use it' }).click();
    await page.getByRole('heading', { name: 'When work may be done done' }).waitFor();
    const { body } = await world.api<{ body: Record<string, unknown> }>('GET', '/windows/nightly');
    expect(body).toMatchObject({ zone: 'Europe/Berlin', duration: '3h', rrule: 'FREQ=DAILY' });
    const shop = await world.api<{ body: Record<string, unknown> }>('GET', '/services/shop');
    expect(shop.body).toMatchObject({ windows: ['nightly'], traffic: [log] });
  });

  it('a gate is enrolled, and its first word is seen as it comes', async () => {
    const { page } = owner;
    await page.getByLabel('Name of the gate').fill('web-1');
    await page
      .getByText('lull gates add shop --instance web-1 --file /etc/lull/shop.json', { exact: true })
      .waitFor();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Waiting for its first word…').waitFor();
    await page.getByLabel('Where the gate stands').selectOption({ label: 'Node (node:http)' });
    await page.getByText('createServer(gateListener(gate, listener)).listen(8080);').waitFor();
    expect(await flawsOf(page)).toEqual([]);
    const shown = await page.locator('pre', { hasText: '"trust"' }).textContent();
    const config = readConfig({ ...JSON.parse(shown!), server: world.url });
    const gate = await followGate(config);
    gates.push(gate);
    app = createServer(gateListener(gate, (_, response) => response.end('hello')));
    await new Promise<void>((done) => app!.listen(0, '127.0.0.1', done));
    await page.getByText('We see it: web-1 is open.').first().waitFor();
    await page.getByRole('heading', { name: 'The gate done' }).waitFor();
    const { port } = app.address() as AddressInfo;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    await page.getByRole('button', { name: 'Have work wait for 1' }).click();
    await page.getByText('Work waits for 1 gate.').waitFor();
    const { body } = await world.api<{ body: Record<string, unknown> }>('GET', '/services/shop');
    expect(body.gates).toBe(1);
  });

  it('the first plan is ranked from that traffic, within that window', async () => {
    const { page, wrong } = owner;
    await page.getByRole('button', { name: 'Next step' }).click();
    const moments = page.getByRole('table', { name: 'The best moments' });
    await moments.getByText('Europe/Berlin').first().waitFor();
    expect(await moments.getByRole('row').count()).toBe(4);
    const start = new Date((await moments.locator('time').first().getAttribute('datetime'))!);
    const hour = new Intl.DateTimeFormat('en', {
      timeZone: 'Europe/Berlin',
      hour: '2-digit',
      hourCycle: 'h23',
    }).format(start);
    expect(Number(hour)).toBeOneOf([2, 3, 4]);
    await page.getByText('lull plan --service shop --takes 1h', { exact: true }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Look at the whole week and schedule' }).click();
    await page.waitForURL('**/console/plan?service=shop&takes=1h**');
    expect(wrong.filter((one) => !one.includes('40'))).toEqual([]);
  });

  it('fits a phone, in German, in the dark', async () => {
    const { page } = owner;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    for (const step of ['traffic', 'windows', 'gate', 'plan']) {
      await page.goto(`${world.url}/console/setup?service=shop&step=${step}`);
      await page.getByRole('heading', { name: 'Erste Schritte' }).waitFor();
      await page.locator('[aria-current="step"] > :not(h2)').first().waitFor();
      expect([step, await flawsOf(page)]).toEqual([step, []]);
    }
  });

  it('is for who has the whole server', async () => {
    const ada = await world.invite('ada@example.com', 'scheduler');
    const { page } = await world.visit('/setup', { who: ada });
    await page.getByText('Only an owner of this server sets up services.').waitFor();
  });
});
