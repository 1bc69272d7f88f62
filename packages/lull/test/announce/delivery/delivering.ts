import { onTestFinished } from 'vitest';
import type { Announce } from '../../../src/announce/contract.ts';
import type { Outcome } from '../../../src/announce/delivery/contract.ts';
import { runDelivery } from '../../../src/announce/delivery/run-delivery.ts';

/** Delivery that runs until the test ends it, or is over. */
export interface Running {
  /** How often what became of notices. */
  readonly counts: Map<Outcome, number>;
  /** Awaits until so many have had this outcome since it began. */
  until(outcome: Outcome, count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server's delivery. */
export function delivering(announce: Announce): Running {
  const stopping = new AbortController();
  const counts = new Map<Outcome, number>();
  const waiting = new Set<() => void>();
  const ended = runDelivery(announce, {
    signal: stopping.signal,
    onFate(_channel, outcome, count) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
      for (const look of waiting) look();
    },
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  onTestFinished(stop);
  return {
    counts,
    until: (outcome, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((counts.get(outcome) ?? 0) < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop,
  };
}
