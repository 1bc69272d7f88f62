import { expect, it } from 'vitest';
import type { Downtime } from '../../src/downtime/contract.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import type { FactSource, Keeper } from '../../src/keeper/contract.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { historyOf } from '../../src/keeper/history-of.ts';
import { openKeeper } from '../../src/keeper/open.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { runTimers } from '../../src/keeper/run-timers.ts';
import { type Beat, seeToDue } from '../../src/keeper/see-to-due.ts';
import { HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { owner, scheduler, tonight, world } from './support.ts';

/** A downtime of a service without windows that begins so many milliseconds from the database's now. */
async function soon(keeper: Keeper, service: string, ms: number, person = 'sam') {
  const start = (await keeper.store.now()) + ms;
  const plan = { ...tonight, services: [service], owner: person, start, warnBefore: MINUTE, schedule: true };
  return (await createDowntime(keeper, scheduler, plan)).downtime;
}

describeEngines('the timers', (open) => {
  it('see to each moment when it comes, by the database’s clock, and stop when told to', async () => {
    const { keeper: made } = await world(await open());
    const keeper = openKeeper(made.store);
    const stopping = new AbortController();
    const down = Promise.withResolvers<Downtime>();
    let beats = 0;
    const onBeat = ({ outcomes }: Beat) => {
      beats++;
      for (const { downtime } of outcomes) if (downtime.state === 'down') down.resolve(downtime);
    };
    const running = runTimers(keeper, { signal: stopping.signal, onBeat });
    const { id, plan } = await soon(keeper, 'blog', 1_500);
    await commandDowntime(keeper, scheduler, id, { type: 'im-here' });
    const { actual } = await down.promise;
    expect(actual.drainingAt).toBeGreaterThanOrEqual(plan.start!);
    stopping.abort();
    await running;
    const until = beats;
    await commandDowntime(keeper, scheduler, id, { type: 'finish' });
    expect(beats).toBe(until);
  });

  it('begin what waited at its start while the clock was an hour ahead', async () => {
    let missing = ['the agent db is away'];
    const agents: FactSource = { name: 'agents', gather: async () => ({ missing }) };
    const made = await world(await open(), { factSources: [agents] });
    const plan = { ...tonight, startWithin: 2 * HOUR, schedule: true };
    const { id } = (await createDowntime(made.keeper, scheduler, plan)).downtime;
    await made.at(tonight.start - 15 * MINUTE);
    await commandDowntime(made.keeper, scheduler, id, { type: 'im-here' });
    await made.at(tonight.start + HOUR);
    missing = [];
    await made.at(tonight.start + SECOND);
    expect((await readDowntime(made.keeper, owner, id)).downtime.state).toBe('down');
  });

  it('do each transition once, however many servers look', async () => {
    const world1 = await world(await open());
    const { keeper } = world1;
    const servers = Array.from({ length: 4 }, () =>
      openKeeper(keeper.store, { clock: async () => world1.now }),
    );
    const ids: string[] = [];
    for (const [service, person] of Object.entries({ shop: 'ada', blog: 'bea' })) {
      const plan = { ...tonight, services: [service], owner: person, schedule: true };
      ids.push((await createDowntime(keeper, scheduler, plan)).downtime.id);
    }
    world1.now = tonight.start - 15 * MINUTE;
    await Promise.all(servers.map((server) => seeToDue(server, new Map())));
    await Promise.all(servers.map((server) => seeToDue(server, new Map())));
    for (const id of ids) {
      const history = await historyOf(keeper, owner, id, { limit: 100 });
      expect(history.filter(({ kind }) => kind === 'downtime.warned')).toHaveLength(1);
    }
  });

  it('see to the others when one fails, and try that one again later', async () => {
    let broken: string | null = null;
    const world1 = await world(await open(), {
      factSources: [
        {
          name: 'broken',
          gather: async ({ id }) => {
            if (id === broken) throw new Error('the source is broken');
            return {};
          },
        },
      ],
    });
    const { keeper } = world1;
    const made = [];
    for (const [service, person] of Object.entries({ shop: 'ada', blog: 'bea' })) {
      const plan = { ...tonight, services: [service], owner: person, schedule: true };
      made.push((await createDowntime(keeper, scheduler, plan)).downtime.id);
    }
    const [first, second] = made as [string, string];
    broken = first;
    world1.now = tonight.start - 15 * MINUTE;
    const resting = new Map();
    const beat = await seeToDue(keeper, resting);
    expect(beat.failed).toEqual([first]);
    expect((await readDowntime(keeper, owner, second)).downtime.state).toBe('warning');
    // Not at once again.
    expect(await seeToDue(keeper, resting)).toMatchObject({ failed: [], outcomes: [] });
    broken = null;
    world1.now += 5 * SECOND;
    await seeToDue(keeper, resting);
    expect((await readDowntime(keeper, owner, first)).downtime.state).toBe('warning');
    expect(resting.size).toBe(0);
  });
});
