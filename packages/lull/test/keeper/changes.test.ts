import { expect, it } from 'vitest';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { listDowntimes } from '../../src/keeper/list-downtimes.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import type { Store } from '../../src/store/contract.ts';
import { HOUR, MINUTE } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { owner, person, scheduler, tonight, world } from './support.ts';

/** Every row of ours, for comparing what was there with what is there. */
async function everything({ db }: Store): Promise<string> {
  const tables = [
    'store_sequence',
    'store_events',
    'store_idempotency',
    'catalog_entries',
    'downtime_downtimes',
    'downtime_revisions',
    'downtime_series',
    'access_audit',
  ] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  return JSON.stringify(rows);
}

describeEngines('a change in the keeper', (open) => {
  it('gives one slot to exactly one of twenty who ask at once', async () => {
    const { keeper } = await world(await open());
    const asked = Array.from({ length: 20 }, (_, i) =>
      createDowntime(keeper, person(`p${i}`, 'scheduler'), { ...tonight, schedule: true }),
    );
    const answers = await Promise.allSettled(asked);
    const won = answers.filter(({ status }) => status === 'fulfilled');
    const lost = answers.filter((answer) => answer.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost.map(({ reason }) => reason.code)).toEqual(
      Array.from({ length: 19 }, () => 'rule-in-the-way'),
    );
    const { items } = await listDowntimes(keeper, owner, {}, { limit: 50 });
    expect(items).toHaveLength(1);
  });

  it('leaves no trace when it was only asked for, and tells the same', async () => {
    const { keeper } = await world(await open());
    const before = await everything(keeper.store);
    const dry = await createDowntime(keeper, scheduler, { ...tonight, schedule: true }, { dryRun: true });
    expect(await everything(keeper.store)).toBe(before);
    expect(dry.dryRun).toBe(true);
    const real = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    expect(dry.follows).toEqual(real.follows);
    expect(dry.events.map(({ kind }) => kind)).toEqual(real.events.map(({ kind }) => kind));
    const cancel = { type: 'cancel', why: 'not needed' } as const;
    const there = await everything(keeper.store);
    await commandDowntime(keeper, scheduler, real.downtime.id, cancel, { dryRun: true });
    expect(await everything(keeper.store)).toBe(there);
  });

  it('happens once for a key, and refuses the key for anything else', async () => {
    const { keeper } = await world(await open());
    const options = { idempotencyKey: 'k1' };
    const plan = { ...tonight, schedule: true };
    const [one, two] = await Promise.all([
      createDowntime(keeper, scheduler, plan, options),
      createDowntime(keeper, scheduler, plan, options),
    ]);
    expect(two).toEqual(one);
    // The order in which fields were written makes no other request.
    const shuffled = Object.fromEntries(Object.entries(plan).reverse()) as typeof plan;
    expect(await createDowntime(keeper, scheduler, shuffled, options)).toEqual(one);
    await expect(
      createDowntime(keeper, scheduler, { ...plan, takes: 2 * HOUR }, options),
    ).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    // Another caller's key is another key.
    await expect(createDowntime(keeper, owner, plan, options)).rejects.toMatchObject({
      code: 'rule-in-the-way',
    });
    expect((await listDowntimes(keeper, owner, {}, { limit: 50 })).items).toHaveLength(1);
  });

  it('is refused when it was made to an old version, and told what happened since', async () => {
    const { keeper } = await world(await open());
    const { downtime, version } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const { id } = downtime;
    const longer = { type: 'revise', changes: { takes: 90 * MINUTE } } as const;
    const revised = await commandDowntime(keeper, scheduler, id, longer, { version });
    expect(revised.version).toBe(version + 1);
    await expect(commandDowntime(keeper, owner, id, { type: 'cancel' }, { version })).rejects.toMatchObject({
      code: 'stale-version',
      details: { version: version + 1, changed: [{ kind: 'downtime.revised', by: 'sam' }] },
    });
    expect((await readDowntime(keeper, owner, id)).downtime.state).toBe('scheduled');
  });

  it('that changes nothing raises no version and tells nothing', async () => {
    const { keeper } = await world(await open());
    const { downtime, version } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const before = await everything(keeper.store);
    const same = { type: 'revise', changes: { takes: tonight.takes } } as const;
    const outcome = await commandDowntime(keeper, scheduler, downtime.id, same);
    expect(outcome).toMatchObject({ version, events: [] });
    expect(await everything(keeper.store)).toBe(before);
  });

  it('of many at once on one downtime loses none', async () => {
    const { keeper } = await world(await open());
    const { downtime, version } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const titles = Array.from({ length: 12 }, (_, i) => `Title ${i}`);
    await Promise.all(
      titles.map((title) =>
        commandDowntime(keeper, scheduler, downtime.id, { type: 'revise', changes: { title } }),
      ),
    );
    const after = await readDowntime(keeper, owner, downtime.id);
    expect(after.version).toBe(version + titles.length);
    expect(after.downtime.promise.map(({ title }) => title).sort()).toEqual(
      [tonight.title, ...titles].sort(),
    );
    const stored = await keeper.store.db.selectFrom('downtime_revisions').select('number').execute();
    expect(stored).toHaveLength(titles.length + 1);
  });
});
