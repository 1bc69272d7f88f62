import { type Bell, makeBell } from '../../keeper/bell.ts';
import { hearEvents } from '../../keeper/hear-events.ts';
import { SECOND } from '../../time/instant.ts';
import { type ChannelName, channelNames } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';
import { noticesChannel, type OnFate } from './contract.ts';
import { deliverChannel } from './deliver-channel.ts';
import { giveBackAll, lookForDue } from './due.ts';
import { tellFailures } from './failures.ts';
import { openLetters } from './letters.ts';
import { Marks } from './marks.ts';

/** How delivery is run, and what is told of it. */
export interface DeliveryOptions {
  /** Ends it: nothing more is begun, what is being sent is sent. */
  readonly signal: AbortSignal;
  /** Hears what became of notices, for metrics. */
  readonly onFate?: OnFate;
}

/** How often is looked, whatever is heard. */
const EVERY = SECOND;

/** How long what is being sent may take once it is to end. */
const STOP_WITHIN = 10 * SECOND;

/**
 * Sends what is in the outbox, each channel by itself: the most urgent first, as fast as the channel may. Any
 * number of servers may do it at once. Killed, what it was just sending is sent again, with the same id, and
 * all else once.
 *
 * @param announce connected to its keeper
 * @returns when the signal has been aborted and what was being sent is through
 * @example await runDelivery(announce, { signal: stopping.signal });
 */
export async function runDelivery(
  announce: Announce,
  { signal, onFate = () => undefined }: DeliveryOptions,
): Promise<void> {
  const bell = makeBell();
  const listening = hearEvents(announce.keeper(), bell, signal, noticesChannel);
  const letters = openLetters(announce);
  const marks = new Marks(announce, onFate);
  const bells = new Map(channelNames.map((channel) => [channel, makeBell()]));
  const cutting = new AbortController();
  let cut: NodeJS.Timeout | undefined;
  const cutLater = () => {
    cut = setTimeout(() => cutting.abort(), STOP_WITHIN);
  };
  signal.addEventListener('abort', cutLater, { once: true });

  if (announce.store.engine === 'pglite') await giveBackAll(announce.store);
  const channels = channelNames.map((channel) =>
    deliverChannel({
      announce,
      channel,
      marks,
      letters,
      bell: bells.get(channel)!,
      signal,
      cut: cutting.signal,
    }),
  );
  await ringWhenDue(announce, bells, bell, signal);
  await Promise.all(channels);
  clearTimeout(cut);
  await marks.close();
  await listening;
}

/** Once a second and when it is told of new notices. */
async function ringWhenDue(
  { store, now, log }: Announce,
  bells: ReadonlyMap<ChannelName, Bell>,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { channels, failures } = await lookForDue(store, await now());
      for (const channel of channels) bells.get(channel)!.ring();
      if (failures) await store.transaction(async (trx) => tellFailures(trx, await now(trx)));
    } catch (error) {
      log.warn({ err: error }, 'the outbox could not be looked at');
    }
    await bell.wait(EVERY, signal);
  }
}
