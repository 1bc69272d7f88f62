import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type Visit, type World } from './support/world.ts';

const missing = browserMissing === null ? '' : ` (${browserMissing} is missing)`;
const roles = ['viewer', 'requester', 'scheduler', 'approver'] as const;

describe.skipIf(browserMissing !== null)(`who may what${missing}`, () => {
  let world: World;
  let owner: Visit;
  beforeAll(async () => {
    world = await openWorld();
    await world.api('POST', '/apply', 'services: { shop: { zone: Europe/Berlin } }');
    await world.invite('ada@example.com', 'viewer');
    owner = await world.visit('/team');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('somebody is invited by a link that is shown once, and the invitation is withdrawn', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill('grace@example.com');
    await dialog.getByLabel('Role').selectOption('scheduler');
    await dialog.getByLabel('Only these').check();
    await dialog.getByLabel('shop').check();
    await dialog
      .getByText('lull people invite grace@example.com --grant shop=scheduler', { exact: true })
      .waitFor();
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog.getByText(new RegExp(`^${world.url}/\\S+#\\S+$`)).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('row', { name: /grace@example\.com/ });
    await row.getByText('shop: scheduler').waitFor();
    await row.getByRole('button', { name: 'Withdraw the invitation of grace@example.com' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('a role is set, a service granted and taken back, each with its command', async () => {
    const { page } = owner;
    const row = page.getByRole('row', { name: /^Ada/ });
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Edit the role of Ada' }).click();
    await dialog.getByLabel('Role').selectOption('requester');
    await dialog.getByText('Ada is viewer with every service, and would be requester.').waitFor();
    await dialog.getByLabel('Why').fill('She drafts');
    await dialog.getByText(/^lull people role \S+ requester --reason 'She drafts'$/).waitFor();
    await dialog.getByRole('button', { name: 'Set the role' }).click();
    await row.getByText('requester').waitFor();
    await page.getByRole('button', { name: 'Grant Ada a service' }).click();
    await dialog.getByLabel('Role').selectOption('approver');
    await dialog.getByText(/^lull people grant \S+ shop approver$/).waitFor();
    await dialog.getByRole('button', { name: 'Grant', exact: true }).click();
    await row.getByText('shop: approver').waitFor();
    await page.getByRole('button', { name: 'Take back shop from Ada' }).click();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await row.getByText('shop: approver').waitFor({ state: 'detached' });
  });

  it('the last owner stays one: the refusal says what to do', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Remove Owner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('alert').getByText('last-owner').waitFor();
    await dialog.getByRole('button', { name: 'Leave it' }).click();
  });

  it('a key is made, shown once and revoked', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What it is for').fill('CI');
    await dialog.getByLabel('read', { exact: true }).check();
    await dialog.getByText('lull keys make CI --scope read --lasts 90d', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByText('It is shown here and never again').waitFor();
    const key = (await dialog.locator('code').first().textContent())!;
    const asks = () =>
      page.request.get(`${world.url}/api/v1/services`, { headers: { authorization: `Bearer ${key}` } });
    expect((await asks()).status()).toBe(200);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Revoke the key CI' }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: /^CI/ }).getByText('revoked').waitFor();
  });

  it('an agent is enrolled, given another key and removed', async () => {
    const { page } = owner;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Enrol an agent' }).click();
    await dialog.getByLabel('Name').fill('db-1');
    await dialog.getByText('lull agents add db-1', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Enrol an agent' }).click();
    const first = await dialog.locator('code').first().textContent();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Give db-1 another key' }).click();
    await dialog.getByRole('button', { name: 'Another key' }).click();
    await dialog.getByText('It is shown here and never again').waitFor();
    expect(await dialog.locator('code').first().textContent()).not.toBe(first);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Remove the agent db-1' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('lull agents add db-1', { exact: true }).waitFor();
  });

  it('a team is made; two people who edit it do not overwrite each other', async () => {
    const { page } = owner;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'New team' }).click();
    await dialog.getByLabel('Name').fill('web');
    await dialog.getByLabel('Zone').fill('Europe/Berlin');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('Team web is added').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit the team web' }).click();
    await world.api('POST', '/apply', "teams: { web: { zone: Europe/Berlin, hours: '10:00-18:00' } }");
    await dialog.getByLabel('Working hours').fill('07:00-15:00');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('Somebody else saved it meanwhile').waitFor();
    await dialog.getByText('"hours": "10:00-18:00"').waitFor();
    expect(await dialog.getByLabel('Working hours').inputValue()).toBe('07:00-15:00');
    await dialog.getByRole('button', { name: 'Go on with what I typed' }).click();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('row', { name: 'hours 10:00-18:00 07:00-15:00' }).waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /^web/ }).getByText('07:00-15:00').waitFor();
  });

  it('fits a phone, in German, in the dark', async () => {
    const { page } = owner;
    expect(await flawsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'DE', exact: true }).click();
    await page.getByRole('heading', { name: 'Wer was darf' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
  });

  it.each(roles)('a %s is offered nothing that the server would refuse', async (role) => {
    const who = await world.invite(`${role}@example.com`, role);
    const { page, wrong } = await world.visit('/team', { who });
    await page.getByText('Only owners see everybody and invite people.').waitFor();
    await page.getByRole('row', { name: /^web/ }).waitFor();
    for (const name of ['Invite somebody', 'New team', 'Enrol an agent', 'Edit the team web']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    const { request } = page;
    const headers = { origin: world.url };
    const data = { email: 'mallory@example.com', role: 'owner' };
    const answers = await Promise.all([
      request.get(`${world.url}/api/v1/people`),
      request.post(`${world.url}/api/v1/invitations`, { headers, data }),
      request.post(`${world.url}/api/v1/agents`, { headers, data: { name: 'db-2' } }),
    ]);
    expect(answers.map((answer) => answer.status())).toEqual([403, 403, 403]);
    expect(wrong).toEqual([]);
  });
});
