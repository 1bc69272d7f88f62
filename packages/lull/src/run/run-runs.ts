import type { ExpressionBuilder } from 'kysely';
import { makeBell } from '../keeper/bell.ts';
import { hearEvents } from '../keeper/hear-events.ts';
import type { Tables } from '../store/tables.ts';
import { type Instant, MINUTE, SECOND } from '../time/instant.ts';
import { tellLost } from './agents/tell-lost.ts';
import type { Runs } from './contract.ts';
import { bringOn, sceneOf } from './runs/bring-on.ts';
import { beThereForGo } from './runs/here-for-go.ts';

/** How often is looked, whatever is heard. */
const EVERY = SECOND;
/** Many notifications are one look. */
const BREATH = 20;
/** When one is tried again that could not be brought on. */
const LATER = 10 * SECOND;
/** How many runs are seen to in one look. */
const AT_ONCE = 200;

/**
 * Brings runs on: once a second, and when something happens. Any number of servers may do it at once: each
 * run is brought on by one at a time. What can't be brought on stops no other.
 *
 * @returns when the signal has been aborted and what was begun is through
 * @example await runRuns(runs, { signal: stopping.signal });
 */
export async function runRuns(runs: Runs, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  const bell = makeBell();
  const listening = hearEvents(runs, bell, signal);
  const pause = makeBell();
  while (!signal.aborted) {
    try {
      await lookAtRuns(runs, signal);
    } catch (error) {
      runs.log.warn({ err: error }, 'the runs could not be looked at');
    }
    const rung = await bell.wait(EVERY, signal);
    if (rung) await pause.wait(BREATH, signal);
  }
  await listening;
}

/**
 * One look at the runs that are due, and at the agents that are there for work that is about to begin.
 *
 * @example await lookAtRuns(runs);
 */
export async function lookAtRuns(runs: Runs, signal?: AbortSignal): Promise<void> {
  const now = await runs.now();
  const due = await runs.store.db
    .selectFrom('run_runs')
    .select('downtime')
    .where((row) => isDue(row, now))
    .orderBy('look_at')
    .limit(AT_ONCE)
    .execute();
  for (const { downtime } of due) {
    if (signal?.aborted) return;
    await lookAt(runs, downtime).catch(async (error: unknown) => {
      runs.log.error({ err: error, downtime }, 'a run could not be brought on');
      await postpone(runs, downtime);
    });
  }
  await beThereForGo(runs);
  await runs.store.transaction(async (trx) => tellLost(trx, await runs.now(trx)));
}

/** None is put off for so long: the clock was set back since. */
const FAR = MINUTE;

function isDue(row: ExpressionBuilder<Tables, 'run_runs'>, now: Instant) {
  return row.or([row('look_at', '<=', new Date(now)), row('look_at', '>', new Date(now + FAR))]);
}

/** In a transaction of its own; another server may have been quicker. */
async function lookAt(runs: Runs, downtime: string): Promise<void> {
  await runs.store.transaction(async (trx) => {
    const scene = await sceneOf(runs, trx);
    await trx.selectFrom('downtime_downtimes').select('id').where('id', '=', downtime).forUpdate().execute();
    const due = await trx
      .selectFrom('run_runs')
      .select('id')
      .where('downtime', '=', downtime)
      .where((row) => isDue(row, scene.now))
      .executeTakeFirst();
    if (due) await bringOn(scene, downtime);
  });
}

/** One that can't be brought on is tried again later. */
async function postpone({ store, now }: Runs, downtime: string): Promise<void> {
  await store.transaction(async (trx) => {
    await trx
      .updateTable('run_runs')
      .set({ look_at: new Date((await now(trx)) + LATER) })
      .where('downtime', '=', downtime)
      .where('ended_at', 'is', null)
      .execute();
  });
}
