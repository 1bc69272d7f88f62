import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import type { Runs } from '../contract.ts';
import type { Output } from '../runner/contract.ts';
import { demandOrdered } from './demand-ordered.ts';

/** Tells that something was printed; the payload is the run. */
export const outputChannel = 'lull_run_output';

/** What is kept of one attempt and of one part, in characters, and how many pieces: a runner tells less. */
const MOST_OF_ATTEMPT = 1_048_576;
const MOST_OF_PART = 64 * MOST_OF_ATTEMPT;
const MOST_PIECES = 10_000;
/** The longest piece. */
const LONGEST = 65_536;

/**
 * Keeps what steps print. What is told twice is kept once, and whatever goes beyond what is kept is passed
 * over: the runner itself keeps the beginning and the end of much.
 *
 * @param agent its name; null for the server's own runner
 * @throws LullError `not-ordered` for others' parts among it: then none of it is taken
 * @example await takeOutput(runs, 'db-1', output)
 */
export async function takeOutput(runs: Runs, agent: string | null, output: readonly Output[]): Promise<void> {
  await demandOrdered(runs, agent, output);
  const parts = Map.groupBy(output, ({ run, part }) => JSON.stringify([run, part]));
  for (const pieces of parts.values()) {
    await runs.store.transaction((trx) => takeFor(trx, pieces));
  }
}

async function takeFor(trx: Trx, pieces: readonly Output[]): Promise<void> {
  const { run, part } = pieces[0]!;
  const known = await trx
    .selectFrom('run_parts')
    .select('printed')
    .where('run', '=', run)
    .where('part', '=', part)
    .executeTakeFirst();
  if (known === undefined) return;
  // One after the other for each run: whoever reads on by their numbers misses none.
  await trx.selectFrom('run_runs').select('id').where('id', '=', run).forUpdate().execute();
  let kept = 0;
  for (const of of Map.groupBy(
    pieces,
    ({ phase, place, attempt }) => `${phase} ${place} ${attempt}`,
  ).values()) {
    kept += await keep(trx, of, MOST_OF_PART - Number(known.printed) - kept);
  }
  if (kept === 0) return;
  await trx
    .updateTable('run_parts')
    .set({ printed: sql`printed + ${kept}` })
    .where('run', '=', run)
    .where('part', '=', part)
    .execute();
  await sql`select pg_notify(${outputChannel}, ${run})`.execute(trx);
}

/** @returns how many characters of one attempt were kept */
async function keep(trx: Trx, pieces: readonly Output[], most: number): Promise<number> {
  const { run, part, phase, place, attempt } = pieces[0]!;
  const { length, count } = await trx
    .selectFrom('run_output')
    .select([sql<string>`coalesce(sum(length(text)), 0)`.as('length'), sql<string>`count(*)`.as('count')])
    .where('run', '=', run)
    .where('part', '=', part)
    .where('phase', '=', phase)
    .where('place', '=', place)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow();
  let left = Math.min(most, MOST_OF_ATTEMPT - Number(length));
  const rows = [];
  for (const { number, at, stream, text } of pieces.slice(0, Math.max(0, MOST_PIECES - Number(count)))) {
    const clean = text
      .slice(0, Math.min(LONGEST, Math.max(0, left)))
      .toWellFormed()
      .replaceAll('\0', '\ufffd');
    if (clean === '') continue;
    left -= clean.length;
    rows.push({ run, part, phase, place, attempt, number, at: new Date(at), stream, text: clean });
  }
  if (rows.length === 0) return 0;
  const stored = await trx
    .insertInto('run_output')
    .values(rows)
    .onConflict((row) => row.doNothing())
    .returning(sql<number>`length(text)`.as('length'))
    .execute();
  return stored.reduce((sum, row) => sum + Number(row.length), 0);
}
