import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gateClock } from '../../src/follow/clock.ts';

/** A machine whose clocks a test moves. */
function machine({ wall = 1_000_000_000_000, offset = null as number | null, trustClock = false } = {}) {
  const at = { wall, monotonic: 0 };
  const clock = gateClock({ wall: () => at.wall, monotonic: () => at.monotonic }, { trustClock, offset });
  return {
    clock,
    /** Time goes on. */
    pass: (milliseconds: number) => {
      at.wall += milliseconds;
      at.monotonic += milliseconds;
    },
    /** Somebody sets the machine's clock. */
    set: (by: number) => {
      at.wall += by;
    },
    wall: () => at.wall,
    /** The server, so far ahead, is asked; the ways there and back take so long. */
    ask: (ahead: number, there: number, back: number) => {
      const sentAt = at.monotonic;
      const server = at.wall + ahead + there;
      at.wall += there + back;
      at.monotonic += there + back;
      clock.sample(Math.floor(server), sentAt, at.monotonic);
    },
  };
}

test('until the server is heard it is the machine’s clock', () => {
  const { clock, wall, set } = machine();
  expect(clock.now()).toBe(wall());
  set(5_000);
  expect(clock.now()).toBe(wall());
  expect(clock.offset()).toBeNull();
});

test('then it is the server’s, whatever is done to the machine’s', () => {
  const { clock, pass, set, ask, wall } = machine();
  ask(5_000, 10, 10);
  expect(clock.now()).toBe(wall() + 5_000);
  expect(clock.offset()).toBe(5_000);
  const before = wall();
  set(-3_600_000);
  pass(1_000);
  expect(clock.now()).toBe(before + 5_000 + 1_000);
  expect(clock.hasJumped()).toBe(true);
  expect(clock.hasJumped()).toBe(false);
});

test('the least round trip wins', () => {
  const { clock, ask, wall } = machine();
  ask(1_000, 5, 5);
  ask(1_000, 10, 400);
  expect(clock.now()).toBe(wall() + 1_000);
  ask(1_000, 1, 1);
  expect(clock.now()).toBe(wall() + 1_000);
});

test('it is never further off than half of the best round trip', () => {
  const way = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.integer({ min: -9_000, max: 9_000 }),
      fc.array(fc.tuple(way, way), { minLength: 1 }),
      (ahead, ways) => {
        const { clock, ask, wall } = machine();
        for (const [there, back] of ways) ask(ahead, there, back);
        const best = Math.min(...ways.map(([there, back]) => there + back));
        // A millisecond for the server's own rounding, and the drift that is allowed for.
        expect(Math.abs(clock.now() - (wall() + ahead))).toBeLessThanOrEqual(best / 2 + 3);
      },
    ),
  );
});

test('a server whose clock is set is followed: the answer contradicts the better one', () => {
  const { clock, ask, wall } = machine();
  ask(0, 1, 1);
  ask(8_000, 50, 50);
  expect(clock.now()).toBe(wall() + 8_000);
});

test('an old answer gives way to a worse one in time, because clocks drift', () => {
  const { clock, pass, ask, wall } = machine();
  ask(0, 0, 0);
  pass(10 * 60_000);
  // The machine was slow by 40 ms meanwhile.
  ask(40, 20, 20);
  expect(Math.abs(clock.now() - (wall() + 40))).toBeLessThanOrEqual(1);
});

test.each([30_001, -30_001, 3_600_000])('%i ms off isn’t applied without a person', (ahead) => {
  const { clock, ask, wall } = machine();
  ask(ahead, 0, 0);
  expect(clock.now()).toBe(wall());
  expect(clock.isApplied()).toBe(false);
  expect(clock.offset()).toBe(ahead);
  expect(clock.fromServer(wall() + ahead)).toBe(wall());
  const trusting = machine({ trustClock: true });
  trusting.ask(ahead, 0, 0);
  expect(trusting.clock.now()).toBe(trusting.wall() + ahead);
  expect(trusting.clock.isApplied()).toBe(true);
});

test('a machine’s clock that runs away doesn’t take the gate with it', () => {
  const { clock, ask, set, wall } = machine();
  ask(0, 1, 1);
  set(3_600_000);
  ask(-3_600_000, 1, 1);
  expect(clock.now()).toBe(wall() - 3_600_000);
  expect(clock.isApplied()).toBe(true);
});

test('a server’s clock that runs away doesn’t either', () => {
  const { clock, ask, wall } = machine();
  ask(0, 1, 1);
  ask(3_600_000, 1, 1);
  expect(clock.now()).toBe(wall());
  expect(clock.isApplied()).toBe(false);
});

test('a better answer doesn’t take back the last moments', () => {
  const { clock, ask, pass } = machine();
  ask(300, 0, 600);
  const before = clock.now();
  ask(300, 0, 0);
  for (let i = 0; i < 100; i += 1) {
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    pass(7);
  }
});

test('a heartbeat that comes late asks for a comparison; one from ahead is believed', () => {
  const { clock, ask, wall, pass } = machine();
  ask(0, 1, 1);
  pass(5_000);
  expect(clock.heartbeat(wall() - 20, clock.monotonic())).toBe(true);
  expect(clock.heartbeat(wall() - 4_000, clock.monotonic())).toBe(false);
  expect(clock.now()).toBe(wall());
  expect(clock.heartbeat(wall() + 4_000, clock.monotonic())).toBe(false);
  expect(clock.now()).toBe(wall() + 4_000);
});

test('after a restart it goes on with what was known', () => {
  const { clock, wall } = machine({ offset: -5_000 });
  expect(clock.now()).toBe(wall() - 5_000);
  expect(clock.appliedOffset()).toBe(-5_000);
});
