import { dueIds } from '../store/looks.ts';
import { type Instant, MINUTE, SECOND } from '../time/instant.ts';
import type { Keeper, Outcome } from './contract.ts';
import { lookAgainAt } from './look-again.ts';

/** One look at what is due. */
export interface Beat {
  readonly at: Instant;
  /** What became of those that changed. */
  readonly outcomes: readonly Outcome[];
  /** Ids of those that could not be seen to. */
  readonly failed: readonly string[];
  /** Whether there may be more that is due than was looked at. */
  readonly more: boolean;
}

/** When one that failed is tried again, and how often it failed. */
interface Rest {
  readonly until: Instant;
  readonly failures: number;
}

/** Downtimes that could not be seen to, which wait before they are tried again; by id. */
export type Resting = Map<string, Rest>;

/** How many are seen to between two looks at what is due. */
const AT_ONCE = 200;
/** How many transactions a server has open for it; on PGlite they wait for each other. */
const SIDE_BY_SIDE = 4;
const LONGEST_REST = 5 * MINUTE;

/**
 * Looks once at what is due and sees to it, each downtime in a transaction of its own: one that fails is
 * tried again later, and stops no other.
 *
 * @param resting remembered from one look to the next
 * @example const { outcomes } = await seeToDue(keeper, new Map());
 */
export async function seeToDue(keeper: Keeper, resting: Resting, signal?: AbortSignal): Promise<Beat> {
  const now = await keeper.now();
  const tired = [...resting].filter(([, { until }]) => until > now).map(([id]) => id);
  const due = await dueIds(keeper.store.db, now, AT_ONCE, tired);
  const outcomes: Outcome[] = [];
  const failed: string[] = [];
  const left = due.values();
  const work = async (): Promise<void> => {
    for (const id of left) {
      if (signal?.aborted) return;
      try {
        const outcome = await lookAgainAt(keeper, id);
        resting.delete(id);
        if (outcome && outcome.events.length > 0) outcomes.push(outcome);
      } catch (error) {
        const rest = restAfter(resting.get(id), now);
        resting.set(id, rest);
        failed.push(id);
        keeper.log.error({ err: error, downtime: id, ...rest }, 'a downtime could not be seen to');
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  for (const [id, { until }] of resting) if (until <= now - LONGEST_REST) resting.delete(id);
  return { at: now, outcomes, failed, more: due.length === AT_ONCE };
}

function restAfter(before: Rest | undefined, now: Instant): Rest {
  const failures = (before?.failures ?? 0) + 1;
  return { failures, until: now + Math.min(LONGEST_REST, SECOND * 2 ** Math.min(failures, 10)) };
}
