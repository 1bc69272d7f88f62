import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Someone, type Visit, type World } from './support/world.ts';

const minute = 60_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe.skipIf(browserMissing)('a downtime', () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    owner = await world.visit('/downtimes');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const make = async (title: string, more: object = {}): Promise<string> => {
    const plan = { title, services: ['shop'], start: inMs(1_440 * minute), takes: 'PT1H', rollback: 'PT20M' };
    const body = { ...plan, schedule: true, ...more };
    const { downtime } = await world.api<{ downtime: { id: string } }>('POST', '/downtimes', body);
    return downtime.id;
  };
  const stateOf = async (id: string) => (await world.api<{ state: string }>('GET', `/downtimes/${id}`)).state;

  it('is in the list, which teaches the first command while there is none, and filters by the address', async () => {
    const { page, wrong } = owner;
    await page.getByText(/^lull downtime schedule shop/).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await world.api(
      'POST',
      '/apply',
      `services:
  shop: { zone: Europe/Berlin }
  guarded: { zone: Europe/Berlin, policy: { secondPerson: [schedule] } }
`,
    );
    const id = await make('Listed work');
    await page.getByRole('link', { name: 'Listed work' }).waitFor();
    await page.getByLabel('State').selectOption('completed');
    await page.getByText('No downtime is like that.').waitFor();
    expect(page.url()).toContain('state=completed');
    await page.getByLabel('State').selectOption('');
    await page.getByLabel('Title contains').fill('listed');
    await page.getByRole('link', { name: 'Listed work' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Listed work' }).click();
    await page.getByRole('heading', { name: 'Listed work', level: 1 }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Call off' }).click();
    const dialog = page.getByRole('dialog', { name: 'Call off' });
    await dialog.getByLabel('Why').fill('the disks are late');
    await dialog.getByText(`lull downtime cancel ${id} --reason 'the disks are late'`).waitFor();
    await dialog.getByRole('region', { name: 'What follows' }).getByRole('listitem').first().waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Call off' }).click();
    await page.getByRole('heading', { name: 'Record' }).waitFor();
    expect(await stateOf(id)).toBe('cancelled');
    expect(wrong).toEqual([]);
  });

  it('that two people change at once is not overwritten: who changed what is told, what was typed stays', async () => {
    const id = await make('Two at once', { start: inMs(3_000 * minute) });
    const { page, wrong } = await world.visit(`/downtimes/${id}`);
    await page.getByRole('button', { name: 'Reschedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reschedule' });
    await dialog.getByLabel('What is done').fill('Two at once, my title');
    await world.api('POST', `/downtimes/${id}/reschedule`, { takes: 'PT2H', why: 'more disks' });
    await dialog.getByText('Somebody changed it since you opened this:').waitFor();
    await dialog.getByText(/more disks/).waitFor();
    const send = dialog.getByRole('button', { name: 'Reschedule' });
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'I have seen it; go on with mine' }).click();
    expect(await dialog.getByLabel('What is done').inputValue()).toBe('Two at once, my title');
    expect(await dialog.getByLabel('Takes', { exact: true }).inputValue()).toBe('2 h');
    await send.click();
    await page.getByRole('heading', { name: 'Two at once, my title', level: 1 }).waitFor();
    const { plan } = await world.api<{ plan: { takes: string } }>('GET', `/downtimes/${id}`);
    expect(plan.takes).toBe('PT2H');
    expect(wrong).toEqual([]);
  });

  it('is approved by a second person, and not by whoever proposed it', async () => {
    const [ada, bob]: Someone[] = [
      await world.invite('ada@example.com', 'approver'),
      await world.invite('bob@example.com', 'approver'),
    ];
    const id = await make('Needs two', {
      services: ['guarded'],
      start: inMs(6_000 * minute),
      schedule: false,
    });
    const { page: adas } = await world.visit(`/downtimes/${id}`, { who: ada! });
    await adas.getByRole('button', { name: 'Schedule' }).click();
    await adas.getByRole('dialog').getByRole('button', { name: 'Schedule' }).click();
    await adas.getByText('You proposed it, so somebody else has to approve it.').waitFor();
    expect(await adas.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await flawsOf(adas)).toEqual([]);
    const { page: bobs, wrong } = await world.visit(`/downtimes/${id}`, { who: bob! });
    await bobs.getByText('Proposed by Ada').waitFor();
    await bobs.getByRole('button', { name: 'Approve' }).click();
    await bobs.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await adas.locator('.state', { hasText: 'scheduled' }).waitFor();
    expect(await stateOf(id)).toBe('scheduled');
    expect(wrong).toEqual([]);
  });

  it('offers nothing to whoever may only look', async () => {
    const id = await make('Only looked at', { start: inMs(9_000 * minute) });
    const who = await world.invite('eve@example.com', 'viewer');
    const { page, wrong } = await world.visit(`/downtimes/${id}`, { who });
    await page.getByRole('heading', { name: 'Promise and plan' }).waitFor();
    expect(await page.getByRole('button', { name: /Reschedule|Call off/ }).count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('fits a phone in the dark, in German', async () => {
    const id = await make('Auf dem Telefon', { start: inMs(12_000 * minute) });
    const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'de-DE' } as const;
    const { page, wrong } = await world.visit(`/downtimes/${id}`, phone);
    await page.getByRole('heading', { name: 'Wie es steht' }).waitFor();
    await page.getByRole('button', { name: 'Verlegen' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
