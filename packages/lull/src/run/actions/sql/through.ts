import { SECOND } from '../../../time/instant.ts';
import type { SqlAction } from '../../steps/contract.ts';
import type { ActionContext, Ended } from '../contract.ts';
import { done, failed, halted, undone, unknown } from '../ended.ts';
import { isRefusal, type Row, rowText, type Session } from './session.ts';

/** Longer than this no statement waits for a lock, unless the SQL itself says so. Milliseconds. */
const LOCK_TIMEOUT = 30 * SECOND;

/** How far it has come: what a lost connection means depends on it. */
export interface Progress {
  transaction: string | null;
  stage: 'before' | 'within' | 'committing';
}

/** One round of SQL on a session. */
export interface Round {
  readonly session: Session;
  readonly timeLimit: number;
  readonly progress: Progress;
  readonly context: ActionContext;
  readonly signal: AbortSignal;
}

/**
 * Runs SQL from its beginning to its commit.
 *
 * @returns how it ended; `unknown` when the connection was lost in it
 */
export async function through(action: SqlAction, round: Round): Promise<Ended> {
  const { session, progress } = round;
  try {
    await prepare(action, round);
    if (round.signal.aborted) return undone(halted(round.signal));
    progress.stage = 'within';
    const wrong = await runText(action, round);
    if (wrong !== null) return await refused(wrong, round);
    if (action.transaction) {
      progress.stage = 'committing';
      await session.run('commit');
    }
    return done();
  } catch (error) {
    const { message } = error as Error;
    if (progress.stage === 'before')
      return undone(round.signal.aborted ? halted(round.signal) : failed(message));
    if (isRefusal(error)) return refused(message, round);
    return unknown(`the connection was lost: ${message}`);
  }
}

/** SQL may have ended its transaction by itself before it failed: the server knows. */
async function refused(why: string, { session, progress: { transaction } }: Round): Promise<Ended> {
  if (transaction === null) return failed(why);
  const found: Row[] = [];
  try {
    await session.run('rollback');
    await session.run('select txid_status($1::bigint)', [transaction], (row) => found.push(row));
  } catch {
    return failed(why);
  }
  return found[0]?.[0] === 'aborted' ? undone(failed(why)) : failed(why);
}

/** What the server does by itself when this process is gone; and the number by which its fate is known. */
async function prepare(action: SqlAction, { session, timeLimit, progress, context }: Round): Promise<void> {
  await session.run(`set lock_timeout = ${Math.min(LOCK_TIMEOUT, Math.ceil(timeLimit))}`);
  // Only where the server can: from PostgreSQL 14 on, and not on every system.
  await session.run("set client_connection_check_interval = '1s'").catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
  });
  if (action.transaction) {
    const found: Row[] = [];
    await session.run('begin');
    const number = 'select case when not pg_is_in_recovery() then txid_current() end';
    await session.run(number, [], (row) => found.push(row));
    progress.transaction = found[0]![0] ?? null;
  }
  const { pid, since } = session;
  const { transaction } = progress;
  await context.mark({ kind: 'backend', target: action.target, pid, since, transaction });
}

/** @returns what is wrong with what it gave; null when nothing is */
async function runText(
  { text, values, expect, transaction }: SqlAction,
  { session, progress, context }: Round,
): Promise<string | null> {
  if (text === null) return 'its file was not read';
  let first: Row | null = null;
  const ran = await session.run(text, values, (row) => {
    first ??= row;
    context.print('out', rowText(row, context.redact));
  });
  for (const { command, rowCount } of ran) {
    if (command) context.print('out', `${command}${rowCount === null ? '' : ` ${rowCount}`}\n`);
  }
  if (transaction && !(await isStillIn(session, progress.transaction))) {
    return 'the SQL ended its transaction by itself: write transaction: false';
  }
  const value = (first as Row | null)?.[0];
  if (expect === null || value === expect) return null;
  return `the first value is ${value === undefined ? 'none' : JSON.stringify(value)}, not ${JSON.stringify(expect)}`;
}

async function isStillIn(session: Session, transaction: string | null): Promise<boolean> {
  if (transaction === null) return true;
  const found: Row[] = [];
  await session.run('select txid_current_if_assigned()', [], (row) => found.push(row));
  return found[0]?.[0] === transaction;
}
