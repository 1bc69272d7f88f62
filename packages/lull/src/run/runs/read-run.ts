import type { Actor } from '../../access/contract.ts';
import type { Downtime } from '../../downtime/contract.ts';
import { turnBackAt } from '../../downtime/moments.ts';
import { LullError } from '../../errors.ts';
import { readable } from '../../keeper/record.ts';
import type { Reader, Trx } from '../../store/contract.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { Instant } from '../../time/instant.ts';
import { estimate, type Lengths } from '../conduct/estimate.ts';
import type { Estimate, Run, Runs } from '../contract.ts';
import { type Agent, agentsNow } from './agents.ts';
import { lastLengths } from './lengths.ts';
import { loadRun } from './rows.ts';
import { namesIn } from './sight.ts';

/** A run with all that whoever looks on wants to know. */
export interface RunSeen {
  readonly run: Run;
  readonly downtime: Downtime;
  readonly now: Instant;
  /** Null once nothing is to come. */
  readonly estimate: Estimate | null;
  /** The latest moment to turn back in time; null where it turns back, or can't any more. */
  readonly turnBackAt: Instant | null;
  /** How long the steps took before. */
  readonly lengths: Lengths;
  /** By name; empty for the server itself. */
  readonly agents: ReadonlyMap<string, Agent>;
}

/**
 * The run of a downtime.
 *
 * @param trx sees what it has changed; what is committed when left out
 * @throws LullError `not-found` also for one that the caller may not read, and before there is a run
 * @example const { run, estimate } = await readRun(runs, actor, downtimeId);
 */
export async function readRun(runs: Runs, actor: Actor, id: string, trx?: Trx): Promise<RunSeen> {
  const db = trx ?? runs.store.db;
  const { downtime } = readable(actor, id, await loadDowntime(db, id));
  const run = await loadRun(db, { downtime: id });
  if (run === null) throw await noRun(runs, actor, id, db);
  const now = await runs.now(trx);
  const lengths = await lastLengths(db, run.parts);
  const canTurnBack = run.endedAt === null && downtime.turningBack === null && !run.isPastReturn;
  return {
    run,
    downtime,
    now,
    estimate: estimate(run, lengths, now),
    lengths,
    turnBackAt: canTurnBack ? turnBackAt(downtime) : null,
    agents: await agentsNow(db, now, namesIn(run)),
  };
}

/** Why there is no run to be seen. */
export async function noRun(
  { store }: Runs,
  actor: Actor,
  id: string,
  db: Reader = store.db,
): Promise<LullError> {
  const { downtime } = readable(actor, id, await loadDowntime(db, id));
  const { title, steps } = downtime.plan;
  return steps === null
    ? new LullError(
        'not-found',
        `"${title}" is done by hand: it runs no steps`,
        'Look at the downtime itself.',
      )
    : new LullError(
        'not-found',
        `"${title}" has run no steps: it is ${downtime.state}`,
        'There is a run once it is down.',
      );
}
