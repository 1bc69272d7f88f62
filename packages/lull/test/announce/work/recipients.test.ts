import { expect, it } from 'vitest';
import { addSubscriber } from '../../../src/announce/audience/add.ts';
import { eraseById } from '../../../src/announce/audience/erase.ts';
import { listNotices } from '../../../src/announce/delivery/list-notices.ts';
import { publishedFrom } from '../../../src/announce/public/published.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import { hearForWork } from '../../../src/announce/work/hear.ts';
import { eventsForWork } from '../../../src/announce/work/reactions.ts';
import { peopleAtWork } from '../../../src/announce/work/recipients.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { handOver } from '../../../src/keeper/consume.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import type { Store } from '../../../src/store/contract.ts';
import { owner, person } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';

const yaml = `
teams: { web: { zone: UTC, people: [Tess@example.com] } }
services: { shop: { zone: UTC, public: true, team: web }, blog: { zone: UTC } }
`;

/** A server whose people are these: by role for everything, and by one for the shop. */
async function place(store: Store, roles: Record<string, string>, grants: Record<string, string> = {}) {
  const world = await announceWorld(store, { yaml });
  for (const [name, role] of Object.entries(roles)) {
    await store.db.updateTable('access_people').set({ role }).where('person', '=', name).execute();
  }
  const rows = Object.entries(grants).map(([name, role]) => {
    return { person: name, service: 'shop', role, granted_by: 'olga' };
  });
  if (rows.length > 0) await store.db.insertInto('access_grants').values(rows).execute();
  const told = async (plan: { owner: string; people?: string[] }): Promise<string[]> => {
    const { catalog } = await world.keeper.catalog();
    const all = { people: [], ...plan, services: ['shop'] };
    return (await peopleAtWork(world.announce, store.db, catalog, all)).map(({ recipient }) => recipient);
  };
  return { world, told };
}

/** Lets people at work hear of what has happened; to whom notices were made, and of which kind. */
async function made({ announce, keeper }: AnnounceWorld, id: string): Promise<string[]> {
  while (await handOver(keeper, 'work', (events, trx) => hearForWork(announce, events, trx), eventsForWork));
  await spreadWaves(announce, id);
  const rows = await announce.store.db
    .selectFrom('announce_notices')
    .select(['kind', 'recipient'])
    .where('downtime', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ kind, recipient }) => `${kind} ${recipient}`);
}

describeEngines('who at work is told', (open) => {
  it('is whose work it is, as far as they may see it, and whoever is on watch', async () => {
    const store = await open();
    const { world, told } = await place(store, { sam: 'scheduler', rea: 'viewer' }, { bea: 'viewer' });
    const people = ['rea', 'bea', 'cem', 'tess@example.com', 'gone@example.com'];
    expect(await told({ owner: 'sam', people })).toEqual([
      ...['person:bea', 'person:rea', 'person:sam', 'address:tess@example.com'],
    ]);
    const watch = { channel: 'mail', tags: ['on-watch'] } as const;
    const { subscriber } = await addSubscriber(world.announce, owner, { ...watch, address: 'w@example.com' });
    await addSubscriber(world.announce, owner, { ...watch, address: 'SAM@example.com' });
    await addSubscriber(world.announce, owner, { ...watch, address: 'b@example.com', services: ['blog'] });
    await addSubscriber(world.announce, owner, { channel: 'mail', address: 'customer@example.com' });
    const young = { ...watch, address: 'young@example.com' };
    const { subscriber: signedUp } = await addSubscriber(world.announce, owner, young);
    const source = { source: 'sign-up' } as const;
    await store.db.updateTable('announce_subscribers').set(source).where('id', '=', signedUp.id).execute();
    expect(await told({ owner: 'sam' })).toEqual(['person:sam', `watch:${subscriber.id}`]);
  });

  it('is everybody who may run it, where there is nobody else', async () => {
    const { told } = await place(await open(), { ada: 'approver', rea: 'viewer' }, { bea: 'scheduler' });
    expect(await told({ owner: 'cem' })).toEqual(['person:ada', 'person:bea']);
  });

  it('hears of work by hand, but for whoever decides, and the public hears nothing of it', async () => {
    const store = await open();
    const { world } = await place(store, { olga: 'owner', ada: 'owner' });
    const key = { key: 'key-of-olga', person: 'olga', name: 'laptop', role: null, scopes: null };
    await store.db
      .insertInto('access_keys')
      .values({ ...key, services: null, expires_at: null })
      .execute();
    const watch = { channel: 'mail', tags: ['on-watch'], address: 'w@example.com' } as const;
    const { subscriber } = await addSubscriber(world.announce, owner, watch);
    const { downtime } = await emergencyDown(world.keeper, owner, 'shop', { why: 'it burns' });
    const { id } = downtime;
    const before = await made(world, id);
    const { updates } = (await publishedFrom(world.announce)()).downtimes[0]!;
    await commandDowntime(world.keeper, owner, id, { type: 'fail', why: 'the disk is gone' });
    const stuck = [`stuck person:olga`, `stuck watch:${subscriber.id}`];
    expect(await made(world, id)).toEqual([...before, ...stuck]);
    const shown = (await publishedFrom(world.announce)()).downtimes;
    expect(JSON.stringify(shown)).not.toContain('the disk is gone');
    expect(shown[0]!.updates).toEqual(updates);
    const { counts } = await listNotices(world.announce, owner, id, { most: 10 });
    expect(counts.filter(({ kind }) => kind === 'stuck')).toMatchObject([{ counts: { queued: 2 } }]);

    const olgas = { ...person('key-of-olga'), kind: 'key', person: 'olga' } as const;
    await commandDowntime(world.keeper, olgas, id, { type: 'resume', later: 3_600_000 });
    const answered = (await made(world, id)).filter((one) => one.startsWith('answered'));
    expect(answered).toEqual([`answered watch:${subscriber.id}`]);
    await eraseById(world.announce, subscriber.id);
    expect((await made(world, id)).filter((one) => one.includes(subscriber.id))).toEqual([]);
  });
});
