import { expect, it } from 'vitest';
import { workWhenOpen } from '../../src/middleware/worker.ts';
import { fixedGate } from '../support/fixed-gate.ts';

const closed = { state: 'closed', downtime: 'dt_1' } as const;

/** Whether a promise is still waiting after everything that was to happen has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, pending])) === pending;
}

it('a worker works while the gate is open, and its job counts as in flight', async () => {
  const gate = fixedGate();
  const end = await workWhenOpen(gate);
  expect(gate.counts.inFlight()).toBe(1);
  await gate.flip(closed);
  const next = workWhenOpen(gate);
  expect(await waits(next)).toBe(true);
  end();
  expect(gate.counts.inFlight()).toBe(0);
  await gate.flip({ ...closed, state: 'verify' });
  expect(await waits(next)).toBe(true);
  const before = gate.listeners;
  await gate.flip({});
  (await next)();
  expect(gate.listeners).toBe(before - 1);
  await gate.counts.idle();
});

it('a worker gives up waiting when it is told to', async () => {
  const gate = fixedGate(closed);
  const stop = new AbortController();
  const work = workWhenOpen(gate, stop.signal);
  stop.abort(new Error('stopping'));
  await expect(work).rejects.toThrow('stopping');
  await expect(workWhenOpen(gate, stop.signal)).rejects.toThrow('stopping');
  expect(gate.listeners).toBe(0);
  expect(gate.counts.inFlight()).toBe(0);
});

it('a worker that only reads goes on while only reading is allowed; another part is not touched', async () => {
  const gate = fixedGate({ ...closed, mode: 'read-only' });
  expect(await waits(workWhenOpen(gate))).toBe(true);
  (await workWhenOpen(gate, undefined, { isReading: true }))();
  const match = { paths: ['/pay'], tenants: [], methods: [], except: [] };
  await gate.flip({ ...closed, mode: 'partial', match });
  expect(await waits(workWhenOpen(gate, undefined, { target: '/pay/out' }))).toBe(true);
  (await workWhenOpen(gate, undefined, { target: '/mail' }))();
});
