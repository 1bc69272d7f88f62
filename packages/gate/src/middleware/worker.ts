import type { Gate } from '../follow/contract.ts';
import { verdictOn } from '../protocol/index.ts';

/** What a job is about, where a gate may close only a part of the service. */
export interface Job {
  /** Path of the part that it works on; `/` without it. */
  readonly target?: string;
  /** Salted hash of the tenant that it works for. */
  readonly tenant?: string | null;
  /** Whether it only reads, and may go on while the service is read-only. */
  readonly isReading?: boolean;
}

/**
 * Waits until the gate lets work be done, for loops that take jobs from a queue. From then on the job counts
 * as in flight, so that the service isn't taken for idle before it has ended; whoever waits for a job
 * meanwhile is waited for, so take only one that is there.
 *
 * @returns call it once when the job has ended
 * @throws the signal's reason when it is aborted first
 * @example
 * for (;;) {
 *   const end = await workWhenOpen(gate, signal);
 *   const wasThere = await workOnOneIfAny().finally(end);
 *   if (!wasThere) await pause(1_000, signal);
 * }
 */
export async function workWhenOpen(gate: Gate, signal?: AbortSignal, job: Job = {}): Promise<() => void> {
  const { target = '/', tenant, isReading = false } = job;
  const asking = { method: isReading ? 'GET' : 'POST', target, tenant };
  const isOpen = () => verdictOn(gate.state(), asking).verdict === 'admit';
  signal?.throwIfAborted();
  if (!isOpen()) {
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => settle(() => reject(signal?.reason));
      const forget = gate.onFlip(() => {
        if (isOpen()) settle(resolve);
      });
      const settle = (then: () => void) => {
        forget();
        signal?.removeEventListener('abort', giveUp);
        then();
      };
      signal?.addEventListener('abort', giveUp);
    });
    return workWhenOpen(gate, signal, job);
  }
  return gate.counts.begin();
}
