import type { QueueKind } from '../../keeper/queue.ts';

/** What is put into the queue: a downtime of which people are to be told something. */
export interface WaveJob {
  readonly downtime: string;
}

/** The queue that waves go through on their way to their recipients. */
export const announceQueue: QueueKind = { name: 'announce', retryLimit: 20, retryDelay: 2 };
