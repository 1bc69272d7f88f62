import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LullError } from '../../../src/errors.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked, Keeper } from '../../../src/keeper/contract.ts';
import { lookAgainAt } from '../../../src/keeper/look-again.ts';
import { openKeeper } from '../../../src/keeper/open.ts';
import { isOpen } from '../../../src/run/conduct/questions.ts';
import type { Run, Runs } from '../../../src/run/contract.ts';
import { openRuns } from '../../../src/run/open.ts';
import { lookAtRuns } from '../../../src/run/run-runs.ts';
import { type AnswerAsked, answerQuestion } from '../../../src/run/runs/answer-question.ts';
import { ordersFor } from '../../../src/run/runs/orders.ts';
import { takeReports } from '../../../src/run/runs/take-reports.ts';
import { type EventRow, eventsAfter } from '../../../src/store/events.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { silentLog } from '../../announce/support/open.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { another, describeEngines } from '../../store/engines.ts';
import { outline, step } from '../conduct/outlines.ts';
import { type RunWorld, runWorld } from './support.ts';

const { start } = tonight;
const file = outline({
  verify: [step('check')],
  watch: [{ name: 'errors', over: MINUTE }],
  atFailure: 'ask',
});
const words = ['finish', 'verified', 'abort', 'fail', 'rollback', 'resume', 'close-again'] as const;

/** What happens in one second, all of it at the same time. */
const seconds = fc.array(
  fc.record({
    said: fc.array(fc.constantFrom(...words), { maxLength: 2 }),
    answers: fc.array(fc.constantFrom('done', 'again', 'failed'), { maxLength: 2 }),
    luck: fc.constantFrom('well', 'well', 'badly'),
    isCut: fc.boolean(),
  }),
  { minLength: 12, maxLength: 24 },
);

interface Server {
  readonly keeper: Keeper;
  readonly runs: Runs;
}

function secondServer(world: RunWorld, store: Runs['store']): Server {
  const clock = async () => world.now;
  const room = openRuns(store, { log: silentLog, bypass: async () => ({}), clock });
  const keeper = openKeeper(store, { followers: [room.follower], factSources: [room.facts], clock });
  room.connect(keeper);
  return { keeper, runs: room.runs };
}

/** A refusal is well; anything else is not. */
async function said(what: Promise<unknown>): Promise<void> {
  await what.catch((error: unknown) => {
    if (!(error instanceof LullError) || error.code === 'internal') throw error;
  });
}

function askedOf(word: (typeof words)[number], world: RunWorld): Asked {
  return word === 'resume' ? { type: word, end: world.now + 60 * MINUTE } : { type: word, why: 'a contest' };
}

function openQuestion(run: Run): Omit<AnswerAsked, 'answer'> | null {
  const open = run.parts[0]!.attempts.find(isOpen);
  return open ? { part: 0, phase: open.phase, place: open.place, attempt: open.attempt, why: null } : null;
}

/** Open by rule only with all of it done, or nothing of it. */
async function mustHold(world: RunWorld): Promise<void> {
  const truth = world.hosts.get('db')!.truth;
  if (!['opening', 'completed', 'aborted'].includes(await world.state())) return;
  const isDone = truth.every((one) => one === 'done');
  const isUndone = truth.every((one) => one === 'untouched' || one === 'undone');
  expect(isDone || isUndone, truth.join()).toBe(true);
}

/** Questions with two answers; what a person had given up and lets go on is asked another time. */
function answeredTwice(events: readonly EventRow[]): unknown[] {
  const answered = new Set<string>();
  return events.flatMap(({ kind, data }) => {
    if (kind === 'downtime.resumed' || kind === 'downtime.turning-back') answered.clear();
    if (kind !== 'run.answered') return [];
    const about = `${data.phase} ${data.place} ${data.attempt}`;
    if (answered.has(about)) return [about];
    answered.add(about);
    return [];
  });
}

describeEngines('servers that contest a run', (open, engine) => {
  it.skipIf(engine === 'pglite')(
    'keep one run, take each answer once, and never open on a half-done change',
    async () => {
      const check = fc.asyncProperty(seconds, async (all) => {
        const store = await open();
        const world = await runWorld(store, { db: file });
        const other = another(store);
        const servers = [world, secondServer(world, other)] as const;
        const host = world.hosts.get('db')!;
        try {
          await world.at(start - MINUTE);
          await world.at(start);
          for (const { said: verbs, answers, luck, isCut } of all) {
            for (const order of await ordersFor(world.runs, 'db')) host.hear(order);
            host.act(luck as 'well', world.now);
            const run = await world.run();
            const question = openQuestion(run);
            const reports = host.reports.map((one) => ({ ...one, run: run.id }));
            await world.greet();
            await Promise.all([
              ...servers.flatMap(({ keeper, runs }) => [lookAgainAt(keeper, world.id), lookAtRuns(runs)]),
              ...(isCut ? [] : servers.map(({ runs }) => takeReports(runs, 'db', reports))),
              ...verbs.map((word, i) =>
                said(commandDowntime(servers[i]!.keeper, owner, world.id, askedOf(word, world))),
              ),
              ...answers.map(async (answer, i) => {
                if (question === null) return;
                const whole = { ...question, answer: answer as 'done' };
                await said(answerQuestion(servers[i]!.runs, owner, world.id, whole));
              }),
            ]);
            await mustHold(world);
            world.now += SECOND;
          }
          expect(await store.db.selectFrom('run_runs').select('id').execute()).toHaveLength(1);
          const events = await eventsAfter(store.db, 0, { limit: 1_000, downtime: world.id });
          expect(answeredTwice(events)).toEqual([]);
          expect(world.told).toEqual([]);
        } finally {
          await other.close();
        }
      });
      await fc.assert(check, { numRuns: Number(process.env.LULL_CONTESTS ?? 4), endOnFailure: true });
    },
  );
});
