import { expect, it } from 'vitest';
import { lookAgainAt } from '../../../src/keeper/look-again.ts';
import { openKeeper } from '../../../src/keeper/open.ts';
import { openRuns } from '../../../src/run/open.ts';
import { lookAtRuns } from '../../../src/run/run-runs.ts';
import { hearOwnRunner } from '../../../src/run/runs/hear-agent.ts';
import { ordersFor } from '../../../src/run/runs/orders.ts';
import { ownPort } from '../../../src/run/runs/own-port.ts';
import { takeReports } from '../../../src/run/runs/take-reports.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { silentLog } from '../../announce/support/open.ts';
import { tonight } from '../../keeper/support.ts';
import { another, describeEngines } from '../../store/engines.ts';
import { outline } from '../conduct/outlines.ts';
import { runWorld } from './support.ts';

const { start } = tonight;
const said = { version: '1', host: 'first', files: [], trouble: null };

describeEngines('several servers', (open, engine) => {
  it.skipIf(engine === 'pglite')('make one run of a downtime, and one of every order and event', async () => {
    const store = await open();
    const world = await runWorld(store, { db: outline() });
    const other = another(store);
    try {
      const clock = async () => world.now;
      const room = openRuns(other, { log: silentLog, bypass: async () => ({}), clock });
      const keeper = openKeeper(other, { followers: [room.follower], factSources: [room.facts], clock });
      room.connect(keeper);
      const both = (): Promise<unknown> =>
        Promise.all([
          ...[world.keeper, keeper].map((one) => lookAgainAt(one, world.id)),
          ...[world.runs, room.runs].map((one) => lookAtRuns(one)),
        ]);
      await world.at(start - MINUTE);
      world.now = start;
      for (let second = 0; second < 30; second++) {
        await world.greet();
        await both();
        const host = world.hosts.get('db')!;
        for (const order of await ordersFor(room.runs, 'db')) host.hear(order);
        host.act('well', world.now);
        const run = await world.run();
        const all = run ? host.reports.map((one) => ({ ...one, run: run.id })) : [];
        await Promise.all([world.runs, room.runs].map((one) => takeReports(one, 'db', all)));
        world.now += SECOND;
      }
      expect(await world.state()).toBe('completed');
      expect(await store.db.selectFrom('run_runs').selectAll().execute()).toHaveLength(1);
      const kinds = await world.kinds();
      expect(kinds.filter((kind) => kind === 'step-started')).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 'step-ended')).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 'opening')).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('have one runner of their own at a time, which stays where its journal is', async () => {
    const world = await runWorld(await open(), { '': outline() });
    const { runs } = world;
    await expect(hearOwnRunner(runs, 'second', said)).rejects.toMatchObject({ code: 'runner-elsewhere' });
    const signal = AbortSignal.timeout(300);
    for await (const _ of ownPort(runs, 'second').orders(signal)) throw new Error('these are not its orders');

    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(2);
    expect(await ordersFor(runs, null)).toMatchObject([{ goal: 'forward', part: 0, stored: 2 }]);
    // Gone while a step of it may be half-done: nobody else knows how far it came.
    world.now += 10 * MINUTE;
    await expect(hearOwnRunner(runs, 'second', said)).rejects.toMatchObject({
      code: 'runner-elsewhere',
      message: expect.stringContaining('journal lies on'),
    });
    await world.work(10);
    expect(await world.state()).toBe('completed');
    world.now += MINUTE;
    await hearOwnRunner(runs, 'second', said);
    await expect(hearOwnRunner(runs, 'journal', said)).rejects.toMatchObject({ code: 'runner-elsewhere' });
  });
});

describeEngines('an order', (open) => {
  it('brings what passes closed gates for goals that need it, renewed each quarter of an hour', async () => {
    const passing = outline({ bypass: ['forward', 'back'] });
    const world = await runWorld(await open(), { db: passing, other: outline({ bypass: ['verify'] }) });
    await world.at(start - MINUTE);
    await world.at(start);
    const [first] = await ordersFor(world.runs, 'db');
    const end = start + 20 * MINUTE;
    const quarter = 15 * MINUTE;
    expect(first!.bypass).toEqual({ shop: `shop until ${(Math.floor(end / quarter) + 2) * quarter}` });
    world.now += 10 * SECOND;
    expect((await ordersFor(world.runs, 'db'))[0]!.bypass).toEqual(first!.bypass);
    world.now += quarter;
    expect((await ordersFor(world.runs, 'db'))[0]!.bypass).not.toEqual(first!.bypass);
    await world.say({ type: 'fail' });
    expect(await ordersFor(world.runs, 'db')).toMatchObject([{ goal: 'rest', bypass: {} }]);
    expect(await ordersFor(world.runs, null)).toEqual([]);
  });

  it('is told as ended for a week, to a host that was away', async () => {
    const world = await runWorld(await open(), { db: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(12);
    expect(await ordersFor(world.runs, 'db')).toMatchObject([{ goal: 'ended' }]);
    world.now += 8 * 24 * HOUR;
    expect(await ordersFor(world.runs, 'db')).toEqual([]);
  });
});

describeEngines('an agent at work', (open) => {
  it('is there: nobody is reminded, and rules extend as with somebody at work', async () => {
    const store = await open();
    const world = await runWorld(
      store,
      { db: outline() },
      { atTurnBack: 'extend', extendBy: 15 * MINUTE, remindEvery: 10 * MINUTE },
    );
    await world.at(start - MINUTE);
    await world.at(start);
    await world.round();
    for (let minute = 0; minute < 70; minute++) {
      for (let part = 0; part < 3; part++) await world.at(world.now + 20 * SECOND);
    }
    const kinds = await world.kinds();
    expect(kinds.filter((kind) => kind === 'reminded')).toEqual([]);
    expect(kinds.filter((kind) => kind === 'extended').length).toBeGreaterThan(1);
    const present = await eventsAfter(store.db, 0, { limit: 100, kinds: ['downtime.present'] });
    expect(new Set(present.map(({ by }) => by))).toEqual(new Set(['agent:db']));
    // Not with every look, and early enough that nobody is asked.
    expect(present.length).toBeLessThan(20);
  });
});
