import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { agentBase } from '../../../src/api/contract/agent-wire.ts';
import { limits } from '../../../src/run/agent/limits.ts';
import { lookAtRuns } from '../../../src/run/run-runs.ts';
import { loadRun } from '../../../src/run/runs/rows.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { describeEngines } from '../../store/engines.ts';
import { step } from '../conduct/outlines.ts';
import {
  at,
  file,
  hash,
  hello,
  ordered,
  printed,
  runnerWith,
  serving,
  started,
  type World,
} from './world.ts';

describeEngines('agents over the network', (open) => {
  const story = async (tell: (world: World) => Promise<void>): Promise<void> => serving(await open(), tell);

  it('are added once, told of, and come again under their name when they were removed', () =>
    story(async ({ server, add }) => {
      const { owner } = server;
      const key = await add('db-1');
      expect(await owner('agents', { name: 'db-1' })).toMatchObject({
        ...{ status: 409, json: { code: 'already-exists' } },
      });
      const runner = runnerWith(server.url, key);
      expect(await runner.hello()).toMatchObject({ status: 200, json: { name: 'db-1', lease: 'PT15S' } });
      const [agent] = (await owner('agents')).json.items;
      expect(agent).toMatchObject({
        ...{ name: 'db-1', host: 'db-1.example', version: '1', isThere: true, trouble: null },
        ...{ files: [{ name: 'move', hash, mistake: null }], downtimes: [] },
      });
      const removed = await owner.send({ method: 'DELETE', path: 'agents/db-1?why=gone' });
      expect(removed).toMatchObject({ status: 200, json: { name: 'db-1', failed: [] } });
      expect((await owner.send({ method: 'DELETE', path: 'agents/db-1' })).status).toBe(404);
      for (const refused of [await runner.hello(), await runner.orders(), await runner.report([])]) {
        expect(refused).toMatchObject({ status: 401, json: { code: 'not-signed-in' } });
      }
      expect((await owner('agents')).json.items).toEqual([]);
      const again = runnerWith(server.url, await add('db-1'), 'another');
      expect((await owner('agents')).json.items).toMatchObject([{ host: null, heardAt: null, files: [] }]);
      expect((await again.hello()).status).toBe(200);
      const audit = (await owner('audit?action=agent.')).json.items;
      expect(audit.map(({ action, why }: { action: string; why: string | null }) => [action, why])).toEqual([
        ['agent.add', null],
        ['agent.remove', 'gone'],
        ['agent.add', null],
      ]);
      expect(JSON.stringify(audit)).not.toContain(key);
    }));

  it('get what passes closed gates while they look behind them, and not before', () =>
    story(async (world) => {
      const own = runnerWith(world.server.url, await world.add('db-1'));
      const order = await ordered(world, 'db-1', own);
      expect(order).toMatchObject({ goal: 'forward', bypass: {} });
      const { run, part, serial } = order;
      await own.report([{ run, part, number: 1, at, serial, what: { kind: 'through', phase: 'forward' } }]);
      const next = await world.until(async () => {
        const [now] = (await own.orders()).json.orders;
        return now.goal === 'verify' && now;
      });
      expect(next.bypass.shop).toMatch(/\S{20,}/);
      const all = await world.server.owner('events?limit=200');
      expect(all.text).not.toContain(next.bypass.shop);
    }));

  it('leave work that has failed when they are removed', () =>
    story(async (world) => {
      const { server, store, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      const order = await ordered(world, 'db-1', own);
      await own.report([started(order)]);
      const removed = await server.owner.send({ method: 'DELETE', path: 'agents/db-1' });
      expect(removed.json).toEqual({ name: 'db-1', failed: [order.downtime] });
      const downtime = (await server.owner(`downtimes/${order.downtime}`)).json;
      expect(downtime.state).toBe('failed');
      const run = (await loadRun(store.db, { id: order.run }))!;
      expect(run).toMatchObject({ state: 'stuck', why: expect.stringContaining('db-1') });
      const asks = await eventsAfter(store.db, 0, { limit: 10, kinds: ['run.asks'] });
      expect(asks).toMatchObject([{ downtime: order.downtime, why: expect.stringContaining('was removed') }]);
      // The same disk goes on under a new key; nothing of what it knows is lost.
      const again = runnerWith(server.url, await add('db-1'));
      await again.hello();
      expect((await again.orders()).json.orders).toMatchObject([{ run: order.run, goal: 'rest', stored: 1 }]);
    }));

  it('are told of when they are lost and found, each once', () =>
    story(async ({ server, store, add, until }) => {
      const own = runnerWith(server.url, await add('db-1'));
      await own.hello();
      await until(async () => await store.db.selectFrom('run_hearing').selectAll().executeTakeFirst());
      await store.db
        .updateTable('run_hearing')
        .set({ since: new Date(0) })
        .execute();
      await store.db
        .updateTable('run_agents')
        .set({ lease_until: new Date(0) })
        .execute();
      const told = () => eventsAfter(store.db, 0, { limit: 10, kinds: ['agent.lost', 'agent.found'] });
      await until(async () => (await told()).length > 0);
      await lookAtRuns(server.runs);
      await own.hello();
      await own.hello();
      expect(await told()).toMatchObject([
        { kind: 'agent.lost', data: { agent: 'db-1', host: 'db-1.example', downtimes: [] } },
        { kind: 'agent.found', data: { agent: 'db-1' } },
      ]);
    }));

  it('hear of orders by a stream, which ends when they are removed', () =>
    story(async (world) => {
      const { server, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      await own.hello();
      const response = await fetch(`${server.url}${agentBase}/orders?journal=j&process=p`, {
        headers: { authorization: `Bearer ${own.key}`, accept: 'text/event-stream' },
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const heard = async (what: RegExp): Promise<void> => {
        while (!what.test(text)) {
          const { done, value } = await reader.read();
          if (done) throw new Error(`the stream ended before ${what}`);
          text += value;
        }
      };
      await heard(/event: orders\ndata: {"orders":\[\]}\n\n/);
      await ordered(world, 'db-1', own);
      await heard(/"goal":"forward"/);
      await heard(/: alive/);
      await server.owner.send({ method: 'DELETE', path: 'agents/db-1' });
      for (let { done } = await reader.read(); !done; ) ({ done } = await reader.read());
    }));

  it('may pack what they tell, in bounds', () =>
    story(async ({ server, add }) => {
      const headers = {
        authorization: `Bearer ${await add('db-1')}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      };
      const post = async (body: Uint8Array): Promise<[number, string | undefined]> => {
        const response = await fetch(`${server.url}${agentBase}/hello?journal=j&process=p`, {
          ...{ method: 'POST', headers },
          body: new Uint8Array(body),
        });
        const { code } = (await response.json()) as { code?: string };
        return [response.status, code];
      };
      expect(await post(gzipSync(JSON.stringify(hello)))).toEqual([200, undefined]);
      expect(await post(gzipSync(' '.repeat(20 * limits.hello)))).toEqual([413, 'too-large']);
      expect(await post(Buffer.from(JSON.stringify(hello)))).toEqual([400, 'bad-request']);
      expect(await post(gzipSync(JSON.stringify(hello)).subarray(0, -9))).toEqual([400, 'bad-request']);
    }));

  it('are refused with a hello that is none, and not heard by it', () =>
    story(async ({ server, add }) => {
      const own = runnerWith(server.url, await add('db-1'));
      const endless = { ...file.outline, steps: [step('a', { timeLimit: -1 })] };
      const wrong = [
        { files: [{ name: 'move' }] },
        { files: Array(limits.files + 1).fill({ ...file, outline: null }) },
        { files: [{ ...file, outline: endless }] },
        { host: 'a\u202eb' },
      ];
      for (const one of wrong) {
        const { status, json } = await own.hello({ ...hello, ...one });
        expect([status, json.code]).toEqual([400, 'bad-request']);
      }
      expect((await server.owner('agents')).json.items).toMatchObject([{ heardAt: null }]);
    }));

  it('are refused with reports and output out of all bounds', () =>
    story(async (world) => {
      const { server, store, add } = world;
      const own = runnerWith(server.url, await add('db-1'));
      const order = await ordered(world, 'db-1', own);
      const report = started(order);
      const wrong = [
        ...[{ number: 0 }, { number: 2 ** 31 }, { at: '9999-01-01T00:00:00Z' }, { at: 7 }, { serial: -1 }],
        ...[{ what: { ...report.what, place: 2 ** 31 } }, { what: { ...report.what, phase: 'sideways' } }],
        ...[
          { what: { kind: 'stuck', phase: 'forward', why: 'x'.repeat(limits.sentence + 1) } },
          { run: '../x' },
        ],
      ];
      for (const one of wrong) expect((await own.report([{ ...report, ...one }])).status).toBe(400);
      const piece = printed(order);
      for (const one of [{ stream: 'in' }, { text: 'x'.repeat(limits.piece + 1) }, { number: -1 }]) {
        expect((await own.output([{ ...piece, ...one }])).status).toBe(400);
      }
      expect((await own.output(Array(limits.pieces + 1).fill(piece))).status).toBe(400);
      expect((await loadRun(store.db, { id: order.run }))!.parts[0]!.reports).toBe(0);
    }));
});
