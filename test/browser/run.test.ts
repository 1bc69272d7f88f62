import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserMissing } from '../../packages/lull/test/access/browser.ts';
import { flawsOf } from './support/flaws.ts';
import { openWorld, type World } from './support/world.ts';

const file = `steps:
  - name: look
    command: [echo, "3 tables <b>to move</b>"]
    timeLimit: 10s
    idempotent: true
  - name: agree
    confirm: Is the replica level?
    timeLimit: 10m
`;

describe.skipIf(browserMissing)('a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-console-steps-'));
  let world: World;
  let hash = '';
  beforeAll(async () => {
    const steps = join(folder, 'steps');
    mkdirSync(steps, { mode: 0o755 });
    writeFileSync(join(steps, 'move.yaml'), file, { mode: 0o644 });
    world = await openWorld({ args: ['--local-steps', steps] });
    await world.api('POST', '/apply', 'services: { shop: { zone: Europe/Berlin }, api: { zone: UTC } }');
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (title: string, service: string): Promise<string> => {
    await expect
      .poll(async () => {
        const { items } = await world.api<{ items: { hash: string }[] }>('GET', '/step-files');
        hash = items[0]?.hash ?? '';
        return hash;
      })
      .not.toBe('');
    const lengths = { takes: 'PT1H', rollback: 'PT10M', warnBefore: 'PT1M', drainWithin: 'PT1S' };
    const { downtime } = await world.api<{ downtime: { id: string } }>('POST', '/downtimes', {
      ...{ title, services: [service], ...lengths, schedule: true, override: true, why: 'at once' },
      start: new Date(Date.now() + 2_000).toISOString(),
      steps: [{ agent: null, name: 'move', hash, parameters: {} }],
    });
    return downtime.id;
  };

  it('is watched live from start to record: extended, asked, answered', async () => {
    const id = await begin('Move the database', 'shop');
    const { page, wrong } = await world.visit(`/downtimes/${id}`);
    const steps = page.getByRole('region', { name: 'Steps' });
    await steps.getByText('3 tables <b>to move</b>').last().waitFor();
    await steps.getByRole('button', { name: 'Yes' }).waitFor();
    await page.getByText('Latest moment to turn back').first().waitFor();
    expect(await flawsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Extend' }).click();
    const extend = page.getByRole('dialog', { name: 'Extend' });
    await extend.getByLabel('By how much later').fill('30m');
    await extend.getByText(`lull downtime extend ${id} --by 30m`).waitFor();
    await extend.getByRole('region', { name: 'What follows' }).getByRole('listitem').first().waitFor();
    expect(await flawsOf(page)).toEqual([]);
    await extend.getByRole('button', { name: 'Extend' }).click();
    await page.getByRole('rowheader', { name: 'promised first' }).waitFor();

    await steps.getByRole('button', { name: 'Yes' }).click();
    const answer = page.getByRole('dialog', { name: 'agree: Yes' });
    await answer.getByText(`lull run answer ${id} done`).waitFor();
    await answer.getByRole('button', { name: 'agree: Yes' }).click();
    await page.getByRole('heading', { name: 'Record' }).waitFor();
    await page.getByText(/^Closed for/).waitFor();
    await page.locator('.state', { hasText: 'completed' }).waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('is turned back', async () => {
    const id = await begin('Turn back', 'api');
    const { page, wrong } = await world.visit(`/downtimes/${id}`);
    await page.getByRole('region', { name: 'Steps' }).getByRole('button', { name: 'No' }).waitFor();
    await page.getByRole('button', { name: 'Turn back' }).click();
    const dialog = page.getByRole('dialog', { name: 'Turn back' });
    await dialog.getByLabel('Why').fill('the replica lags');
    await dialog.getByRole('button', { name: 'Turn back' }).click();
    await page.getByRole('heading', { name: 'Record' }).waitFor();
    await page
      .locator('.state', { hasText: 'aborted' })
      .or(page.locator('.state', { hasText: 'turned back' }))
      .first()
      .waitFor();
    const { state } = await world.api<{ state: string }>('GET', `/downtimes/${id}`);
    expect(state).toBe('aborted');
    expect(wrong).toEqual([]);
  });
});
