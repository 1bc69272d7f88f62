import { makeBell } from '../keeper/bell.ts';
import { consume, type Handler } from '../keeper/consume.ts';
import { SECOND } from '../time/instant.ts';
import { runLetters } from './audience/run-letters.ts';
import type { Announce } from './contract.ts';
import type { OnFate } from './delivery/contract.ts';
import { runDelivery } from './delivery/run-delivery.ts';
import { announceQueue, type WaveJob } from './waves/queue.ts';
import { nextRaise, raiseDue } from './waves/raise.ts';
import { followPolicy } from './waves/replan.ts';
import { spreadWaves } from './waves/spread.ts';
import { queueStuck } from './waves/stuck.ts';
import { hearForWork } from './work/hear.ts';
import { eventsForWork } from './work/reactions.ts';

/** How often is looked, whatever is heard. */
const EVERY = SECOND;

/** When what is due by now is looked at, which another server may be seeing to. */
const SOON = 20;

/** How often the queue is asked, in seconds. */
const ASK_EVERY = 0.5;

/** How many waves a server spreads side by side: a large one must not keep a small one waiting. */
const SIDE_BY_SIDE = 2;

/** How the room is run. */
export interface RunOptions {
  /** Ends it: what was begun is ended, nothing more is begun. */
  readonly signal: AbortSignal;
  /** Hears what became of notices, for metrics. */
  readonly onFate?: OnFate;
}

/**
 * Does by itself what is due: waves are raised when their time comes, raised ones become notices, notices and
 * letters are sent. Any number of servers may do it at once.
 *
 * @param announce connected to its keeper and its queue
 * @returns when the signal has been aborted and what was begun is through
 * @example await runAnnounce(announce, { signal: stopping.signal });
 */
export async function runAnnounce(announce: Announce, { signal, onFate }: RunOptions): Promise<void> {
  const delivery = runDelivery(announce, { signal, ...(onFate && { onFate }) });
  await runLetters(announce);
  await Promise.all([delivery, runWaves(announce, signal), hearWork(announce, signal)]);
}

/** People at work hear of what happens in the order in which it did, on one server at a time. */
async function hearWork(announce: Announce, signal: AbortSignal): Promise<void> {
  const hear: Handler = (events, trx) => hearForWork(announce, events, trx);
  await consume(announce.keeper(), 'announce work', hear, { signal, kinds: eventsForWork });
}

async function runWaves(announce: Announce, signal: AbortSignal): Promise<void> {
  const { boss } = announce.queue();
  const settings = { batchSize: 1, localConcurrency: SIDE_BY_SIDE, pollingIntervalSeconds: ASK_EVERY };
  await boss.work<WaveJob>(announceQueue.name, settings, async (jobs) => {
    for (const { data } of jobs) await spreadWaves(announce, data.downtime, { signal });
  });
  const pause = makeBell();
  let isFirst = true;
  while (!signal.aborted) {
    const wait = await look(announce, { signal, all: isFirst }).catch((error: unknown) => {
      announce.log.warn({ err: error }, 'what people are to be told could not be looked at');
      return EVERY;
    });
    isFirst = false;
    await pause.wait(wait, signal);
  }
}

/** @returns how long to wait until the next look, in milliseconds */
async function look(
  announce: Announce,
  { signal, all }: { readonly signal: AbortSignal; readonly all: boolean },
): Promise<number> {
  await queueStuck(announce, { all });
  const { more, failed } = await raiseDue(announce, signal);
  await followPolicy(announce);
  if (more) return 0;
  const next = await nextRaise(announce);
  if (next === null || failed > 0) return EVERY;
  return Math.max(SOON, Math.min(EVERY, next - (await announce.now())));
}
