import { expect, it } from 'vitest';
import { createKey } from '../../../src/access/keys.ts';
import { agentBase } from '../../../src/api/contract/agent-wire.ts';
import { endpoints } from '../../../src/api/contract/index.ts';
import { limits } from '../../../src/run/agent/limits.ts';
import type { Order } from '../../../src/run/runner/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { sample } from '../../api/support/sample.ts';
import { callerWith } from '../../api/support/server.ts';
import { describeEngines } from '../../store/engines.ts';
import { at, ordered, printed, runnerWith, serving, started, type World } from './world.ts';

const elsewhere = { status: 503, json: { code: 'runner-elsewhere' } };
const notOrdered = { status: 403, json: { code: 'not-ordered' } };

/** All that an agent could change, and what people would see of it. */
async function all({ db }: Store): Promise<unknown> {
  const tables = ['run_parts', 'run_steps', 'run_output'] as const;
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  const runs = await db.selectFrom('run_runs').select(['id', 'state', 'why', 'part']).execute();
  const downtimes = await db.selectFrom('downtime_downtimes').select(['id', 'state', 'version']).execute();
  return [...rows, runs, downtimes, (await eventsAfter(db, 0, { limit: 1_000 })).length];
}

const silent = ({ db }: Store) =>
  db
    .updateTable('run_agents')
    .set({ lease_until: new Date(0) })
    .execute();

const report = ({ run, part, serial }: Order, number: number, what: object) => ({
  ...{ run, part, number, at, serial },
  what,
});

describeEngines('a stolen agent key', (open) => {
  const story = async (tell: (world: World) => Promise<void>): Promise<void> => serving(await open(), tell);

  it('opens nothing of people and of gates, and nobody else’s key is an agent’s', () =>
    story(async ({ server, add }) => {
      const thief = callerWith(server.url, await add('db-1'));
      const { owner, access, ownerActor } = server;
      const things = { downtime: 'none', person: ownerActor.id, key: 'none', service: 'shop' };
      for (const endpoint of endpoints) {
        if (endpoint.needs.who !== 'allowed' || endpoint.base === agentBase) continue;
        const { status, json, text } = await thief.send(sample(endpoint, things));
        expect([status, json.code], `${endpoint.name} ${text}`).toEqual([403, 'not-allowed']);
      }
      const scoped = await createKey(access, ownerActor, { name: 'a', scopes: ['agent'] });
      const gate = await owner('services/shop/gates', {});
      for (const key of [owner.key!, scoped.secret, gate.json.config.key]) {
        const runner = runnerWith(server.url, key);
        const asked = [await runner.hello(), await runner.orders(), await runner.report([])];
        for (const { status, json } of [...asked, await runner.output([])]) {
          expect([status, json.code]).toEqual([403, 'not-allowed']);
        }
      }
    }));

  it('hears no other agent’s orders, and tells nothing of what was not ordered from it', () =>
    story(async (world) => {
      const { server, store, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      const thief = runnerWith(server.url, await add('web-1'), 'other');
      await thief.hello();
      const order = await ordered(world, 'db-1', own);
      const before = await all(store);
      expect((await thief.orders()).json).toEqual({ orders: [] });
      const told = started(order);
      const done = report(order, 1, { kind: 'through', phase: 'forward' });
      for (const one of [told, done, { ...told, run: 'made-up' }, { ...told, part: 7 }]) {
        const refused = await thief.report([one]);
        expect(refused).toMatchObject(notOrdered);
        expect(refused.json.parts).toEqual([`${one.run}/${one.part}`]);
      }
      expect(await thief.output([printed(order)])).toMatchObject(notOrdered);
      // What comes with it isn't taken either, whoever tells it.
      expect(await own.report([told, { ...told, run: 'made-up' }])).toMatchObject(notOrdered);
      expect(await own.output([printed(order), { ...printed(order), part: 7 }])).toMatchObject(notOrdered);
      expect(await all(store)).toEqual(before);
    }));

  it('makes no order of what is out of it, nor another end of what has ended, nor room for more', () =>
    story(async (world) => {
      const { server, store, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      const order = await ordered(world, 'db-1', own);
      const stored = { [`${order.run}/0`]: 1 };
      for (const told of [await own.report([started(order)]), await own.report([started(order)])]) {
        expect(told).toMatchObject({ status: 200, json: { stored } });
      }
      for (let again = 0; again < 2; again++) await own.output([printed(order)]);
      expect(await store.db.selectFrom('run_output').selectAll().execute()).toHaveLength(1);
      const before = await all(store);
      const done = { kind: 'through', phase: 'forward' };
      for (const number of [1, 3, 2 ** 31 - 1]) {
        expect(await own.report([report(order, number, done)])).toMatchObject({
          status: 200,
          json: { stored },
        });
      }
      const huge = { status: 413, json: { code: 'too-large' } };
      const many = Array(limits.reports).fill(report(order, 2, { ...done, why: 'x'.repeat(20_000) }));
      expect(await own.report(many)).toMatchObject(huge);
      expect(await own.output([{ ...printed(order), text: 'x'.repeat(5_000_000) }])).toMatchObject(huge);
      expect(await all(store)).toEqual(before);
    }));

  it('is of no use beside the runner that it was stolen from, and nothing is ordered twice', () =>
    story(async (world) => {
      const { server, store, add } = world;
      const key = await add('db-1');
      const first = runnerWith(server.url, key, 'j1', 'p1');
      expect(await first.orders()).toMatchObject(elsewhere);
      expect((await first.hello()).status).toBe(200);
      expect(await first.orders()).toMatchObject({ status: 200, json: { orders: [] } });

      const thief = runnerWith(server.url, key, 'j2', 'p9');
      expect((await thief.hello()).json.detail).toContain('db-1.example');
      const asked = [
        await thief.hello(),
        await thief.orders(),
        await thief.report([]),
        await thief.output([]),
      ];
      for (const refused of asked) expect(refused).toMatchObject(elsewhere);

      const restarted = runnerWith(server.url, key, 'j1', 'p2');
      expect((await restarted.hello()).status).toBe(200);
      expect((await restarted.orders()).status).toBe(200);
      // The one before is still there: so its folder was copied.
      for (const refused of [await first.hello(), await first.orders()]) {
        expect(refused).toMatchObject(elsewhere);
      }

      const order = await ordered(world, 'db-1', restarted);
      await silent(store);
      const refused = await thief.hello();
      expect(refused).toMatchObject(elsewhere);
      expect(refused.json.detail).toContain('has its journals on db-1.example');
      expect(await thief.report([started(order)])).toMatchObject(elsewhere);
      expect((await restarted.hello()).status).toBe(200);
      expect((await restarted.orders()).json.orders).toMatchObject([{ run: order.run, goal: 'forward' }]);
    }));

  it('that takes the name of an agent that is away is told of, and ended by another key', () =>
    story(async ({ server, store, add }) => {
      const key = await add('db-1');
      const own = runnerWith(server.url, key, 'j1', 'p1');
      await own.hello();
      await silent(store);
      const thief = runnerWith(server.url, key, 'j2', 'p9');
      expect((await thief.hello()).status).toBe(200);
      expect(await own.orders()).toMatchObject(elsewhere);
      const moved = await eventsAfter(store.db, 0, { limit: 10, kinds: ['agent.moved'] });
      expect(moved).toMatchObject([{ data: { agent: 'db-1', host: 'db-1.example', from: 'db-1.example' } }]);

      const rotated = await server.owner('agents/db-1/key', { why: 'it was stolen' });
      expect(rotated).toMatchObject({ status: 201, json: { name: 'db-1' } });
      for (const refused of [await thief.hello(), await thief.orders(), await thief.report([])]) {
        expect(refused).toMatchObject({ status: 401, json: { code: 'not-signed-in' } });
      }
      expect((await runnerWith(server.url, rotated.json.key, 'j1', 'p1').hello()).status).toBe(200);
      expect(await server.owner('agents/none/key', {})).toMatchObject({ status: 404 });
      const audit = (await server.owner('audit?action=agent.')).json.items;
      expect(audit.map(({ action, why }: { action: string; why: string | null }) => [action, why])).toEqual([
        ['agent.rotate', 'it was stolen'],
        ['agent.add', null],
      ]);
      expect(JSON.stringify(audit)).not.toMatch(/lull_[A-Za-z]{64}/);
    }));

  it('that is rotated under way ends alone: what runs goes on by the next one', () =>
    story(async (world) => {
      const { server, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      const order = await ordered(world, 'db-1', own);
      await own.report([started(order)]);
      const { key } = (await server.owner('agents/db-1/key', {})).json;
      expect(await own.report([started(order)])).toMatchObject({ status: 401 });
      const next = runnerWith(server.url, key);
      expect((await next.hello()).status).toBe(200);
      expect((await next.orders()).json.orders).toMatchObject([
        { run: order.run, serial: order.serial, goal: 'forward', stored: 1 },
      ]);
      const { what } = started(order);
      const ended = report(order, 2, { ...what, kind: 'ended', outcome: 'done', code: 0, error: null });
      expect((await next.report([ended])).json).toEqual({ stored: { [`${order.run}/0`]: 2 } });
      expect((await server.owner(`downtimes/${order.downtime}`)).json.state).toBe('down');
    }));
});
