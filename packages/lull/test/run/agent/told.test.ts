import { expect, it } from 'vitest';
import { agentFigures } from '../../../src/run/agents/figures.ts';
import type { Runs } from '../../../src/run/contract.ts';
import { openRuns } from '../../../src/run/open.ts';
import { lookAtRuns } from '../../../src/run/run-runs.ts';
import type { FoundFile } from '../../../src/run/runner/contract.ts';
import { hearAgent } from '../../../src/run/runs/hear-agent.ts';
import type { Store } from '../../../src/store/contract.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { silentLog } from '../../announce/support/open.ts';
import { start as first, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline } from '../conduct/outlines.ts';
import { runWorld } from '../runs/support.ts';

const { start } = tonight;

const bad: FoundFile = { name: 'bad', hash: '', outline: null, mistake: 'bad.yaml:3 is no step' };

/** Agents and a clock, with the looks of a server. */
interface Hearing {
  readonly runs: Runs;
  now: Instant;
  hello(name: string, trouble?: string | null, files?: readonly FoundFile[]): Promise<void>;
  /** Looks every second, for so long. */
  look(seconds: number): Promise<void>;
  /** What was told so far: kind, whose, why. */
  told(): Promise<readonly (readonly [string, unknown, string | null])[]>;
}

async function hearing(store: Store, ...names: readonly string[]): Promise<Hearing> {
  const clock = async (): Promise<Instant> => made.now;
  const { runs } = openRuns(store, { log: silentLog, bypass: async () => ({}), clock });
  const made: Hearing = {
    runs,
    now: first,
    hello: (name, trouble = null, files = []) =>
      hearAgent(runs, name, { version: '1', host: `host of ${name}`, files, trouble }),
    async look(seconds) {
      for (let second = 0; second < seconds; second++) {
        made.now += SECOND;
        await lookAtRuns(runs);
      }
    },
    async told() {
      const events = await eventsAfter(store.db, 0, { limit: 100 });
      return events.map(({ kind, data, why }) => [kind, data.agent, why] as const);
    },
  };
  const rows = names.map((name) => ({
    name,
    key: name,
    files: '[]',
    made_at: new Date(first),
    made_by: 'x',
  }));
  await store.db.insertInto('run_agents').values(rows).execute();
  return made;
}

describeEngines('of an agent people are told', (open) => {
  it('what is wrong on its host when that lasts, and when it is well again, each once', async () => {
    const store = await open();
    const world = await hearing(store, 'db');
    const say = async (seconds: number, ...said: [string | null, (readonly FoundFile[])?]): Promise<void> => {
      for (let passed = 0; passed < seconds; passed += 5) {
        await world.hello('db', ...said);
        world.now += 5 * SECOND;
      }
    };
    await say(30, null);
    // Such as while it is started anew.
    await say(10, 'it is being stopped and ends after what it does');
    await say(30, null);
    expect(await world.told()).toEqual([]);
    await say(40, 'its disk is full', [bad]);
    await say(5, 'its disk is not full');
    await say(40, null, [bad]);
    await say(40, null);
    expect(await world.told()).toEqual([
      ['agent.troubled', 'db', 'its disk is full; bad: bad.yaml:3 is no step'],
      ['agent.troubled', 'db', 'bad: bad.yaml:3 is no step'],
      ['agent.well', 'db', null],
    ]);
    const [first] = await eventsAfter(store.db, 0, { limit: 1 });
    expect(first!.data).toEqual({ agent: 'db', host: 'host of db', downtimes: [], files: ['bad'] });
    // However often it changes its mind.
    for (let i = 0; i < 60; i++) {
      await world.hello('db', `trouble ${i}`);
      world.now += SECOND;
    }
    expect(await world.told()).toHaveLength(3);
  });

  it('that it is away, but not by servers that were away themselves', async () => {
    const world = await hearing(await open(), 'db', 'web');
    await world.hello('db');
    await world.hello('web');
    await world.look(10);
    for (const away of [MINUTE, HOUR, -HOUR]) {
      world.now += away;
      await world.look(10);
      await world.hello('db');
      await world.hello('web');
      await world.look(4);
    }
    expect(await world.told()).toEqual([]);
    world.now += MINUTE;
    await world.look(10);
    await world.hello('db');
    await world.look(6);
    await world.look(4);
    expect(await world.told()).toEqual([['agent.lost', 'web', null]]);
    await world.hello('web');
    await world.hello('web');
    expect((await world.told()).slice(1)).toEqual([['agent.found', 'web', null]]);
  });

  it('nothing of its silence at work that nobody could have heard', async () => {
    const store = await open();
    const world = await runWorld(store, { db: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(3);
    world.away.add('db');
    const asked = async () => (await world.kinds()).filter((kind) => kind === 'run.asks');
    world.now += 5 * MINUTE;
    await lookAtRuns(world.runs);
    expect([(await world.run()).why, await asked()]).toEqual([null, []]);
    await world.work(31);
    expect((await world.run()).why).toContain('the agent db has not been heard since');
    expect(await asked()).toHaveLength(1);
  });
});

describeEngines('the metrics of agents', (open) => {
  it('tell how each stands, and since when it was not heard', async () => {
    const store = await open();
    const world = await hearing(store, 'db', 'web', 'gone', 'new');
    world.now = await store.now();
    await world.hello('db');
    await world.hello('web', 'its disk is full');
    await world.hello('gone');
    await store.db
      .updateTable('run_agents')
      .set({ lease_until: new Date(0) })
      .where('name', '=', 'gone')
      .execute();
    const figures = await agentFigures(store.db);
    expect(figures.map(({ name, state, age }) => [name, state, age === null])).toEqual([
      ['db', 'there', false],
      ['gone', 'away', false],
      ['new', 'never', true],
      ['web', 'troubled', false],
    ]);
  });
});
