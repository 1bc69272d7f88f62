import { expect, it } from 'vitest';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import type { Asked } from '../../../src/keeper/contract.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import { answerQuestion } from '../../../src/run/runs/answer-question.ts';
import { MINUTE } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline, step } from '../conduct/outlines.ts';
import { type RunWorld, runWorld } from './support.ts';

const { start } = tonight;
const file = outline({
  steps: [step('dump'), step('count', { rollback: null }), step('load')],
  verify: [step('check')],
  atFailure: 'ask',
});

/** What would follow from a word, with nothing changed by asking. */
async function wouldFollow(world: RunWorld, asked: Asked): Promise<string[]> {
  const before = [await readDowntime(world.keeper, owner, world.id), await world.run()];
  const { follows } = await commandDowntime(world.keeper, owner, world.id, asked, { dryRun: true });
  expect([await readDowntime(world.keeper, owner, world.id), await world.run()]).toEqual(before);
  return follows.filter(({ kind }) => kind === 'step').map(({ text }) => text);
}

describeEngines('what would follow over a run', (open) => {
  it('is shown for each word: what is stopped, undone, left, done and checked', async () => {
    const world = await runWorld(await open(), { db: file });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(5);
    expect((await world.run()).parts[0]!.attempts.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['dump', 'done'],
      ['count', 'done'],
      ['load', null],
    ]);
    const undoing = [
      '"count" of the agent db stays as it is, done',
      'the agent db undoes "load": undo load (never run before, at most 5m)',
      'the agent db undoes "dump": undo dump (never run before, at most 5m)',
    ];
    const stopping = 'the agent db stops "load" where it is';
    expect(await wouldFollow(world, { type: 'abort' })).toEqual([stopping, ...undoing]);
    expect(await wouldFollow(world, { type: 'fail' })).toEqual([stopping]);
    expect(await wouldFollow(world, { type: 'extend', later: MINUTE })).toEqual([]);
    await expect(wouldFollow(world, { type: 'finish' })).rejects.toMatchObject({ code: 'run-under-way' });

    await world.work(1, () => 'badly');
    const asked = { part: 0, phase: 'forward', place: 2, attempt: 1, why: null } as const;
    await world.work(2);
    const would = async (answer: 'done' | 'again' | 'failed') => {
      const before = await world.run();
      const said = { ...asked, answer };
      const told = await answerQuestion(world.runs, owner, world.id, said, { dryRun: true });
      expect(await world.run()).toEqual(before);
      return [told.seen.run.state, ...told.follows.map(({ text }) => text)];
    };
    const load = 'the agent db runs "load": load (never run before, at most 10m)';
    expect(await would('again')).toEqual(['forward', load]);
    expect(await would('done')).toEqual(['forward']);
    expect(await would('failed')).toEqual(['forward', ...undoing]);

    await world.say({ type: 'fail' });
    await world.work(2);
    expect(await wouldFollow(world, { type: 'rollback' })).toEqual(undoing);
    expect(await wouldFollow(world, { type: 'reopen' })).toEqual([
      '"dump" of the agent db stays as it is, done',
      '"count" of the agent db stays as it is, done',
      '"load" of the agent db stays as it is, half-done',
    ]);
    expect(await wouldFollow(world, { type: 'resume', later: MINUTE })).toEqual([
      '"load" waits for an answer: 2?',
    ]);
  });

  it('is checked anew where a person says that it is finished after it was closed again', async () => {
    const world = await runWorld(await open(), {
      db: outline({ verify: [step('check')], watch: [{ name: 'errors', over: MINUTE }] }),
    });
    await world.at(start - MINUTE);
    await world.at(start);
    while ((await world.state()) !== 'opening') await world.work(1);
    await world.say({ type: 'close-again', why: 'errors' });
    await world.work(2);
    expect(await wouldFollow(world, { type: 'finish' })).toEqual([
      'the agent db checks "check": check (usually 1s, at most 10m)',
    ]);
    await world.say({ type: 'finish' });
    expect(await world.state()).toBe('verifying');
    await world.work(20);
    expect(await world.state()).toBe('completed');
  });
});
