import { expect, it } from 'vitest';
import type { Plan } from '../../../src/downtime/contract.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import { answerQuestion } from '../../../src/run/runs/answer-question.ts';
import { readRun } from '../../../src/run/runs/read-run.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { HOUR, MINUTE } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline, step } from '../conduct/outlines.ts';
import { type RunWorld, runWorld } from './support.ts';

const { start } = tonight;
const end = start + HOUR;
const latest = end - tonight.rollback;

/** The second of its steps goes on for as long as nobody lets it go on. */
const slow = outline({ steps: [step('dump'), step('copy', { timeLimit: 10 * HOUR })] });

/** Work whose second step runs, at the moment before the latest one to turn back. */
async function late(store: Store, plan: Partial<Plan>, file: Outline = slow): Promise<RunWorld> {
  const world = await runWorld(store, { db: file }, plan);
  await world.at(start - MINUTE);
  await world.at(start);
  while ((await world.run())?.parts.at(0)?.attempts.at(-1)?.name !== 'copy') await world.work(1);
  for (let at = start + 5 * MINUTE; at < latest; at += 5 * MINUTE) await world.at(at);
  return world;
}

const downtimeOf = async ({ keeper, id }: RunWorld) => (await readDowntime(keeper, owner, id)).downtime;
const countdown = async (world: RunWorld) => (await readRun(world.runs, owner, world.id)).turnBackAt;

describeEngines('work that is not through at the latest moment to turn back', (open, engine) => {
  it('turns back by rule, and is over by the end that was promised', async () => {
    const world = await late(await open(), { atTurnBack: 'roll-back' });
    expect(await countdown(world)).toBe(latest);
    await world.at(latest - 1_000);
    expect((await downtimeOf(world)).turningBack).toBeNull();
    await world.at(latest);
    expect((await downtimeOf(world)).turningBack).toMatchObject({ by: 'lull', at: latest });
    expect(await countdown(world)).toBeNull();
    await world.work(15);
    const { state, promise, actual } = await downtimeOf(world);
    expect([state, promise.length]).toEqual(['aborted', 1]);
    expect(actual.endedAt!).toBeLessThanOrEqual(end);
    expect([...world.hosts.values()].flatMap(({ truth }) => truth)).toEqual(['undone', 'undone']);
  });

  // What is asked of the database is the same in all of these.
  if (engine === 'pglite') return;

  it('turns back by rule at another moment where a person has moved the end', async () => {
    const world = await late(await open(), { atTurnBack: 'roll-back' });
    await world.say({ type: 'extend', later: 30 * MINUTE });
    expect(await countdown(world)).toBe(latest + 30 * MINUTE);
    await world.at(latest);
    expect((await downtimeOf(world)).turningBack).toBeNull();
    for (let at = latest; at < latest + 30 * MINUTE; at += 5 * MINUTE) await world.at(at);
    await world.at(latest + 30 * MINUTE);
    expect((await downtimeOf(world)).turningBack).toMatchObject({ by: 'lull' });
  });

  it('only asks where a step has begun after which nothing is rolled back', async () => {
    const final = outline({
      steps: [step('dump'), step('copy', { timeLimit: 10 * HOUR, pointOfNoReturn: true, rollback: null })],
    });
    const world = await late(await open(), { atTurnBack: 'roll-back' }, final);
    expect(await countdown(world)).toBeNull();
    await world.at(latest);
    const { turningBack, state, promise } = await downtimeOf(world);
    expect([turningBack, state, promise.length]).toEqual([null, 'down', 1]);
    await world.work(5);
    expect(await world.state()).toBe('completed');
  });

  it('gets more time by rule while it is at work, each time with its way back', async () => {
    const world = await late(await open(), { atTurnBack: 'extend', extendBy: 30 * MINUTE });
    await world.at(latest);
    expect((await downtimeOf(world)).expectedEnd).toBe(end + 30 * MINUTE);
    expect(await countdown(world)).toBe(latest + 30 * MINUTE);
    for (let at = latest; at < latest + 30 * MINUTE; at += 5 * MINUTE) await world.at(at);
    await world.at(latest + 30 * MINUTE);
    expect((await downtimeOf(world)).expectedEnd).toBe(end + HOUR);
    await world.work(5);
    expect(await world.state()).toBe('completed');
    expect((await downtimeOf(world)).promise.map(({ by }) => by)).toEqual(['olga', 'lull', 'lull']);
  });

  it('gets no more by rule while nobody answers what it asks, and some once somebody has', async () => {
    const asking = outline({ atFailure: 'ask' });
    const world = await runWorld(await open(), { db: asking }, { atTurnBack: 'extend' });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(8, () => 'badly');
    for (let at = start + 5 * MINUTE; at <= latest; at += 5 * MINUTE) await world.at(at);
    expect((await world.run()).state).toBe('asking');
    expect((await downtimeOf(world)).expectedEnd).toBe(end);
    expect(await world.kinds()).toContain('turn-back-due');
    await world.at(end);
    expect(await world.state()).toBe('down');
    expect(await world.kinds()).toContain('overdue');
    const answer = { part: 0, phase: 'forward', place: 0, attempt: 1, answer: 'again', why: null } as const;
    await answerQuestion(world.runs, owner, world.id, answer);
    await world.work(15);
    expect(await world.state()).toBe('completed');
  });

  it('stays closed where a person is to decide and nobody does, and does what they say', async () => {
    const world = await late(await open(), { atTurnBack: 'ask' });
    await world.at(latest);
    await world.at(end);
    await world.at(end + 10 * MINUTE);
    expect([await world.state(), (await world.run()).state]).toEqual(['down', 'forward']);
    const kinds = await world.kinds();
    expect(kinds.filter((kind) => kind === 'turn-back-due' || kind === 'overdue')).toEqual([
      'turn-back-due',
      'overdue',
    ]);
    await world.say({ type: 'extend', end: end + HOUR });
    expect(await countdown(world)).toBe(latest + HOUR);
    await world.say({ type: 'abort', why: 'it would take the whole night' });
    await world.work(15);
    expect([await world.state(), (await world.run()).state]).toEqual(['aborted', 'turned-back']);
  });
});
