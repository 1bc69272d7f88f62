import { followGate, type Gate } from '@lull/gate/follow';
import { afterEach, expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { type GateServer, gateServer } from './support.ts';

describeEngines('gates that follow', (open) => {
  const gates: Gate[] = [];
  afterEach(async () => {
    for (const gate of gates.splice(0)) await gate.close();
  });

  const follow = async (server: GateServer, instance: string): Promise<Gate> => {
    const added = await server.owner('services/shop/gates', { instance });
    expect(added.status, added.text).toBe(201);
    const gate = await followGate({ ...added.json.config, server: server.url, kind: 'test' });
    gates.push(gate);
    return gate;
  };
  const standing = async (server: GateServer) => (await server.owner('gates')).json.items[0];
  const downtime = async (server: GateServer) => (await server.owner('downtimes')).json.items[0];

  it('close and open at a word, and the work waits for what is in flight', async () => {
    const server = await gateServer(await open());
    const [one, two] = [await follow(server, 'web-1'), await follow(server, 'web-2')];
    await expect.poll(async () => (await standing(server)).confirmed, { timeout: 20_000 }).toBe(2);
    expect(one.state().state).toBe('open');

    const end = two.counts.begin();
    await expect.poll(async () => (await standing(server)).gates[1].inFlight, { timeout: 20_000 }).toBe(1);
    await server.owner('services/shop/down', { why: 'the disk is failing' });
    await expect.poll(() => [one, two].map((gate) => gate.state().state)).toEqual(['drain', 'drain']);
    await expect.poll(async () => (await standing(server)).confirmed).toBe(2);
    expect((await downtime(server)).state).toBe('draining');
    end();
    await expect.poll(async () => (await downtime(server)).state, { timeout: 20_000 }).toBe('down');
    await expect.poll(() => [one, two].map((gate) => gate.state().state)).toEqual(['closed', 'closed']);

    await expect.poll(async () => (await standing(server)).confirmed).toBe(2);
    await server.owner('services/shop/up', { why: 'it holds' });
    await expect.poll(() => [one, two].map((gate) => gate.state().state)).toEqual(['open', 'open']);
    await expect.poll(async () => (await downtime(server)).state, { timeout: 20_000 }).toBe('completed');

    const events = (await server.owner('events?kind=gate.confirmed')).json.items;
    const told = events.map(
      ({ data }: { data: { gate: string; state: string } }) => `${data.gate} ${data.state}`,
    );
    expect(told.toSorted()).toEqual([
      'web-1 closed',
      'web-1 drain',
      'web-1 open',
      'web-2 closed',
      'web-2 drain',
      'web-2 open',
    ]);
    await server.stop();
  });
});
