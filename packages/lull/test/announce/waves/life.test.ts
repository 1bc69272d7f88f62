import { expect, it } from 'vitest';
import { forgetRecipients } from '../../../src/announce/waves/forget.ts';
import { applyDocument } from '../../../src/keeper/apply-document.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { createDowntime, type NewDowntime } from '../../../src/keeper/create-downtime.ts';
import { createSeries } from '../../../src/keeper/create-series.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { announceWorld } from '../support/world.ts';
import { newsOf, sent, services, toldTo } from './support.ts';

/** Ten days from now, at two in the night. */
const due = start + 10 * DAY + 2 * HOUR;

describeEngines('who is told', (open) => {
  const opened = async (yaml = services) => {
    const store = await open();
    const world = await announceWorld(store, { yaml });
    const { keeper, announce } = world;
    return {
      store,
      world,
      news: newsOf(announce),
      somebody: (name: string, given: Parameters<typeof subscribed>[2] = {}) =>
        subscribed(announce, `${name}@example.com`, given),
      async schedule(more: Partial<NewDowntime> = {}) {
        const asked = { title: 'Move the database', services: ['shop'], start: due, takes: 2 * HOUR };
        const { downtime } = await createDowntime(keeper, owner, { ...asked, schedule: true, ...more });
        await world.tell();
        return downtime.id;
      },
      async say(id: string, asked: Asked) {
        await commandDowntime(keeper, owner, id, asked);
        await world.tell();
      },
    };
  };

  it('hears of a whole life, each thing once', async () => {
    const { world, news, somebody, schedule, say } = await opened();
    await somebody('ada');
    await somebody('bob', { services: ['blog'] });
    const id = await schedule();
    expect(await news()).toEqual(['ada scheduled 1']);
    await world.at(due - 7 * DAY - 1);
    expect(await news()).toEqual([]);
    await world.at(due - 7 * DAY);
    expect(await news()).toEqual(['ada reminder 1']);
    await world.at(due - DAY);
    await world.at(due - HOUR);
    expect(await news()).toEqual(['ada reminder 1', 'ada reminder 1']);
    await world.at(due - 5 * MINUTE);
    await say(id, { type: 'go' });
    await world.at(due);
    expect(await news()).toEqual(['ada started 1']);
    await world.at(due + MINUTE);
    expect(await news()).toEqual([]);
    await world.at(due + 2 * HOUR - 5 * MINUTE);
    expect(await news()).toEqual(['ada overrunning 1']);
    await say(id, { type: 'extend', later: HOUR });
    expect(await news()).toEqual(['ada extended 2']);
    await say(id, { type: 'finish' });
    await world.at(due + 2 * HOUR + SECOND);
    expect(await news()).toEqual(['ada completed 2']);
    await world.at(due + 10 * DAY);
    expect(await news()).toEqual([]);
  });

  it('is told of a move: who knew, who is newly touched, and who no longer is', async () => {
    const { news, somebody, schedule, say } = await opened();
    await somebody('both');
    await somebody('reader', { services: ['blog'] });
    await somebody('buyer', { services: ['shop'] });
    const id = await schedule();
    expect(await news()).toEqual(['both scheduled 1', 'buyer scheduled 1']);
    await say(id, { type: 'revise', changes: { services: ['blog'] } });
    expect(await news()).toEqual(['both moved 2', 'buyer withdrawn 2', 'reader scheduled 2']);
    // Back again: who was told that it touches them no longer hears of it as something new.
    await say(id, { type: 'revise', changes: { services: ['shop'], start: due + HOUR } });
    expect(await news()).toEqual(['both moved 3', 'buyer scheduled 3', 'reader withdrawn 3']);
    await say(id, { type: 'cancel' });
    expect(await news()).toEqual(['both cancelled 3', 'buyer cancelled 3']);
  });

  it('is not told of the old time any more once there is another, but for what is on its way', async () => {
    const { store, somebody, schedule, say } = await opened();
    for (const name of ['knows', 'waits', 'flies']) await somebody(name);
    const id = await schedule();
    await sent(store, 'knows');
    const flies = await store.db
      .selectFrom('announce_subscribers')
      .select('id')
      .where('shown', 'like', 'flies%')
      .executeTakeFirstOrThrow();
    await store.db
      .updateTable('announce_notices')
      .set({ leased_until: new Date(start + MINUTE) })
      .where('recipient', '=', flies.id)
      .execute();
    await say(id, { type: 'revise', changes: { start: due + HOUR } });
    expect(await toldTo(store)).toEqual([
      'flies moved 2 queued',
      'flies scheduled 1 queued',
      'knows moved 2 queued',
      'knows scheduled 1',
      'waits scheduled 1 cancelled',
      'waits scheduled 2 queued',
    ]);
    // Before anything of that has gone it is called off: who has heard of nothing hears of nothing.
    await say(id, { type: 'cancel' });
    expect((await toldTo(store)).filter((line) => line.includes('queued'))).toEqual([
      'flies cancelled 2 queued',
      'flies scheduled 1 queued',
      'knows cancelled 2 queued',
    ]);
  });

  it('hears that it is called off only where they heard of it, whoever came since', async () => {
    const { news, somebody, schedule, say } = await opened();
    await somebody('early');
    const id = await schedule();
    await news();
    await somebody('late');
    await say(id, { type: 'cancel', why: 'not needed' });
    expect(await news()).toEqual(['early cancelled 1']);
  });

  it('of what rules call off hears the same as of what a person does', async () => {
    const { world, news, somebody, schedule } = await opened();
    await somebody('ada');
    await schedule({ start: start + HOUR });
    await world.at(start + HOUR);
    expect(await news()).toEqual(['ada scheduled 1']);
    await world.at(start + HOUR + MINUTE);
    expect(await news()).toEqual(['ada delayed 1']);
    await world.at(start + HOUR + 15 * MINUTE);
    expect(await news()).toEqual(['ada cancelled 1']);
  });

  it('of an emergency hears that it has begun, and nothing before', async () => {
    const { world, news, somebody } = await opened();
    await somebody('ada');
    await emergencyDown(world.keeper, owner, 'shop', { why: 'the disk is failing' });
    await world.tell();
    expect(await news()).toEqual(['ada started 1']);
  });

  it('is told by the policy of the service, and by tag', async () => {
    const { world, news, somebody, schedule } = await opened();
    await somebody('ada');
    await somebody('vic', { tags: ['vip', 'staff'] });
    const id = await schedule({ services: ['quiet'] });
    await world.at(due - 7 * DAY);
    expect(await news()).toEqual([]);
    await world.at(due - DAY);
    expect(await news()).toEqual(['vic reminder 1']);
    await world.at(due - 5 * MINUTE);
    await commandDowntime(world.keeper, owner, id, { type: 'go' });
    await world.at(due);
    await commandDowntime(world.keeper, owner, id, { type: 'finish' });
    await world.at(due + 2 * SECOND);
    expect(await news()).toEqual(['ada completed 1', 'vic completed 1']);
  });

  it('may leave out what only informs, never what corrects', async () => {
    const { world, news, somebody, schedule, say } = await opened();
    await somebody('terse', { kinds: ['scheduled'] });
    await somebody('deaf', { kinds: [] });
    const id = await schedule();
    await world.at(due - 7 * DAY);
    expect(await news()).toEqual(['terse scheduled 1']);
    await say(id, { type: 'revise', changes: { start: due + HOUR } });
    expect(await news()).toEqual(['terse moved 2']);
    await world.at(due + 55 * MINUTE);
    await say(id, { type: 'go' });
    await world.at(due + HOUR);
    await say(id, { type: 'extend', later: HOUR });
    expect(await news()).toEqual(['terse extended 3']);
  });

  it('of part of a service hears only where their tenant is in it', async () => {
    const { news, somebody, schedule, say } = await opened();
    await somebody('acme', { tenants: ['acme'] });
    await somebody('other', { tenants: ['other'] });
    await somebody('every', { tenants: ['*'] });
    await somebody('none');
    const part = { paths: [], tenants: ['acme'] };
    const id = await schedule({ mode: 'partial', part });
    expect(await news()).toEqual(['acme scheduled 1', 'every scheduled 1']);
    await say(id, { type: 'revise', changes: { part: { ...part, tenants: ['other'] } } });
    expect(await news()).toEqual(['acme withdrawn 2', 'every moved 2', 'other scheduled 2']);
    await say(id, { type: 'revise', changes: { mode: 'full', part: null } });
    expect(await news()).toEqual(['acme scheduled 3', 'every moved 3', 'none scheduled 3', 'other moved 3']);
  });

  it('hears by signing up of nothing that is not public', async () => {
    const { news, somebody, schedule } = await opened();
    await somebody('stranger', { source: 'sign-up' });
    await somebody('staff');
    await schedule({ services: ['bank'] });
    expect(await news()).toEqual(['staff scheduled 1']);
    await schedule({ services: ['bank', 'blog'], start: due + DAY });
    expect(await news()).toEqual(['staff scheduled 1', 'stranger scheduled 1']);
  });

  it('of a series is told a week before each, and once', async () => {
    const { world, news, somebody } = await opened();
    await somebody('ada');
    await createSeries(world.keeper, owner, {
      plan: { title: 'Daily', services: ['blog'], takes: HOUR },
      recurrence: { zone: 'UTC', start: '2026-12-01T03:00', rrule: 'FREQ=DAILY;COUNT=20' },
    });
    await world.tell();
    // Those within a week are told at once, the first of them with no reminder left but that of its hour.
    expect(await news()).toEqual(Array.from({ length: 7 }, () => 'ada scheduled 1'));
    await world.at(start + 3 * HOUR - MINUTE);
    await news();
    await world.at(start + 3 * HOUR);
    expect(await news()).toContain('ada scheduled 1');
  });

  it('hears nothing more of what they chose to hear no more of, as if it had changed', async () => {
    const { store, world, news, somebody, schedule, say } = await opened();
    const ada = await somebody('ada', { services: ['shop'] });
    await somebody('bob', { services: ['shop'] });
    const id = await schedule();
    await news();
    await store.db
      .updateTable('announce_subscribers')
      .set({ services: ['blog'] })
      .where('id', '=', ada.id)
      .execute();
    await say(id, { type: 'revise', changes: { start: due + HOUR } });
    expect(await news()).toEqual(['bob moved 2']);
    await say(id, { type: 'revise', changes: { services: ['bank'] } });
    expect(await news()).toEqual(['bob withdrawn 3']);
    await world.at(due + 55 * MINUTE);
    await say(id, { type: 'go' });
    await world.at(due + HOUR);
    await say(id, { type: 'finish' });
    await world.at(due + HOUR + 2 * SECOND);
    expect(await news()).toEqual([]);
  });

  it('goes by a policy that changed since, and is told nothing twice', async () => {
    const { store, world, news, somebody, schedule } = await opened();
    await somebody('ada');
    await schedule();
    await world.at(due - 7 * DAY);
    expect(await news()).toEqual(['ada reminder 1', 'ada scheduled 1']);
    const planned = async () => {
      const waves = store.db.selectFrom('announce_waves').select(['point']).where('state', '=', 'planned');
      return (await waves.orderBy('due_at').execute()).map(({ point }) => point);
    };
    expect(await planned()).toEqual(['P1D', 'PT1H', 'delay']);
    const apply = async (tell: string) => {
      await applyDocument(
        world.keeper,
        owner,
        services.replace('title: The shop', `title: The shop, announce: { tell: ${tell} }`),
      );
      await world.tell();
    };
    await apply('[schedule, P8D, P7D, P3D, PT1H, start]');
    expect(await planned()).toEqual(['P3D', 'PT1H']);
    await apply('[start]');
    expect(await planned()).toEqual([]);
    expect(await news()).toEqual([]);
    await apply('[P2D]');
    await world.at(due - 2 * DAY);
    expect(await news()).toEqual(['ada reminder 1']);
  });

  it('is forgotten ninety days after the end, that they were told is not', async () => {
    const { store, world, somebody, schedule, say } = await opened();
    for (const name of ['ada', 'bob']) await somebody(name);
    const over = await schedule();
    await schedule({ start: due + DAY });
    await sent(store);
    await say(over, { type: 'cancel' });
    world.now += 90 * DAY;
    expect(await forgetRecipients(world.announce)).toBe(0);
    world.now += 1;
    expect(await forgetRecipients(world.announce)).toBe(4);
    expect(await forgetRecipients(world.announce)).toBe(0);
    const rows = await store.db.selectFrom('announce_notices').select(['downtime', 'recipient']).execute();
    const known = rows.filter(({ recipient }) => !recipient.startsWith('erased:'));
    expect([rows.length, known.length, new Set(rows.map(({ recipient }) => recipient)).size]).toEqual([
      6, 2, 6,
    ]);
    expect(known.every(({ downtime }) => downtime !== over)).toBe(true);
  });

  it('is told nothing by what is only tried', async () => {
    const { store, world, somebody } = await opened();
    await somebody('ada');
    const asked = { title: 'Try', services: ['shop'], start: due, takes: HOUR, schedule: true };
    const { follows } = await createDowntime(world.keeper, owner, asked, { dryRun: true });
    await world.tell();
    expect(await toldTo(store)).toEqual([]);
    expect(follows.filter(({ kind }) => kind === 'notice')).toHaveLength(5);
    for (const table of ['announce_waves', 'announce_notices'] as const) {
      expect(await store.db.selectFrom(table).select('id').execute()).toEqual([]);
    }
  });
});
