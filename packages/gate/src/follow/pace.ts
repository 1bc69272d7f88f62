import type { Clock } from './clock.ts';
import type { Hearing } from './hearing.ts';
import type { Holding } from './holding.ts';
import type { GateOptions } from './options.ts';
import { within } from './pause.ts';

/** When a gate asks its server, where only requests give it the occasion. */
export interface Paced {
  readonly clock: Clock;
  readonly holding: Holding;
  readonly asking: Pick<Hearing, 'begunAt' | 'freshAt'>;
  readonly whenUnknown: GateOptions['whenUnknown'];
  /** The server is asked again after so long. Milliseconds. */
  readonly every: number;
  /** What is so old is gone by no more, while the server can be had. Milliseconds. */
  readonly oldest: number;
  /** Asks once. */
  readonly hear: () => Promise<void>;
  /** What follows from that, and no request waits for. */
  readonly after: () => Promise<void>;
}

/** How long a request waits for the server: with a document, and with none. Milliseconds. */
const GLANCE = 2_000;
const WAIT = 5_000;

/** Between questions for a first document. Milliseconds. */
const AGAIN = 500;

/**
 * Asks where it is time to: beside the request, or before it where what is known is too old.
 *
 * @returns does so for one request, with what keeps work going after its answer; null where the request may
 * be judged at once
 * @example const ready = paceOf(paced); await ready((work) => context.waitUntil(work));
 */
export function paceOf(by: Paced): (lasts: (work: Promise<unknown>) => void) => Promise<void> | null {
  const { clock, holding, asking, every, oldest, hear } = by;
  let resignedAt = Number.NEGATIVE_INFINITY;

  /** Without any document it asks on for a while, because all else is a guess. */
  const insist = async (): Promise<void> => {
    const end = clock.monotonic() + WAIT;
    while (holding.document() === null && clock.monotonic() < end) {
      await hear();
      if (holding.document() === null) await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
    if (holding.document() === null) resignedAt = clock.monotonic();
  };

  return (lasts) => {
    const now = clock.monotonic();
    const isLost = holding.document() === null && (by.whenUnknown ?? 'wait') === 'wait';
    const isFresh = now - (isLost ? resignedAt : asking.freshAt()) < oldest;
    if (isFresh && now - asking.begunAt() < every) return null;
    const heard = isLost && !isFresh ? insist() : hear();
    lasts(heard.then(by.after));
    return isFresh ? null : within(isLost ? WAIT : GLANCE, heard);
  };
}
