import { sql } from 'kysely';
import type { Reader, Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { type Part, type Run, type RunState, runsChannel, type StepAttempt } from '../contract.ts';
import type { Order, Phase } from '../runner/contract.ts';
import type { Outline } from '../steps/contract.ts';
import { attemptOf, attemptRow } from './attempt-rows.ts';

/** By what a run is found. */
export type Which = { readonly id: string } | { readonly downtime: string };

/**
 * Reads a run with all its parts and attempts.
 *
 * @param forUpdate whether others wait until the transaction has ended; its downtime is to be locked before
 * @returns null where there is none
 * @example const run = await loadRun(trx, { downtime: id }, { forUpdate: true });
 */
export async function loadRun(
  db: Reader,
  which: Which,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<Run | null> {
  let query = db.selectFrom('run_runs').selectAll();
  query = 'id' in which ? query.where('id', '=', which.id) : query.where('downtime', '=', which.downtime);
  const row = await (forUpdate ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return null;
  const parts = await db
    .selectFrom('run_parts')
    .selectAll()
    .where('run', '=', row.id)
    .orderBy('part')
    .execute();
  const steps = await db
    .selectFrom('run_steps')
    .selectAll()
    .where('run', '=', row.id)
    .orderBy('part')
    .orderBy('number')
    .execute();
  return {
    id: row.id,
    downtime: row.downtime,
    state: row.state as RunState,
    was: row.was,
    why: row.why,
    part: row.part,
    madeAt: row.made_at.getTime(),
    releasedAt: row.released_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    isPastReturn: row.is_past_return,
    parts: parts.map(
      (part): Part => ({
        place: part.part,
        agent: part.agent,
        file: { name: part.file, hash: part.hash },
        parameters: part.parameters,
        outline: part.outline as Outline | null,
        goal: part.goal as Order['goal'],
        serial: Number(part.serial),
        reports: Number(part.reports),
        through: part.through as Phase[],
        stuck: part.stuck as Part['stuck'],
        rests: part.rests,
        attempts: steps.filter((step) => step.part === part.part).map(attemptOf),
      }),
    ),
  };
}

/** Whether a run is over, or there is none of that id. */
export async function hasEnded(db: Reader, id: string): Promise<boolean> {
  const row = await db.selectFrom('run_runs').select('ended_at').where('id', '=', id).executeTakeFirst();
  return row === undefined || row.ended_at !== null;
}

/**
 * Stores a new run, unless its downtime has one.
 *
 * @returns whether it is there now and was not before
 */
export async function insertRun(trx: Trx, run: Run, lookAt: Instant): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await trx
    .insertInto('run_runs')
    .values({ id: run.id, downtime: run.downtime, ...runColumns(run, lookAt) })
    .onConflict((row) => row.column('downtime').doNothing())
    .executeTakeFirst();
  if (!inserted) return false;
  const rows = run.parts.map((part) => ({
    run: run.id,
    part: part.place,
    agent: part.agent,
    file: part.file.name,
    hash: part.file.hash,
    parameters: JSON.stringify(part.parameters),
    ...partColumns(part),
  }));
  await trx.insertInto('run_parts').values(rows).execute();
  return true;
}

/**
 * Stores what became of a run that is locked: only what is another, and tells the runners whose orders are.
 *
 * @param before as it was loaded
 * @param lookAt when it is looked at next; null for never
 */
export async function saveRun(trx: Trx, before: Run, after: Run, lookAt: Instant | null): Promise<void> {
  await trx.updateTable('run_runs').set(runColumns(after, lookAt)).where('id', '=', after.id).execute();
  const ordered = new Set<string>();
  for (const part of after.parts) {
    const was = before.parts[part.place]!;
    if (part === was) continue;
    await trx
      .updateTable('run_parts')
      .set(partColumns(part))
      .where('run', '=', after.id)
      .where('part', '=', part.place)
      .execute();
    await saveAttempts(trx, after.id, was, part);
    if (part.serial !== was.serial) ordered.add(part.agent ?? '');
  }
  for (const agent of ordered) await sql`select pg_notify(${runsChannel}, ${agent})`.execute(trx);
}

async function saveAttempts(trx: Trx, run: string, before: Part, after: Part): Promise<void> {
  if (before.attempts === after.attempts) return;
  const known = new Set<StepAttempt>(before.attempts);
  const rows = after.attempts.flatMap((attempt, number) =>
    known.has(attempt) ? [] : [{ run, part: after.place, number, ...attemptRow(attempt) }],
  );
  if (rows.length === 0) return;
  await trx
    .insertInto('run_steps')
    .values(rows)
    .onConflict((row) =>
      row.columns(['run', 'part', 'phase', 'place', 'attempt']).doUpdateSet((to) => ({
        ended_at: to.ref('excluded.ended_at'),
        outcome: to.ref('excluded.outcome'),
        code: to.ref('excluded.code'),
        error: to.ref('excluded.error'),
        question: to.ref('excluded.question'),
      })),
    )
    .execute();
}

function runColumns(run: Run, lookAt: Instant | null) {
  return {
    state: run.state,
    was: run.was,
    why: run.why,
    part: run.part,
    made_at: new Date(run.madeAt),
    released_at: run.releasedAt === null ? null : new Date(run.releasedAt),
    ended_at: run.endedAt === null ? null : new Date(run.endedAt),
    is_past_return: run.isPastReturn,
    look_at: lookAt === null ? null : new Date(lookAt),
  };
}

function partColumns(part: Part) {
  return {
    outline: part.outline === null ? null : JSON.stringify(part.outline),
    goal: part.goal,
    serial: part.serial,
    reports: String(part.reports),
    through: [...part.through],
    stuck: part.stuck === null ? null : JSON.stringify(part.stuck),
    rests: part.rests,
  };
}
