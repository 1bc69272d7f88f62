import { readDocument } from '@lull/gate/protocol';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { forgetGates } from '../../src/gates/forget-gates.ts';
import { listGates } from '../../src/gates/list-gates.ts';
import { DAY, MINUTE, SECOND } from '../../src/time/instant.ts';
import { owner, start } from '../keeper/support.ts';
import { describeEngines } from '../store/engines.ts';
import { confirmation } from './support.ts';
import { type GateWorld, gateWorld } from './world.ts';

describeEngines('names of gates', (open) => {
  const say = async (world: GateWorld, instance: string, key = 'k', fields: object = {}): Promise<void> => {
    const document = readDocument(await world.document());
    await world.gates.confirmations.take(confirmation(document, { instance, ...fields }), key, 15_000);
  };
  /** As if so many had been heard, each a second after the one before it, the last one now. */
  const heard = async ({ gates, now }: GateWorld, count: number, lease: number): Promise<void> => {
    await sql`insert into gates_instances (service, instance, kind, version, state, in_flight, warnings, run,
      report, heard_at, lease_until, lost, key)
      select 'shop', 'pod-' || i, 'node', '0.1.0', 'open', 0, '{}', 'a', 0, at, at + ${lease} * interval '1 s',
        false, 'k'
      from (select i, ${new Date(now)}::timestamptz - (${count}::int - i) * interval '1 s' as at
        from generate_series(1, ${count}::int) i) as made`.execute(gates.store.db);
  };
  const names = async ({ gates }: GateWorld): Promise<string[]> => {
    const rows = await gates.store.db.selectFrom('gates_instances').select('instance').execute();
    return rows.map(({ instance }) => instance);
  };

  it('that a gate left behind at each start are forgotten from the oldest on, and the rest hold up work', async () => {
    const world = await gateWorld(await open());
    await heard(world, 1_500, 15);
    await say(world, 'web-1', 'other');
    world.now += MINUTE;
    await say(world, 'pod-1501');
    const left = await names(world);
    expect(left).toHaveLength(1_002);
    expect(left).toEqual(expect.arrayContaining(['pod-501', 'pod-1500', 'pod-1501', 'web-1']));
    expect(left).not.toContain('pod-500');
    const [standing] = (await listGates(world.gates, world.keeper, owner)).services;
    expect(standing!.missing).toHaveLength(1_001);
    // Those that took leave make room first.
    const before = await names(world);
    await sql`update gates_instances set gone_at = lease_until where instance = 'pod-1501'`.execute(
      world.gates.store.db,
    );
    world.now += MINUTE;
    await say(world, 'pod-1502');
    expect(await names(world)).toEqual(
      expect.arrayContaining([...before.filter((name) => name !== 'pod-1501'), 'pod-1502']),
    );
    expect(await names(world)).not.toContain('pod-1501');
    // One that is known says its word, whatever else its key has left behind.
    await say(world, 'pod-501');
    expect(await names(world)).toHaveLength(1_002);
  });

  it('are refused where so many are heard, one by one, and nobody else pays for it', async () => {
    const world = await gateWorld(await open());
    await heard(world, 19_999, 30_000);
    const document = readDocument(await world.document());
    const minutes = [{ minute: new Date(start - MINUTE).toISOString(), requests: 1, writes: 0, refused: {} }];
    const of = (instance: string, key: string) =>
      world.gates.confirmations.take(
        confirmation(document, { instance, run: 'b', report: 1, minutes }),
        key,
        15_000,
      );
    const said = [
      of('pod-1', 'k'),
      of('new-1', 'k'),
      of('new-1', 'k'),
      of('new-2', 'k'),
      of('web-1', 'other'),
    ];
    const codes = (await Promise.allSettled(said)).map((one) =>
      one.status === 'fulfilled' ? 'taken' : one.reason.code,
    );
    expect(codes).toEqual(['taken', 'taken', 'taken', 'too-many-gates', 'taken']);
    const { rows } = await sql`select sum(requests)::int as sum from gates_minutes`.execute(
      world.gates.store.db,
    );
    expect(rows).toEqual([{ sum: 3 }]);
    await say(world, 'new-1', 'k', { isLeaving: true });
    await expect(of('new-3', 'k')).rejects.toMatchObject({ code: 'too-many-gates' });
    world.now += 16 * SECOND;
    await of('new-3', 'k');
    expect(await names(world)).toContain('new-3');
  });

  it('are forgotten two days after they are gone by word, by policy or with their service, and by no other rule', async () => {
    const yaml = 'services: { shop: { zone: UTC, gates: { goneAfter: PT10M } }, blog: { zone: UTC } }';
    const world = await gateWorld(await open(), { yaml });
    await say(world, 'web-1');
    await say(world, 'blog-1', 'k', { service: 'blog' });
    await say(world, 'blog-2', 'k', { service: 'blog', isLeaving: true });
    await say(world, 'old-1', 'k', { service: 'old' });
    world.now = start + 2 * DAY;
    expect((await forgetGates(world.gates, world.keeper)).gates).toBe(0);
    world.now += 1;
    expect((await forgetGates(world.gates, world.keeper)).gates).toBe(2);
    expect((await names(world)).toSorted()).toEqual(['blog-1', 'web-1']);
    world.now = start + 2 * DAY + 10 * MINUTE + 1;
    expect((await forgetGates(world.gates, world.keeper)).gates).toBe(1);
    world.now = start + 90 * DAY;
    expect((await forgetGates(world.gates, world.keeper)).gates).toBe(0);
    expect(await names(world)).toEqual(['blog-1']);
  });

  it('that several processes bear hold up the work, until it is one again', async () => {
    const world = await gateWorld(await open());
    const missing = async () => (await listGates(world.gates, world.keeper, owner)).services[0]!.missing;
    const run = (name: string, fields: object = {}) => say(world, 'web-1', 'k', { run: name, ...fields });
    await run('a');
    // It was started anew, and then once more: one after the other.
    await run('b');
    await run('c');
    expect(await missing()).toEqual([]);
    world.now += 5 * SECOND;
    await run('d');
    await run('c');
    const shared = ['web-1 of shop (is several processes of one name)'];
    expect(await missing()).toEqual(shared);
    world.now += 5 * SECOND;
    await run('c', { isLeaving: true });
    expect(await missing()).toEqual(shared);
    world.now += 26 * SECOND;
    await run('d');
    await run('d');
    expect(await missing()).toEqual(shared);
    world.now += 31 * SECOND;
    await run('d');
    expect(await missing()).toEqual([]);
    // What takes its turn in a batch is told apart too; isolates of a worker speak for one another.
    // On PostgreSQL they may overtake one another, but not so that none takes its turn.
    await Promise.all(Array.from({ length: 40 }, (_, i) => run(i % 2 === 0 ? 'e' : 'd')));
    expect(await missing()).toEqual(shared);
    for (const name of ['x', 'y', 'x']) await say(world, 'worker', 'k', { run: name, kind: 'worker' });
    expect(await missing()).toEqual(shared);
  });
});
