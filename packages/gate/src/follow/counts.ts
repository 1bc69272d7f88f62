import type { Instant, RefusalKind } from '../protocol/index.ts';
import type { Counts, MinuteCounts } from './contract.ts';

/** Counts, and the way from them to the server. */
export interface CountsKept extends Counts {
  /** Ends the minute if it is over; to be called each second, since counting itself looks at no clock. */
  roll(): void;
  /** Ends the minute though it isn't over: nothing more will be counted. */
  end(): void;
  /** Whole minutes that weren't taken before, the oldest first. */
  take(most: number): readonly MinuteCounts[];
  /** How many minutes were dropped because nobody took them. */
  dropped(): number;
  /** Calls back when the last request in flight has ended. */
  onIdle(listener: () => void): void;
}

const MINUTE = 60_000;

/** A minute of which a proxy told nothing for longer than this isn't known. Milliseconds. */
const GAP = 5_000;

/** Without the server, minutes are kept for a day. */
const KEPT = 24 * 60;

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Counts of requests by whole minutes of the gate's clock, and of those in flight. A minute in which nothing
 * came is told as one with zero requests: what is missing isn't zero.
 *
 * @param seesRequests whether what is let through is seen one by one; else it is known as far as `passed`
 * tells
 * @example const end = counts.begin(); counts.admitted('GET'); end();
 */
export function countsKept(now: () => Instant, seesRequests = true): CountsKept {
  let own = 0;
  let told = 0;
  let waiting: (() => void)[] = [];
  const idleListeners: (() => void)[] = [];
  let minute = minuteOf(now());
  let requests = 0;
  let writes = 0;
  let known = { requests: seesRequests, writes: seesRequests };
  let toldAt: Instant | null = null;
  let refused: Partial<Record<RefusalKind, number>> = {};
  const over: MinuteCounts[] = [];
  let dropped = 0;

  const isTold = (at: Instant): boolean => seesRequests || (toldAt !== null && at - toldAt <= GAP);
  const end = (): void => {
    const isWhole = isTold(minute + MINUTE);
    over.push({
      minute: new Date(minute).toISOString(),
      requests: isWhole && known.requests ? requests : null,
      writes: isWhole && known.writes ? writes : null,
      refused,
    });
    known = { requests: isWhole, writes: isWhole };
    if (over.length > KEPT) dropped += over.splice(0, over.length - KEPT).length;
    requests = 0;
    writes = 0;
    refused = {};
  };
  const roll = (): void => {
    const at = now();
    if (at >= minute && at < minute + MINUTE) return;
    end();
    minute = minuteOf(at);
  };
  const settle = (): void => {
    if (own + told > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
    for (const listener of idleListeners) listener();
  };

  return {
    begin: () => {
      own += 1;
      let hasEnded = false;
      return () => {
        if (hasEnded) return;
        hasEnded = true;
        own -= 1;
        settle();
      };
    },
    setInFlight: (inFlight) => {
      const before = own + told;
      told = inFlight;
      if (before > 0) settle();
    },
    inFlight: () => own + told,
    idle: (signal) =>
      new Promise((resolve, reject) => {
        if (own + told === 0) return resolve();
        if (signal?.aborted) return reject(signal.reason);
        const aborted = (): void => {
          waiting = waiting.filter((one) => one !== done);
          reject(signal?.reason);
        };
        const done = (): void => {
          signal?.removeEventListener('abort', aborted);
          resolve();
        };
        signal?.addEventListener('abort', aborted, { once: true });
        waiting.push(done);
      }),
    admitted: (method) => {
      requests += 1;
      if (!safe.has(method)) writes += 1;
    },
    passed: (more, of) => {
      roll();
      if (more === null || !isTold(now())) known = { requests: false, writes: false };
      if (of === null) known = { ...known, writes: false };
      requests += more ?? 0;
      writes += of ?? 0;
      toldAt = now();
    },
    refused: (kind) => {
      refused[kind] = (refused[kind] ?? 0) + 1;
    },
    roll,
    end,
    take: (most) => over.splice(0, most),
    dropped: () => dropped,
    onIdle: (listener) => void idleListeners.push(listener),
  };
}

function minuteOf(at: Instant): Instant {
  return Math.floor(at / MINUTE) * MINUTE;
}
