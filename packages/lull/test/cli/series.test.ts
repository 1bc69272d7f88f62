import { describe, expect, it } from 'vitest';
import { atServer } from './support/at-server.ts';

describe('lull downtime series', () => {
  const started = atServer();
  const create = ['downtime', 'series', 'create', 'shop', '--at', '2030-01-07T02:00', '--takes', '20m'];

  it('create, show, list, change and end: what is not said stays as it was', async () => {
    const { json, run } = await started();
    const plan = ['--rrule', 'FREQ=WEEKLY', '--mode', 'read-only', '--rollback', '5m', '--title', 'Import'];
    const dry = await run([...create, ...plan, '--dry-run']);
    expect(dry.stdout).toMatch(/Nothing was changed\.\n$/);
    expect((await json(['downtime', 'series', 'list'])).json.items).toEqual([]);
    const made = await json([...create, ...plan]);
    expect(made).toMatchObject({
      code: 0,
      json: {
        title: 'Import',
        services: ['shop'],
        zone: 'Europe/Berlin',
        start: '2030-01-07T02:00',
        ended: false,
      },
    });
    const { id } = made.json;
    const changed = await json(['downtime', 'series', 'change', id, '--takes', '40m']);
    expect(changed).toMatchObject({
      code: 0,
      json: { takes: 'PT40M', rrule: 'FREQ=WEEKLY', plan: { mode: 'read-only', rollback: 'PT5M' } },
    });
    const shown = await run(['downtime', 'series', 'show', id]);
    expect(shown.stdout).toContain(`lull downtime list --series ${id}`);
    expect(shown.stdout).toContain('2030-01-07 02:00 Europe/Berlin');
    expect((await run(['downtime', 'series', 'list'])).stdout).toContain('Import');
    const ended = await json(['downtime', 'series', 'end', id, '--with-moved', '--reason', 'gone']);
    expect(ended.json).toMatchObject({ ended: true, kept: [] });
    const again = await json(['downtime', 'series', 'change', id, '--takes', '30m']);
    expect(again.json.error.code).toBe('wrong-state');
  });

  it('is refused where it is not whole, or its rule is none', async () => {
    const { json } = await started();
    expect((await json(create)).json.error.code).toBe('bad-option');
    expect((await json([...create, '--rrule', 'FREQ=DALY'])).json.error.code).toBe('bad-rule');
  });
});
