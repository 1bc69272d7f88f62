import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Announce } from '../../../src/announce/contract.ts';
import { runAnnounce } from '../../../src/announce/run.ts';
import { raiseDue } from '../../../src/announce/waves/raise.ts';
import { spreadWaves } from '../../../src/announce/waves/spread.ts';
import { queueStuck } from '../../../src/announce/waves/stuck.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import type { Store } from '../../../src/store/contract.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, start } from '../../keeper/support.ts';
import { another, describeEngines } from '../../store/engines.ts';
import { subscribed } from '../subscribed.ts';
import { openTestAnnounce } from '../support/open.ts';
import { type AnnounceWorld, announceWorld } from '../support/world.ts';
import { sent, services, toldTo } from './support.ts';

const due = start + 10 * DAY;
const plan = { title: 'Move', services: ['shop'], start: due, takes: 2 * HOUR, schedule: true };

/** Says that it is aborted after so many looks. */
function after(looks: number): AbortSignal {
  let left = looks;
  const signal = new AbortController().signal;
  return Object.defineProperty(signal, 'aborted', { get: () => left-- <= 0 });
}

describeEngines('several servers, and those that end in the middle', (open, engine) => {
  const opened = async (
    people: number,
  ): Promise<{ store: Store; world: AnnounceWorld; announce: Announce }> => {
    const store = await open();
    const world = await announceWorld(store, { yaml: services });
    for (let i = 0; i < people; i++) await subscribed(world.announce, `p${i}@example.com`);
    return { store, world, announce: world.announce };
  };
  const schedule = async ({ keeper }: AnnounceWorld, more = {}): Promise<string> =>
    (await createDowntime(keeper, owner, { ...plan, ...more })).downtime.id;
  const states = async (store: Store, kind: string): Promise<string[]> => {
    const waves = store.db.selectFrom('announce_waves').select('state').where('kind', '=', kind);
    return (await waves.orderBy('due_at').execute()).map(({ state }) => state);
  };
  const jobs = async ({ db }: Store): Promise<number> => {
    const { rows } = await sql<{ count: string }>`
      select count(*) as count from pgboss.job where name = 'announce'`.execute(db);
    return Number(rows[0]!.count);
  };

  it('tell each recipient once, whoever spreads how much of a wave', async () => {
    const { store, world, announce } = await opened(23);
    const id = await schedule(world);
    const made = await Promise.all([1, 2, 3].map(() => spreadWaves(announce, id, { chunk: 4 })));
    expect(made.reduce((sum, each) => sum + each)).toBe(23);
    const told = await toldTo(store);
    expect([told.length, new Set(told).size]).toEqual([23, 23]);
    const places = await store.db.selectFrom('announce_notices').select('place').orderBy('place').execute();
    expect(places.map(({ place }) => place)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
    expect(await spreadWaves(announce, id)).toBe(0);
  });

  it('go on where another one ended, and not with what was changed meanwhile', async () => {
    const { store, world, announce } = await opened(10);
    const id = await schedule(world);
    // Two looks for the calling off, one chunk.
    expect(await spreadWaves(announce, id, { chunk: 4, signal: after(2) })).toBe(4);
    expect(await states(store, 'scheduled')).toEqual(['raised']);
    await sent(store);
    await commandDowntime(world.keeper, owner, id, { type: 'revise', changes: { start: due + HOUR } });
    await spreadWaves(announce, id, { chunk: 4 });
    const told = await toldTo(store);
    const of = (what: string) => told.filter((line) => line.endsWith(what)).length;
    expect([of('scheduled 1'), of('moved 2 queued'), of('scheduled 2 queued')]).toEqual([4, 4, 6]);
    expect(told).toHaveLength(14);
  });

  it('leave nobody with an old time, while it is moved, spread and sent all at once', async () => {
    const { store, world, announce } = await opened(60);
    const id = await schedule(world);
    let isOver = false;
    const moving = async () => {
      for (let i = 1; i <= 6; i++) {
        const changes = { start: due + i * HOUR };
        await commandDowntime(world.keeper, owner, id, { type: 'revise', changes });
      }
      isOver = true;
    };
    const spreading = async () => {
      while (!isOver) {
        await spreadWaves(announce, id, { chunk: 7 });
        // PGlite waits for nothing: whoever asks it without end lets nobody else be heard.
        await setImmediate();
      }
    };
    const sending = async () => {
      while (!isOver) {
        await sql`update announce_notices set state = 'sent' where id in (
          select id from announce_notices where state = 'queued' order by random() limit 9
          for update skip locked)`.execute(store.db);
        await setImmediate();
      }
    };
    await Promise.all([moving(), spreading(), spreading(), sending()]);
    await world.tell();
    await sent(store);
    const { rows } = await sql<{ recipient: string; kinds: string[]; revisions: number[] }>`
      select recipient, array_agg(kind order by id) as kinds, array_agg(revision order by id) as revisions
      from announce_notices where state = 'sent' group by recipient`.execute(store.db);
    expect(rows).toHaveLength(60);
    for (const { kinds, revisions } of rows) {
      expect([kinds[0], revisions.at(-1)]).toEqual(['scheduled', 7]);
      expect(kinds.slice(1).every((kind) => kind === 'moved')).toBe(true);
      expect(new Set(revisions).size).toBe(revisions.length);
    }
  });

  it('raise each wave once', async () => {
    const { store, world, announce } = await opened(1);
    await schedule(world);
    await schedule(world, { services: ['blog'], start: due + DAY });
    await world.tell();
    world.now = due - 6 * DAY;
    const other = engine === 'postgres' ? another(store) : store;
    const second = await openTestAnnounce(other, { clock: async () => world.now });
    await second.connect(world.keeper);
    const before = await jobs(store);
    const both = await Promise.all([announce, second.announce, announce].map((each) => raiseDue(each)));
    expect(both.reduce((sum, { raised }) => sum + raised, 0)).toBe(2);
    expect((await jobs(store)) - before).toBe(2);
    await second.close();
    if (other !== store) await other.close();
  });

  it('catch up with what is still of use after nobody was there', async () => {
    const { store, world } = await opened(1);
    await schedule(world);
    await world.tell();
    await sent(store);
    await world.at(due - 2 * HOUR);
    expect(await states(store, 'reminder')).toEqual(['cancelled', 'spread', 'planned']);
    expect(await toldTo(store)).toEqual(['p0 reminder 1 queued', 'p0 scheduled 1']);
    world.now = due + 5 * MINUTE;
    await world.tell();
    expect(await states(store, 'reminder')).toEqual(['cancelled', 'spread', 'cancelled']);
    expect((await toldTo(store)).at(0)).toBe('p0 delayed 1 queued');
  });

  it('spread what a killed one had only raised, once nobody has gone on with it', async () => {
    const { store, world, announce } = await opened(3);
    await schedule(world);
    await sql`delete from pgboss.job where name = 'announce'`.execute(store.db);
    expect(await queueStuck(announce, { all: false })).toBe(0);
    world.now += 11 * SECOND;
    expect(await queueStuck(announce, { all: false })).toBe(1);
    // Whoever was given it has as long again.
    expect(await queueStuck(announce, { all: false })).toBe(0);
    expect(await queueStuck(announce, { all: true })).toBe(1);
  });

  it('do all of it by themselves from their start on', async () => {
    const { store, world, announce } = await opened(3);
    await schedule(world);
    await sql`delete from pgboss.job where name = 'announce'`.execute(store.db);
    const stopping = new AbortController();
    const running = runAnnounce(announce, { signal: stopping.signal });
    const kinds = async () => (await toldTo(store)).map((line) => line.split(' ')[1]);
    await expect.poll(kinds, { timeout: 20_000 }).toEqual(['scheduled', 'scheduled', 'scheduled']);
    world.now = due - DAY;
    await expect.poll(async () => (await kinds()).length, { timeout: 20_000 }).toBe(6);
    stopping.abort();
    await running;
  });
});
