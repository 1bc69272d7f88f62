import type { Change, Follower } from '../keeper/contract.ts';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import type { Announce, NoticeKind } from './contract.ts';
import type { WavePlan } from './policy/contract.ts';
import { isForThoseToldOnly } from './policy/making.ts';
import { wavesOf } from './policy/waves-of.ts';
import { foreseeNotices } from './preview/foresee.ts';
import { announceQueue, type WaveJob } from './waves/queue.ts';
import { insertWaves } from './waves/rows.ts';

/** Plans who is told what and when, in the transaction of the change that they are told of. */
export function announceFollower(announce: Announce): Follower {
  return {
    name: 'announce',
    foresee: (change, trx, asked) => foreseeNotices(announce, change, trx, asked),
    record: (change, trx) => recordWaves(announce, change, trx),
  };
}

/** Costs the same however many people are told: the waves are spread later, by the queue. */
async function recordWaves(announce: Announce, change: Change, trx: Trx): Promise<void> {
  const plan = wavesOf(change);
  if (plan === null) return;
  const { id } = change.after;
  const wasTold = change.before !== null && (await callOff(trx, id, plan.keeps, change.now));
  const waves = plan.waves.filter((wave) => wasTold || !isForThoseToldOnly(wave));
  await insertWaves(trx, id, waves, change.now);
  if (!wasTold && !waves.some(({ isAtOnce }) => isAtOnce)) return;
  const job: WaveJob = { downtime: id };
  await announce.queue().sendIn(trx, announceQueue.name, job);
}

/**
 * What helps nobody once it has begun. A scheduling that waits is still better than nothing for those who
 * don't hear that it began; for those who do it is old news by then.
 */
const comingKinds: readonly NoticeKind[] = ['reminder', 'delayed'];

/**
 * Takes back what was planned, and of what was raised all that isn't kept; its notices are called off when
 * the next waves are spread.
 *
 * @returns whether anything was ever raised, so that somebody may know of the downtime
 */
async function callOff(trx: Trx, downtime: string, keeps: WavePlan['keeps'], now: Instant): Promise<boolean> {
  const at = new Date(now);
  const waves = () =>
    trx.updateTable('announce_waves').where('downtime', '=', downtime).where('for_work', '=', false);
  await waves().set({ state: 'cancelled', off_at: at }).where('state', '=', 'planned').execute();
  if (keeps !== 'all') {
    const raised = waves()
      .where('state', 'in', ['raised', 'spread'])
      .where('off_at', 'is', null)
      .$if(keeps === 'what-has-begun', (query) => query.where('kind', 'in', [...comingKinds]));
    await raised.set({ state: 'spread', off_at: at }).execute();
  }
  const raised = await trx
    .selectFrom('announce_waves')
    .select('id')
    .where('downtime', '=', downtime)
    .where('for_work', '=', false)
    .where('state', 'in', ['raised', 'spread'])
    .limit(1)
    .executeTakeFirst();
  return raised !== undefined;
}
