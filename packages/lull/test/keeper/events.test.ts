import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { consume, handOver } from '../../src/keeper/consume.ts';
import type { Follower } from '../../src/keeper/contract.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { openQueue } from '../../src/keeper/queue.ts';
import { choreQueue, runChores } from '../../src/keeper/run-chores.ts';
import { silent } from '../../src/store/log.ts';
import { postgresStore } from '../../src/store/postgres.ts';
import { HOUR } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { scheduler, tonight, world } from './support.ts';

const mail = { name: 'mail', retryLimit: 2, retryDelay: 1 };

describeEngines('what follows from events', (open) => {
  it('is handed over in order, and again after the handler failed', async () => {
    const { keeper } = await world(await open());
    await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const heard: string[] = [];
    const stopping = new AbortController();
    let failing = true;
    await new Promise<void>((resolve, reject) => {
      consume(
        keeper,
        'test',
        async (events) => {
          if (failing) {
            failing = false;
            throw new Error('away');
          }
          heard.push(...events.map(({ kind }) => kind));
          if (heard.includes('downtime.scheduled')) resolve();
        },
        { signal: stopping.signal },
      ).catch(reject);
    });
    stopping.abort();
    expect(heard.filter((kind) => kind.startsWith('downtime.'))).toEqual([
      'downtime.drafted',
      'downtime.scheduled',
    ]);
    // Its place is kept, by name.
    expect(await handOver(keeper, 'test', async (events) => expect(events).toEqual([]))).toBe(false);
  });

  it('is handed to one of several servers', async () => {
    const { keeper } = await world(await open());
    for (let i = 0; i < 30; i++) {
      await createDowntime(keeper, scheduler, { ...tonight, title: `Draft ${i}` });
    }
    const seen: number[] = [];
    const handler = async (events: readonly { seq: number }[]) => {
      seen.push(...events.map(({ seq }) => seq));
    };
    await Promise.all(Array.from({ length: 5 }, () => handOver(keeper, 'test', handler)));
    expect(seen).toEqual(seen.map((_, i) => i + 1));
    expect(seen.length).toBeGreaterThanOrEqual(30);
  });

  it('gets its job with the change or not at all', async () => {
    const store = await open();
    const first = await openQueue(store, (await world(store)).keeper.log, [mail]);
    await first.stop();
    // A second start finds the queue there, and must not look for it from inside a transaction.
    const queue = await openQueue(store, (await world(store)).keeper.log, [mail]);
    const follower: Follower = {
      name: 'mail',
      foresee: () => [],
      record: async ({ after }, trx) => queue.sendIn(trx, 'mail', { downtime: after.id }),
    };
    const { keeper } = await world(store, { followers: [follower] });
    await createDowntime(keeper, scheduler, tonight);
    await createDowntime(keeper, scheduler, { ...tonight, title: 'Only asked' }, { dryRun: true });
    await expect(
      createDowntime(keeper, scheduler, { ...tonight, start: tonight.start + 12 * HOUR, schedule: true }),
    ).rejects.toMatchObject({ code: 'rule-in-the-way' });
    const { rows } = await sql<{ count: string }>`
      select count(*)::text as count from pgboss.job where name = 'mail'`.execute(store.db);
    expect(rows[0]!.count).toBe('1');
    await expect(store.transaction((trx) => queue.sendIn(trx, 'nowhere', {}))).rejects.toMatchObject({
      code: 'internal',
    });
    await queue.stop();
  });

  it('goes on beside the queue, which waits for transactions and never cuts into one', async () => {
    const store = await open();
    const { keeper } = await world(store);
    const queue = await openQueue(store, keeper.log, [mail]);
    const done: number[] = [];
    await queue.boss.work<{ i: number }>(
      'mail',
      { batchSize: 20, pollingIntervalSeconds: 0.5 },
      async (jobs) => {
        done.push(...jobs.map(({ data }) => data.i));
      },
    );
    for (let i = 0; i < 40; i++) {
      await store
        .transaction(async (trx) => {
          await queue.sendIn(trx, 'mail', { i });
          await sql`select pg_sleep(0.01)`.execute(trx);
          if (i % 4 === 3) throw new Error('undone');
        })
        .catch(() => undefined);
    }
    await expect.poll(() => done.length, { timeout: 20_000 }).toBe(30);
    expect(new Set(done).size).toBe(30);
    expect(done.every((i) => i % 4 !== 3)).toBe(true);
    await queue.stop();
  });

  it('does its chores soon after the start', async () => {
    const store = await open();
    const { keeper } = await world(store);
    const queue = await openQueue(store, keeper.log, [choreQueue]);
    const { promise, resolve } = Promise.withResolvers<void>();
    await runChores(keeper, queue, [{ name: 'ours', cron: '0 0 1 1 *', run: async () => resolve() }]);
    await promise;
    await queue.stop();
  });
});

it('the queue of a database that went away while the server starts says that trying again helps', async () => {
  const store = postgresStore({ databaseUrl: 'postgres://postgres@127.0.0.1:1/lull', log: silent });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  await expect(openQueue(store, log, [mail])).rejects.toMatchObject({
    code: 'store-unavailable',
    retry: true,
  });
  await store.close();
});
