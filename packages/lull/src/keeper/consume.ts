import type { Trx } from '../store/contract.ts';
import { moveCursor, readCursor } from '../store/cursors.ts';
import { type EventRow, eventsAfter } from '../store/events.ts';
import { MINUTE, SECOND } from '../time/instant.ts';
import { makeBell } from './bell.ts';
import type { Keeper } from './contract.ts';
import { hearEvents } from './hear-events.ts';

/**
 * What is done with events, in their order. It writes through `trx`, in which the cursor moves too: what it
 * writes is there exactly once. Anything else it would do may be done again after a crash, so it puts that
 * into a queue instead.
 */
export type Handler = (events: readonly EventRow[], trx: Trx) => Promise<void>;

/** How events are consumed. */
export interface ConsumeOptions {
  readonly signal: AbortSignal;
  /** Only these kinds are handed over. */
  readonly kinds?: readonly string[];
}

/** How many are handed over at once. */
const AT_ONCE = 100;
/** How often is looked, whatever is heard. */
const EVERY = 5 * SECOND;

/**
 * Hands every event to a consumer, in order and at least once, on one server at a time; it goes on where it
 * was, after a crash too. A handler that fails gets the same events again, later and later.
 *
 * @param name the consumer's, by which its place is remembered
 * @returns when the signal has been aborted
 * @example await consume(keeper, 'announce', async (events, trx) => { … }, { signal });
 */
export async function consume(
  keeper: Keeper,
  name: string,
  handler: Handler,
  { signal, kinds }: ConsumeOptions,
): Promise<void> {
  const bell = makeBell();
  const listening = hearEvents(keeper, bell, signal);
  let failures = 0;
  while (!signal.aborted) {
    try {
      const more = await handOver(keeper, name, handler, kinds);
      failures = 0;
      if (!more) await bell.wait(EVERY, signal);
    } catch (error) {
      failures++;
      keeper.log.error({ err: error, consumer: name, failures }, 'events could not be handled');
      await rest(Math.min(MINUTE, SECOND * 2 ** (failures - 1)), signal);
    }
  }
  await listening;
}

/**
 * Hands over the next events.
 *
 * @returns whether there may be more
 * @example while (await handOver(keeper, 'announce', handler)) continue;
 */
export async function handOver(
  keeper: Keeper,
  name: string,
  handler: Handler,
  kinds?: readonly string[],
): Promise<boolean> {
  return keeper.store.transaction(async (trx) => {
    const after = await readCursor(trx, name, { lock: true });
    const events = await eventsAfter(trx, after, { limit: AT_ONCE });
    if (events.length === 0) return false;
    const wanted = kinds ? events.filter(({ kind }) => kinds.includes(kind)) : events;
    if (wanted.length > 0) await handler(wanted, trx);
    await moveCursor(trx, name, events.at(-1)!.seq);
    return events.length === AT_ONCE;
  });
}

/** Waits without being woken by what happens meanwhile. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await makeBell().wait(ms, signal);
}
