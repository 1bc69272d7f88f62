import { SECOND } from '../time/instant.ts';
import { type Chore, keeperChores } from './chores.ts';
import type { Keeper } from './contract.ts';
import type { Queue, QueueKind } from './queue.ts';

/** The queue that chores go through. */
export const choreQueue: QueueKind = { name: 'chores', retryLimit: 3, retryDelay: 60 };

/** How often a server looks for chores, in seconds: nobody waits for one. */
const LOOK_EVERY = 15;

/**
 * Does the chores: each when it is due, and all of them soon after a start, on whichever server takes them.
 *
 * @param queue opened with `choreQueue`; stopping it ends the chores
 * @param more the chores of other rooms
 * @example await runChores(keeper, await openQueue(store, log, [choreQueue]));
 */
export async function runChores(keeper: Keeper, queue: Queue, more: readonly Chore[] = []): Promise<void> {
  const { boss } = queue;
  const chores = new Map([...keeperChores, ...more].map((chore) => [chore.name, chore]));
  for (const { name, cron } of chores.values()) {
    await boss.schedule(choreQueue.name, cron, { chore: name }, { key: name, tz: 'UTC' });
    await boss.send(choreQueue.name, { chore: name }, { singletonKey: name, singletonSeconds: 60 });
  }
  const settings = { batchSize: 10, pollingIntervalSeconds: LOOK_EVERY };
  await boss.work<{ chore: string }>(choreQueue.name, settings, async (jobs) => {
    for (const name of new Set(jobs.map(({ data }) => data.chore))) {
      await doChore(keeper, chores.get(name), name);
    }
  });
}

async function doChore(keeper: Keeper, chore: Chore | undefined, name: string): Promise<void> {
  if (!chore) {
    // Another version of Lull knows it.
    keeper.log.debug({ chore: name }, 'nobody here knows this chore');
    return;
  }
  const began = performance.now();
  const result = await chore.run(keeper);
  const seconds = (performance.now() - began) / SECOND;
  keeper.log.info({ chore: name, result, seconds }, 'a chore is done');
}
