import { expect, it } from 'vitest';
import { applyDocument, exportDocument } from '../../src/keeper/apply-document.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { mayBeDone } from '../../src/keeper/may-be-done.ts';
import { openKeeper } from '../../src/keeper/open.ts';
import { deleteEntry, putEntry } from '../../src/keeper/put-entry.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { HOUR } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { approver, lullYaml, owner, person, scheduler, tonight, world } from './support.ts';

const sale = {
  zone: 'UTC',
  start: '2026-12-01T00:00',
  duration: 'P2D',
  scope: { services: ['shop'] },
  reason: 'Sale',
};

const somebody = { person: 'p9', role: null, name: 'Somebody', email: 'somebody@example.com' };

describeEngines('the catalog in the keeper', (open) => {
  it('is what a document says, all of it or nothing, and comes out as it went in', async () => {
    const { keeper } = await world(await open());
    expect((await applyDocument(keeper, owner, lullYaml)).changes).toEqual([]);
    const text = await exportDocument(keeper, owner);
    expect((await applyDocument(keeper, owner, text, { prune: true })).changes).toEqual([]);

    const longer = lullYaml.replace('PT8H', 'PT9H').replace('  wiki: { zone: UTC, team: web }\n', '');
    const dry = await applyDocument(keeper, owner, longer, { prune: true, dryRun: true });
    expect(dry.changes.map(({ kind, name, change }) => [kind, name, change])).toEqual([
      ['service', 'wiki', 'removed'],
      ['window', 'nightly', 'changed'],
    ]);
    expect(await exportDocument(keeper, owner)).toBe(text);
    await applyDocument(keeper, owner, longer, { prune: true });
    const { catalog } = await keeper.catalog();
    expect([...catalog.services.keys()].sort()).toEqual(['blog', 'database', 'shop']);

    const wrong = longer.replace('windows: [nightly]', 'windows: [nowhere]');
    await expect(applyDocument(keeper, owner, wrong)).rejects.toMatchObject({ code: 'bad-config' });
    await expect(applyDocument(keeper, scheduler, lullYaml)).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('keeps what others refer to', async () => {
    const { keeper } = await world(await open());
    await expect(deleteEntry(keeper, owner, 'window', 'nightly')).rejects.toMatchObject({
      code: 'in-use',
      details: { usedBy: [{ kind: 'service', name: 'shop' }] },
    });
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, services: ['wiki'] });
    await expect(deleteEntry(keeper, owner, 'service', 'wiki')).rejects.toMatchObject({
      code: 'in-use',
      message: `The service wiki is used by downtime "Move the database" (${downtime.id})`,
      details: { usedBy: [{ kind: 'downtime', name: downtime.id, title: 'Move the database' }] },
    });
    await commandDowntime(keeper, scheduler, downtime.id, { type: 'cancel' });
    await deleteEntry(keeper, owner, 'service', 'wiki');
    await expect(deleteEntry(keeper, owner, 'service', 'wiki')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tells stale writes from present ones, and new names from old ones', async () => {
    const { keeper } = await world(await open());
    const made = await putEntry(keeper, owner, 'freeze', 'sale', sale, { onlyNew: true });
    await expect(putEntry(keeper, owner, 'freeze', 'sale', sale, { onlyNew: true })).rejects.toMatchObject({
      code: 'already-exists',
    });
    const { version } = made.entry!;
    const changed = await putEntry(
      keeper,
      owner,
      'freeze',
      'sale',
      { ...sale, duration: 'P3D' },
      { version },
    );
    expect(changed.changes[0]!.fields).toEqual([{ field: 'duration', before: 'P2D', after: 'P3D' }]);
    await expect(putEntry(keeper, owner, 'freeze', 'sale', sale, { version })).rejects.toMatchObject({
      code: 'stale-version',
      details: { version: changed.entry!.version },
    });
    await expect(
      putEntry(keeper, owner, 'freeze', 'sale', { ...sale, zone: 'Mars/X' }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('asks who may before it says what version there is', async () => {
    const { keeper } = await world(await open());
    const { entry } = await putEntry(keeper, owner, 'freeze', 'sale', sale);
    const refused = {
      code: 'not-allowed',
      details: expect.not.objectContaining({ entry: expect.anything() }),
    };
    const version = entry!.version - 1;
    const calls = [
      putEntry(keeper, scheduler, 'freeze', 'sale', { ...sale, duration: 'P3D' }, { version }),
      putEntry(keeper, scheduler, 'freeze', 'sale', sale),
      putEntry(keeper, scheduler, 'freeze', 'sale', sale, { onlyNew: true }),
      deleteEntry(keeper, scheduler, 'freeze', 'sale', { version }),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: refused });
    }
  });

  it('lets an owner of one service change it, but not where the server reads', async () => {
    const { keeper } = await world(await open());
    const gus = person('gus', null, { blog: 'owner' });
    const body = { zone: 'UTC', team: 'web', description: 'Words' };
    await putEntry(keeper, gus, 'service', 'blog', body);
    await expect(
      putEntry(keeper, gus, 'service', 'blog', { ...body, traffic: ['/etc/passwd'] }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(
      putEntry(keeper, gus, 'freeze', 'sale', { ...sale, scope: { services: ['blog', 'shop'] } }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await putEntry(keeper, gus, 'freeze', 'sale', { ...sale, scope: { services: ['blog'] } });
  });

  it('flags what a freeze that is declared later touches, and asks its owner', async () => {
    const world1 = await world(await open());
    const { keeper } = world1;
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const free = await createDowntime(keeper, scheduler, {
      ...tonight,
      services: ['blog'],
      owner: 'bea',
      schedule: true,
    });
    const dry = await putEntry(keeper, owner, 'freeze', 'sale', sale, { dryRun: true });
    expect(dry.touches).toMatchObject([
      { id: downtime.id, zone: 'Europe/Berlin', reasons: [{ rule: 'freeze', name: 'sale' }] },
    ]);
    await putEntry(keeper, owner, 'freeze', 'sale', sale);
    await world1.at('2026-12-01T00:00:01Z');
    const read = async (id: string) => (await readDowntime(keeper, owner, id)).downtime;
    expect((await read(downtime.id)).flags).toMatchObject([{ rule: 'freeze', name: 'sale', kept: null }]);
    expect((await read(free.downtime.id)).flags).toEqual([]);

    // A flag on which nobody decided keeps it from beginning.
    await world1.at('2026-12-01T21:45:00Z');
    await commandDowntime(keeper, scheduler, downtime.id, { type: 'im-here' });
    await world1.at('2026-12-01T22:00:00Z');
    expect((await read(downtime.id)).state).toBe('warning');
    const kept = { type: 'keep', why: 'sales agreed' } as const;
    await expect(commandDowntime(keeper, scheduler, downtime.id, kept)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const after = await commandDowntime(keeper, approver, downtime.id, kept);
    expect(after.downtime.state).toBe('down');
  });

  it('takes a flag off again when the freeze goes', async () => {
    const world1 = await world(await open());
    const { keeper, at } = world1;
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    await putEntry(keeper, owner, 'freeze', 'sale', sale);
    await at('2026-12-01T01:00:00Z');
    await deleteEntry(keeper, owner, 'freeze', 'sale');
    await at('2026-12-01T01:00:01Z');
    expect((await readDowntime(keeper, owner, downtime.id)).downtime.flags).toEqual([]);
  });

  it('is one for all servers: what one changes the other goes by at once', async () => {
    const world1 = await world(await open());
    const { keeper } = world1;
    const other = openKeeper(keeper.store, { clock: async () => world1.now });
    const question = { services: ['shop'], takes: HOUR, at: tonight.start };
    expect((await mayBeDone(other, owner, question)).open).toBe(true);
    await putEntry(keeper, owner, 'freeze', 'sale', sale);
    expect((await mayBeDone(other, owner, question)).open).toBe(false);
    await expect(
      putEntry(keeper, owner, 'freeze', 'sale', { ...sale, rrule: 'FREQ=NEVER' }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    await deleteEntry(keeper, owner, 'freeze', 'sale', { dryRun: true });
    expect((await mayBeDone(other, owner, question)).open).toBe(false);
    expect((await mayBeDone(keeper, owner, question)).open).toBe(false);
    await deleteEntry(keeper, owner, 'freeze', 'sale');
    expect((await mayBeDone(other, owner, question)).open).toBe(true);
  });

  it('ends the grants of a service that is removed, so that its name brings nobody back', async () => {
    const { keeper } = await world(await open());
    const { db } = keeper.store;
    await putEntry(keeper, owner, 'service', 'kiosk', { zone: 'UTC' }, { onlyNew: true });
    await db.insertInto('access_people').values(somebody).execute();
    const granted = { person: somebody.person, role: 'owner', granted_by: owner.id };
    await db
      .insertInto('access_grants')
      .values([
        { ...granted, service: 'kiosk' },
        { ...granted, service: 'shop' },
      ])
      .execute();
    await deleteEntry(keeper, owner, 'service', 'kiosk', { dryRun: true });
    expect(await db.selectFrom('access_grants').select('service').execute()).toHaveLength(2);
    await deleteEntry(keeper, owner, 'service', 'kiosk');
    expect(await db.selectFrom('access_grants').select('service').execute()).toEqual([{ service: 'shop' }]);
  });
});
