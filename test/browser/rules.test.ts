import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const day = 86_400_000;
const inDays = (count: number) => new Date(Date.now() + count * day).toISOString();

describe.skipIf(browserMissing)('windows and freezes', () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    owner = await world.visit('/windows');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const put = (path: string, body: unknown, version: number | 'new' = 'new') =>
    fetch(`${world.url}/api/v1/${path}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${world.key}`,
        'content-type': 'application/json',
        ...(version === 'new' ? { 'if-none-match': '*' } : { 'if-match': `"${version}"` }),
      },
      body: JSON.stringify(body),
    }).then(async (response) => {
      if (!response.ok) throw new Error(await response.text());
    });
  const body = async (path: string) =>
    (await world.api<{ body: Record<string, unknown> }>('GET', `/${path}`)).body;

  it('teach the first command while there are none, and one is made over a change of the clocks', async () => {
    const { page, wrong } = owner;
    await page.getByText('lull windows put nightly -f nightly.yaml').waitFor();
    await page.getByText('lull freezes put christmas -f christmas.yaml').waitFor();
    await page.getByRole('link', { name: 'New window' }).click();
    await page.getByLabel('Name').fill('nightly');
    await page.getByLabel('Time zone').fill('Mars');
    await page
      .getByText('No such zone is known to the browser.')
      .or(page.getByText(/is not an? .*zone/i))
      .first()
      .waitFor();
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await page.getByLabel('First day').fill('2026-01-05');
    await page.getByRole('textbox', { name: 'From' }).fill('02:30');
    await page.getByLabel('Repeats').selectOption({ label: 'By the day' });
    await page.getByText('Every day, 02:30–04:30').waitFor();
    const coming = page.getByRole('region', { name: 'The next ten times' });
    await coming
      .getByText(/^02:30 does not exist on \d+ March \d{4}: it starts at 03:30\./)
      .first()
      .waitFor();
    await coming
      .getByText(/^02:30 happens twice on \d+ October \d{4}: it starts at the first\./)
      .first()
      .waitFor();
    await coming.getByRole('columnheader', { name: 'Europe/London (yours)' }).first().waitFor();
    const times = page.getByRole('table', { name: 'The next ten times' });
    await expect.poll(() => times.getByRole('row').count()).toBe(11);
    const third = times.getByRole('row').nth(3);
    const left = await third.locator('time').getAttribute('datetime');
    await third.getByRole('button', { name: 'Leave out' }).click();
    await expect.poll(() => times.locator(`time[datetime="${left}"]`).count()).toBe(0);
    await page.getByRole('textbox', { name: 'From' }).fill('02:40');
    await page.getByText('It leaves out nothing: there is no start then.').waitFor();
    await page.getByRole('textbox', { name: 'From' }).fill('02:30');
    await page.getByText('It leaves out nothing: there is no start then.').waitFor({ state: 'detached' });
    await page.getByLabel('How long').fill('soon');
    await page.getByText('"soon" is not a duration').waitFor();
    await page.getByLabel('How long').fill('2h');
    await page.getByText('It stands in the way of no scheduled downtime.').waitFor();
    await page.getByText('lull windows put nightly -f nightly.yaml', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('nightly is saved.').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Every day, 02:30–04:30; one time left out' })
      .waitFor();
    expect(await body('windows/nightly')).toMatchObject({
      zone: 'Europe/Berlin',
      start: '2026-01-05T02:30',
      rrule: 'FREQ=DAILY',
      exdate: [expect.stringMatching(/T02:30$/)],
    });
    expect(wrong).toEqual([]);
  });

  it('keep a rule that the simple fields can not say, and all that is written beside it', async () => {
    const written = {
      zone: 'Europe/Berlin',
      start: '2026-01-30T00:00:00Z',
      duration: 'PT4H',
      rrule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      rdate: ['2026-02-01T03:00:30'],
    };
    await put('windows/month-end', written);
    const { page } = owner;
    await page.goto(`${world.url}/console/windows/month-end`);
    expect(await page.getByLabel('Repeats').inputValue()).toBe('own');
    expect(await page.getByLabel('First start').inputValue()).toBe(written.start);
    await page
      .getByText('Every month on the last working day (Mon–Fri), 01:00–05:00; and once more')
      .waitFor();
    await page.getByLabel('Rule (RFC 5545)').fill('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30');
    await page.getByText('it never occurs').first().waitFor();
    await page.getByLabel('Rule (RFC 5545)').fill(written.rrule);
    await page.getByLabel('Comment').fill('after the books are closed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('month-end is saved.').waitFor();
    expect(await body('windows/month-end')).toEqual({ ...written, comment: 'after the books are closed' });
  });

  it('are not overwritten when two people edit at once', async () => {
    const { page } = owner;
    await page.goto(`${world.url}/console/windows/nightly`);
    await page.getByLabel('Comment').fill('mine');
    const theirs = { ...(await body('windows/nightly')), cutoff: '45m', comment: 'theirs' };
    await put('windows/nightly', theirs, await versionOf('windows/nightly'));
    const stale = page.getByRole('alert', { name: 'Somebody else changed it' });
    await stale.waitFor();
    expect(await page.getByRole('textbox', { name: 'Comment' }).inputValue()).toBe('mine');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await stale.getByRole('row').filter({ hasText: 'comment' }).textContent()).toContain('theirsmine');
    await stale.getByRole('button', { name: 'Take theirs: cutoff' }).click();
    await stale.getByRole('button', { name: 'Go on with mine' }).click();
    await stale.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('nightly is saved.').waitFor();
    expect(await body('windows/nightly')).toMatchObject({ cutoff: '45m', comment: 'mine' });
  });

  it('tell which downtimes a freeze would touch before it is saved, and what is flagged then', async () => {
    await put('services/shop', { zone: 'Europe/Berlin', windows: ['month-end', 'nightly'] });
    await put('services/bank', { zone: 'Europe/Berlin' });
    const made = await world.api<{ downtime: { id: string } }>('POST', '/downtimes', {
      title: 'Grow the database',
      services: ['bank'],
      takes: 'PT1H',
      start: inDays(9),
      schedule: true,
    });
    const { page } = owner;
    await page.goto(`${world.url}/console/freezes/new`);
    await page.getByLabel('Name').fill('sale');
    await page.getByLabel('First day').fill(inDays(7).slice(0, 10));
    await page.getByLabel('Reason').fill('the big sale');
    const follows = page.getByRole('region', { name: 'What saving would do' });
    await follows.getByRole('link', { name: 'Grow the database' }).waitFor();
    await page.getByLabel('Only some').first().check();
    await page.getByLabel('shop').check();
    await follows.getByText('It stands in the way of no scheduled downtime.').waitFor();
    await page.getByLabel('bank').check();
    await follows.getByText(/sale/).first().waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('sale is saved.').waitFor();
    await page.getByText('Holds for shop, bank').waitFor();
    const flagged = await world.api<{ flags: { rule: string }[] }>('GET', `/downtimes/${made.downtime.id}`);
    expect(JSON.stringify(flagged)).toContain('the big sale');
  });

  it('stay while a service names them, and go when nothing does', async () => {
    const { page } = owner;
    await page.goto(`${world.url}/console/windows/nightly`);
    await page.getByRole('button', { name: 'Take away' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take nightly away?' });
    await dialog.getByRole('alert').getByRole('link', { name: 'shop' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Take away' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.goto(`${world.url}/console/freezes/sale`);
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
    await page.getByText('sale is taken away.').waitFor();
    expect(owner.wrong).toEqual([]);
  });

  it('are read by a viewer, who is offered no change', async () => {
    const vera = await world.invite('vera@example.com', 'viewer');
    const { page, wrong } = await world.visit('/windows', { who: vera });
    await page.getByRole('link', { name: 'nightly' }).click();
    await page.getByText('You may read this.').waitFor();
    await page.getByRole('region', { name: 'The next ten times' }).getByRole('row').nth(10).waitFor();
    expect(await page.getByRole('button', { name: /Save|Take away|Leave out/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'All windows and freezes' }).click();
    await page.getByRole('heading', { name: 'Windows and freezes' }).waitFor();
    expect(await page.getByRole('link', { name: 'New window' }).count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  it('are made by the keyboard alone', async () => {
    const { page } = owner;
    await page.goto(`${world.url}/console/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.getByRole('link', { name: 'New window' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name').focus();
    await page.keyboard.type('by-keys');
    await tabTo(page, 'Repeats');
    await page.keyboard.press('End');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU');
    await page.getByText('Every 2 weeks on Tuesday, 02:00–04:00').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('by-keys is saved.').waitFor();
    expect(await body('windows/by-keys')).toMatchObject({ rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU' });
  });

  it.each([
    ['in the dark', { colorScheme: 'dark' }],
    [
      'in German on a phone',
      { viewport: { width: 360, height: 740 }, locale: 'de-DE', timezoneId: 'America/New_York' },
    ],
  ] as const)('have no flaw that axe finds, %s', async (_, options) => {
    const { page, wrong } = await world.visit('/windows', options);
    for (const path of ['/windows', '/windows/nightly', '/windows/month-end', '/freezes/new']) {
      await page.goto(`${world.url}/console${path}`);
      await page.locator('.strip, .coming-times tbody').first().waitFor();
      expect(await flawsOf(page), path).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
    }
    expect(wrong).toEqual([]);
  });

  const versionOf = async (path: string) => (await world.api<{ version: number }>('GET', `/${path}`)).version;
});

/** Goes on by Tab until the field of that name has the focus. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if (await page.getByLabel(label, { exact: true }).evaluate((field) => field.matches(':focus'))) return;
  }
  throw new Error(`${label} is not reached by Tab`);
}

/** What WCAG 2.2 AA finds wrong. */
async function flawsOf(page: Page): Promise<string[]> {
  // Its own script is let past the page's policy by the debugger.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axe });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const expression = `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`;
  const { result } = await devtools.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value as string[];
}
