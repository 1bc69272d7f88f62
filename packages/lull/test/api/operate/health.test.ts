import { describe, expect, it } from 'vitest';
import { createHealth } from '../../../src/api/operate/health.ts';

const fine = { now: () => Promise.resolve(0) };

describe('health', () => {
  it('is ready while the store answers and the timers look', async () => {
    let age = 10_000;
    const health = createHealth({ store: fine, beatAge: () => age });
    expect(await health.readiness()).toEqual({
      ready: true,
      checks: { store: 'ok', timers: 'ok', server: 'ok' },
    });
    age = 10_001;
    expect(await health.readiness()).toMatchObject({ ready: false, checks: { store: 'ok' } });
  });

  it('is not ready once the server stops', async () => {
    const health = createHealth({ store: fine, beatAge: () => 0 });
    health.stopping();
    expect(await health.readiness()).toMatchObject({ ready: false, checks: { server: 'stopping' } });
  });

  it('asks the store once a second at most, and tells nothing of its error', async () => {
    let [clock, asked] = [0, 0];
    const store = {
      now: () => {
        asked += 1;
        return Promise.reject(new Error('postgres://lull:secret@db'));
      },
    };
    const health = createHealth({ store, beatAge: () => 0, clock: () => clock });
    await Promise.all(Array.from({ length: 100 }, () => health.readiness()));
    clock = 999;
    expect((await health.readiness()).checks.store).toBe('no answer');
    expect(asked).toBe(1);
    clock = 1000;
    await health.readiness();
    expect(asked).toBe(2);
  });

  it('does not wait for a store that says nothing', async () => {
    const health = createHealth({ store: { now: () => new Promise(() => {}) }, beatAge: () => 0 });
    expect((await health.readiness()).checks.store).toBe('no answer within 2 s');
  });
});
