import { describe, expect, it } from 'vitest';
import { gateByRequest, type RequestGate, type RequestGateOptions } from '../../src/follow/by-request.ts';
import { closing, type GateServer } from '../support/gate-server.ts';
import { serve } from './support.ts';

/** A gate of one isolate, in which time goes on as the test says, from the midst of a minute on. */
async function isolate(server: GateServer, options: Partial<RequestGateOptions> = {}) {
  let passed = 30_000 - (Date.now() % 60_000);
  server.skew = passed;
  const gate = await gateByRequest({
    server: server.url,
    service: 'shop',
    trust: { id: server.signer.id, key: server.signer.key },
    clocks: { wall: () => Date.now() + passed, monotonic: () => performance.now() + passed },
    warn: () => {},
    ...options,
  });
  return {
    gate,
    /** Time goes on here and there. */
    after(seconds: number) {
      passed += seconds * 1000;
      server.skew += seconds * 1000;
    },
  };
}

/** A request: whether it waited for the server, and what was begun beside it, done by now. */
async function request(gate: RequestGate): Promise<{ waited: boolean; beside: number }> {
  const beside: Promise<unknown>[] = [];
  const ready = gate.ready((work) => beside.push(work));
  await ready;
  await Promise.all(beside);
  return { waited: ready !== null, beside: beside.length };
}

const documents = (server: GateServer) => server.asked.get('/documents/shop') ?? 0;

describe('a gate that asks when requests come', () => {
  it('asks before the first, beside those after 5 s, and before those after 15 s', async () => {
    const server = await serve();
    server.publish();
    const { gate, after } = await isolate(server);
    expect(await request(gate)).toEqual({ waited: true, beside: 1 });
    after(4);
    expect(await request(gate)).toEqual({ waited: false, beside: 0 });
    after(2);
    expect(await request(gate)).toEqual({ waited: false, beside: 1 });
    after(14);
    expect(await request(gate)).toEqual({ waited: false, beside: 1 });
    after(16);
    expect(await request(gate)).toEqual({ waited: true, beside: 1 });
    expect(documents(server)).toBe(4);
  });

  it('waits for a server that is dead once, goes by what it has, and asks on beside', async () => {
    const server = await serve();
    server.publish({ schedule: [closing(Date.now() - 60_000, null, { closeIf: 'always' })] });
    const { gate, after } = await isolate(server);
    await request(gate);
    await server.kill();
    after(16);
    expect(await request(gate)).toEqual({ waited: true, beside: 1 });
    expect(await request(gate)).toEqual({ waited: false, beside: 0 });
    after(6);
    expect(await request(gate)).toEqual({ waited: false, beside: 1 });
    expect(gate.state().state).toBe('closed');
    expect(gate.status().warnings.join()).toContain('server-unreachable: ');
    await server.start();
    server.publish();
    after(6);
    await request(gate);
    expect([gate.state().state, gate.status().warnings]).toEqual(['open', []]);
  });

  it('asks on before its first document, and lets nobody in meanwhile', async () => {
    const server = await serve();
    server.status = 502;
    server.publish({ schedule: [closing(Date.now() - 60_000, null, { closeIf: 'always' })] });
    const { gate } = await isolate(server);
    const first = request(gate);
    await expect.poll(() => documents(server)).toBe(1);
    const second = request(gate);
    server.status = 200;
    expect([await first, await second].map(({ waited }) => waited)).toEqual([true, true]);
    expect(gate.state().state).toBe('closed');
  });

  it('with `closed` refuses when it knows nothing for 20 s, unless a person opens it', async () => {
    const server = await serve();
    server.publish();
    const { gate, after } = await isolate(server, { whenUnknown: 'closed' });
    expect(gate.state()).toMatchObject({ state: 'closed', why: 'unknown' });
    await request(gate);
    expect(gate.state().state).toBe('open');
    await server.kill();
    after(19);
    await request(gate);
    expect(gate.state().state).toBe('open');
    after(2);
    expect(gate.state()).toMatchObject({ state: 'closed', why: 'unknown' });
    await gate.override({ state: 'open', why: null, at: Date.now() });
    expect(gate.state()).toMatchObject({ state: 'open', why: 'override' });
  });

  it('skips a closing in which nobody would do the work, though no request came before it', async () => {
    const server = await serve();
    server.publish({ schedule: [closing(Date.now() + 600_000, null)] });
    const [alive, lost] = [await isolate(server), await isolate(server)];
    await request(alive.gate);
    await request(lost.gate);
    alive.after(660);
    await request(alive.gate);
    expect(alive.gate.state().state).toBe('closed');
    await server.kill();
    lost.after(660);
    await request(lost.gate);
    expect(lost.gate.state()).toMatchObject({ state: 'open', why: 'server-lost' });
  });

  it('counts each minute once, however often it could not say it', async () => {
    const server = await serve();
    server.publish({ issuedAt: new Date(Date.now() - 60_000).toISOString() });
    const { gate, after } = await isolate(server);
    await request(gate);
    gate.counts.admitted('GET');
    gate.counts.refused('closed');
    after(61);
    server.confirmStatus = 0;
    await request(gate);
    server.confirmStatus = 200;
    gate.counts.admitted('POST');
    after(6);
    await request(gate);
    after(61);
    await request(gate);
    const told = new Map(server.confirmations.map(({ report, minutes }) => [report, minutes]));
    expect(server.confirmations.map(({ report }) => report)).toEqual([0, 1, 1, 2]);
    expect(
      [...told.values()].flat().map(({ requests, writes, refused }) => [requests, writes, refused]),
    ).toEqual([
      [1, 0, { closed: 1 }],
      [1, 1, {}],
    ]);
  });
});
