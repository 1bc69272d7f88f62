import { sql } from 'kysely';
import { makeBell } from '../../keeper/bell.ts';
import { hearEvents } from '../../keeper/hear-events.ts';
import type { Store } from '../../store/contract.ts';
import { DAY, type Instant, SECOND } from '../../time/instant.ts';
import { type Question, type Runs, runsChannel } from '../contract.ts';
import type { Answer, Order, Phase } from '../runner/contract.ts';
import type { Outline } from '../steps/contract.ts';
import { passesFor } from './passes.ts';

/** How long an agent that was away is told that a run has ended. */
const ENDED_FOR = 7 * DAY;

/** How often orders are looked at, whatever is heard. */
const EVERY = 5 * SECOND;

/**
 * All orders that hold for an agent, with what lets their actions pass the closed gates where they do.
 *
 * @param agent its name; null for the server's own runner
 * @example await ordersFor(runs, 'db-1')
 */
export async function ordersFor(runs: Runs, agent: string | null): Promise<Order[]> {
  const { db } = runs.store;
  const now = await runs.now();
  const parts = await partsOf(db, agent, now);
  const answers = await answersTo(db, [...new Set(parts.map(({ run }) => run))]);
  const orders: Order[] = [];
  for (const { run, part, downtime, services, ...row } of parts) {
    const goal = row.goal as Order['goal'];
    const outline = row.outline as Outline | null;
    orders.push({
      run,
      part,
      downtime,
      serial: Number(row.serial),
      file: { name: row.file, hash: row.hash },
      parameters: row.parameters,
      goal,
      answers: answers.get(`${run}/${part}`) ?? [],
      stored: Number(row.reports),
      bypass: await passesFor(runs, { outline, goal, services }, now),
    });
  }
  return orders;
}

/**
 * The same at once and whenever one of them is another.
 *
 * @param mayHave whether they are for whoever asks; asked again with every look
 * @example for await (const orders of watchOrders(runs, 'db-1', signal)) send(orders);
 */
export async function* watchOrders(
  runs: Runs,
  agent: string | null,
  signal: AbortSignal,
  mayHave: () => Promise<boolean> = async () => true,
): AsyncGenerator<readonly Order[]> {
  const bell = makeBell();
  const listening = hearEvents(runs, bell, signal, runsChannel);
  let told: string | null = null;
  while (!signal.aborted) {
    const orders = (await mayHave()) ? await ordersFor(runs, agent) : null;
    const text = orders && JSON.stringify(orders.map(({ stored: _, ...order }) => order));
    if (orders && text !== told) yield orders;
    told = text;
    await bell.wait(EVERY, signal);
  }
  await listening;
}

function partsOf(db: Store['db'], agent: string | null, now: Instant) {
  return db
    .selectFrom('run_parts as p')
    .innerJoin('run_runs as r', 'r.id', 'p.run')
    .innerJoin('downtime_downtimes as d', 'd.id', 'r.downtime')
    .select(['p.run', 'p.part', 'r.downtime', 'p.file', 'p.hash', 'p.parameters', 'p.goal', 'p.serial'])
    .select(['p.reports', 'p.outline', 'd.services'])
    .where(sql<boolean>`p.agent is not distinct from ${agent}::text`)
    .where('p.serial', '>', '0')
    .where((row) =>
      row.or([row('r.ended_at', 'is', null), row('r.ended_at', '>', new Date(now - ENDED_FOR))]),
    )
    .orderBy('r.made_at')
    .orderBy('p.run')
    .orderBy('p.part')
    .execute();
}

async function answersTo(
  db: Store['db'],
  runs: readonly string[],
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  if (runs.length === 0) return new Map();
  const rows = await db
    .selectFrom('run_steps')
    .select(['run', 'part', 'phase', 'place', 'attempt', 'question'])
    .where('run', 'in', [...runs])
    .where('question', 'is not', null)
    .orderBy('run')
    .orderBy('part')
    .orderBy('number')
    .execute();
  const answers = new Map<string, Answer[]>();
  for (const { run, part, phase, place, attempt, question } of rows) {
    const { answer } = question as Question;
    if (answer === null) continue;
    const key = `${run}/${part}`;
    answers.set(key, [...(answers.get(key) ?? []), { phase: phase as Phase, place, attempt, answer }]);
  }
  return answers;
}
