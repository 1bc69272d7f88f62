import type { Instant } from '../protocol/index.ts';

/** Where a gate reads the time of its machine. */
export interface Clocks {
  /** Milliseconds since 1970 by the machine's clock, which people and programs set. */
  wall(): number;
  /** Milliseconds since anything, which nobody sets: it only goes on. */
  monotonic(): number;
}

/** The gate's idea of the server's time. */
export interface Clock {
  /** The server's time as far as it is known, else the machine's; whole milliseconds. */
  now(): Instant;
  monotonic(): number;
  /**
   * A signed answer to a question.
   *
   * @param server what the answer says
   * @param sentAt when the question left, by the monotonic clock
   * @param receivedAt when the answer was there
   */
  sample(server: Instant, sentAt: number, receivedAt: number): void;
  /**
   * A signed time that came unasked: how long it was on its way isn't known, so it only says that the server
   * is at least this far.
   *
   * @returns whether it fits what is known; where not, the server should be asked
   */
  heartbeat(server: Instant, receivedAt: number): boolean;
  /** What an instant of the server is on the gate's clock: the same, unless the offset isn't applied. */
  fromServer(server: Instant): Instant;
  /** The server's clock less the machine's, in milliseconds; null while it isn't known. */
  offset(): number | null;
  /** Whether `now` is the server's time. */
  isApplied(): boolean;
  /** What `now` adds to the machine's clock, to go on with after a restart; null for nothing. */
  appliedOffset(): number | null;
  /** Whether the machine's clock was set, or the machine slept, since this was last asked. */
  hasJumped(): boolean;
}

/** From here on the offset is reported. */
export const REPORTED = 2_000;

/** From here on it isn't applied without a person. */
const DOUBTED = 30_000;

/** How far two clocks drift apart at most, as a share of the time that passes. */
const DRIFT = 1e-4;

/** A step backwards that is made by standing still, so that what has begun isn't undone and done again. */
const STANDS_STILL = 1_000;

/** How late a heartbeat may be before the server is asked. */
const LATE = 1_000;

/** What is known of the server's clock: it is `base` plus the monotonic clock, within `error`. */
interface Held {
  readonly base: number;
  readonly error: number;
  readonly at: number;
}

/**
 * A clock that goes by the server. The answer with the least round trip wins and is kept against the
 * monotonic clock, its error growing by the drift, until a better one comes or one that contradicts it. An
 * offset of more than 30 s to the machine's clock is applied only where a person says so, or where the gate's
 * clock, which was right before, says the same: then it is the machine's clock that moved.
 *
 * @param options `trustClock`: a person says that the server's time is right; `offset`: what was known before
 * a restart, in milliseconds
 * @example const clock = gateClock({ wall: Date.now, monotonic: () => performance.now() }, {});
 */
export function gateClock(
  { wall, monotonic }: Clocks,
  {
    trustClock = false,
    offset = null,
  }: { trustClock?: boolean | undefined; offset?: number | null | undefined },
): Clock {
  let held: Held | null = null;
  // What `now` goes by; null for the machine's own clock.
  let applied = offset === null ? null : wall() - monotonic() + offset;
  let latest = Number.NEGATIVE_INFINITY;
  let difference = wall() - monotonic();

  const take = (next: Held): void => {
    held = next;
    const machine = wall() - monotonic();
    const fits = (base: number | null): boolean => base !== null && Math.abs(next.base - base) <= DOUBTED;
    if (trustClock || fits(machine) || fits(applied)) applied = next.base;
  };
  const errorOf = ({ error, at }: Held, now: number): number => error + (now - at) * DRIFT;

  return {
    now: () => {
      const time = Math.floor(applied === null ? wall() : applied + monotonic());
      if (time < latest && latest - time < STANDS_STILL) return latest;
      latest = time;
      return time;
    },
    monotonic,
    sample: (server, sentAt, receivedAt) => {
      const error = (receivedAt - sentAt) / 2;
      const next = { base: server - (sentAt + receivedAt) / 2, error, at: receivedAt };
      if (held === null) return take(next);
      const known = errorOf(held, receivedAt);
      if (error <= known || Math.abs(next.base - held.base) > error + known) take(next);
    },
    heartbeat: (server, receivedAt) => {
      const base = server - receivedAt;
      if (held === null) {
        take({ base, error: LATE, at: receivedAt });
        return false;
      }
      const known = errorOf(held, receivedAt);
      if (base > held.base + known + 1) {
        take({ base, error: LATE, at: receivedAt });
        return false;
      }
      return base >= held.base - known - LATE;
    },
    fromServer: (server) =>
      held === null || applied !== null ? server : server - held.base + wall() - monotonic(),
    offset: () => (held === null ? null : Math.round(held.base + monotonic() - wall()) + 0),
    isApplied: () => held !== null && applied === held.base,
    appliedOffset: () => (applied === null ? null : Math.round(applied + monotonic() - wall()) + 0),
    hasJumped: () => {
      const before = difference;
      difference = wall() - monotonic();
      if (Math.abs(difference - before) <= 1_000) return false;
      if (held !== null) held = { ...held, error: held.error + LATE };
      return true;
    },
  };
}
