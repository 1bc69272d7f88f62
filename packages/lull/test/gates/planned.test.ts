import { followGate, type Gate } from '@lull/gate/follow';
import { afterEach, expect, it } from 'vitest';
import { formatInstant, type Instant, SECOND } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { type GateServer, gateServer } from './support.ts';

describeEngines('a planned closing', (open) => {
  const gates: Gate[] = [];
  afterEach(async () => {
    for (const gate of gates.splice(0)) await gate.close();
  });

  const follow = async (server: GateServer, instance: string): Promise<Gate> => {
    const added = await server.owner('services/shop/gates', { instance });
    const gate = await followGate({ ...added.json.config, server: server.url, kind: 'test' });
    gates.push(gate);
    return gate;
  };
  const standing = async (server: GateServer) => (await server.owner('gates')).json.items[0];
  const stateOf = async (server: GateServer, id: string) =>
    (await server.owner(`downtimes/${id}`)).json.state;

  /** Work that starts soon, in its go/no-go. */
  const soon = async (server: GateServer, ms: number): Promise<{ id: string; start: Instant }> => {
    const start = (await server.keeper.now()) + ms;
    const work = {
      title: 'Move it',
      services: ['shop'],
      takes: 'PT1H',
      start: formatInstant(start),
      warnBefore: 'PT1M',
      startWithin: 'PT5M',
    };
    const made = await server.owner('downtimes', work);
    expect(made.status, made.text).toBe(201);
    const { id } = made.json.downtime;
    const scheduled = await server.owner(`downtimes/${id}/schedule`, {}, { 'if-match': '"1"' });
    expect(scheduled.status, scheduled.text).toBe(200);
    await expect.poll(() => stateOf(server, id), { timeout: 5_000 }).toBe('warning');
    return { id, start };
  };

  it('is done by the gates themselves, at its instant', async () => {
    const server = await gateServer(await open());
    const gate = await follow(server, 'web-1');
    const flips: [string, Instant][] = [];
    gate.onFlip(({ state }) => void flips.push([state, gate.now()]));
    const { id, start } = await soon(server, 8 * SECOND);
    await expect.poll(() => gate.state().state).toBe('warn');
    expect(gate.document()!.schedule.map(({ state }) => state)).toEqual(['warn']);
    await server.owner(`downtimes/${id}/here`, {});
    await expect
      .poll(() => gate.document()!.schedule.map(({ state }) => state))
      .toEqual(['warn', 'drain', 'closed']);
    const before = gate.document()!.serial;
    await expect.poll(() => gate.state().state, { timeout: 15_000 }).toBe('closed');
    const [drained] = flips.filter(([state]) => state === 'drain');
    expect(drained![1]).toBeGreaterThanOrEqual(start);
    expect(await stateOf(server, id)).toBe('down');
    expect(gate.document()!.serial).toBeGreaterThan(before);
    expect(gate.document()!.schedule).toMatchObject([{ from: start, reopen: 'whenTold' }]);
    await server.stop();
  });

  it('waits for the gate that is missing, and names it', async () => {
    const server = await gateServer(await open());
    const etag = (await server.owner('services/shop')).headers.get('etag')!;
    const put = await server.owner.send({
      method: 'PUT',
      path: '/api/v1/services/shop',
      body: { zone: 'Europe/Berlin', gates: 2 },
      headers: { 'if-match': etag },
    });
    expect(put.status, put.text).toBe(200);
    const one = await follow(server, 'web-1');
    const { id, start } = await soon(server, 6 * SECOND);
    await expect.poll(async () => (await standing(server)).confirmed).toBe(1);
    const here = await server.owner(`downtimes/${id}/go`, {});
    expect(here.json.events.at(-1).data.waitsFor).toEqual([
      '1 of 2 gates have confirmed, missing: one of shop never heard of',
    ]);
    await expect.poll(() => server.keeper.now(), { timeout: 15_000 }).toBeGreaterThan(start + 2 * SECOND);
    expect(one.state().state).toBe('warn');
    expect(await stateOf(server, id)).toBe('warning');
    const two = await follow(server, 'web-2');
    await expect
      .poll(() => [one, two].map((gate) => gate.state().state), { timeout: 15_000 })
      .toEqual(['closed', 'closed']);
    expect(await stateOf(server, id)).toBe('down');
    await expect.poll(() => standing(server)).toMatchObject({ expected: 2, confirmed: 2, missing: [] });
    await server.stop();
  });

  it('closes nothing where nobody is there', async () => {
    const server = await gateServer(await open());
    const gate = await follow(server, 'web-1');
    const { id, start } = await soon(server, 3 * SECOND);
    await expect.poll(() => server.keeper.now(), { timeout: 15_000 }).toBeGreaterThan(start + SECOND);
    expect(gate.state().state).toBe('warn');
    await server.owner(`downtimes/${id}/cancel`, {});
    await expect.poll(() => gate.state().state).toBe('open');
    await server.stop();
  });
});
