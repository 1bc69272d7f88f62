import type { QueueKind } from '../keeper/queue.ts';
import { letterQueue } from './audience/letters.ts';
import { announceQueue } from './waves/queue.ts';

/** Every queue that this room puts jobs into; the queue is opened with them. */
export const announceQueues: readonly QueueKind[] = [announceQueue, letterQueue];
