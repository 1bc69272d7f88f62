import type { MinuteCounts } from '@lull/gate/follow';
import type { RefusalKind } from '@lull/gate/protocol';
import type { Gates } from '../../gates/contract.ts';
import { addMinutes } from '../../gates/minutes.ts';
import { formatInstant, type Instant, MINUTE, SECOND } from '../../time/instant.ts';

/** How often counts are written; what was counted since is lost with the process. */
const EVERY = 30 * SECOND;

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

type Counted = { requests: number; writes: number; refused: MinuteCounts['refused'] };

/** Counts what passed and what was refused, by service and minute, never who. */
export interface Tally {
  /** @param kind how it was refused; null where it was admitted */
  count(service: string, method: string, kind: RefusalKind | null, now: Instant): void;
  /** Writes the rest. */
  close(): Promise<void>;
}

/**
 * A tally of this server, which adds to what gates tell.
 *
 * @example const tally = openTally(gates); tally.count('shop', 'GET', null, now);
 */
export function openTally(gates: Gates): Tally {
  let counted = new Map<string, Map<Instant, Counted>>();

  const flush = async (): Promise<void> => {
    if (counted.size === 0) return;
    const taken = counted;
    counted = new Map();
    const all = [...taken].map(([service, minutes]) => ({
      service,
      minutes: [...minutes].map(([minute, counts]) => ({ minute: formatInstant(minute), ...counts })),
    }));
    await gates.store.transaction(async (trx) => addMinutes(trx, all, await gates.now(trx)));
  };
  let flushing: Promise<void> = Promise.resolve();
  const flushNext = (): Promise<void> => {
    flushing = flushing
      .then(flush)
      .catch((error: unknown) => gates.log.warn({ err: error }, 'counts of visitors were lost'));
    return flushing;
  };
  const timer = setInterval(() => void flushNext(), EVERY).unref();

  return {
    count(service, method, kind, now) {
      const minute = Math.floor(now / MINUTE) * MINUTE;
      const minutes = counted.get(service) ?? new Map<Instant, Counted>();
      const counts = minutes.get(minute) ?? { requests: 0, writes: 0, refused: {} };
      counted.set(service, minutes.set(minute, counts));
      if (kind !== null) {
        counts.refused = { ...counts.refused, [kind]: (counts.refused[kind] ?? 0) + 1 };
        return;
      }
      counts.requests++;
      if (!safe.has(method)) counts.writes++;
    },
    async close() {
      clearInterval(timer);
      await flushNext();
    },
  };
}
