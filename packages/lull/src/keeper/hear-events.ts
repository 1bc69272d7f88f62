import { eventsChannel } from '../store/events.ts';
import { SECOND } from '../time/instant.ts';
import { type Bell, makeBell } from './bell.ts';
import type { Keeper } from './contract.ts';

/** When listening is tried again where it could not begin. */
const TRY_AGAIN = 10 * SECOND;

/**
 * Rings the bell whenever events were added, by any server. It may fail to begin while the database is away;
 * whoever waits for the bell looks by itself meanwhile.
 *
 * @param channel another one to hear, such as that of changes of the catalog
 * @returns when the signal has been aborted
 */
export async function hearEvents(
  { store, log }: Pick<Keeper, 'store' | 'log'>,
  bell: Bell,
  signal: AbortSignal,
  channel: string = eventsChannel,
): Promise<void> {
  const quiet = makeBell();
  while (!signal.aborted) {
    try {
      const stop = await store.listen(channel, () => bell.ring());
      bell.ring();
      await untilAborted(signal);
      await stop();
    } catch (error) {
      log.warn({ err: error }, 'notifications cannot be heard; polling goes on');
      await quiet.wait(TRY_AGAIN, signal);
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
