import { expect, it } from 'vitest';
import { answerQuestion } from '../../../src/run/runs/answer-question.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { person, tonight } from '../../keeper/support.ts';
import { outline, step } from '../../run/conduct/outlines.ts';
import { describeEngines } from '../../store/engines.ts';
import { type WorkWorld, workWorld } from './support.ts';

const { start } = tonight;
const asking = outline({ atFailure: 'ask' });
const everybody = ['bea@example.com', 'olga@example.com', 'watch@example.com'];

/** Its first step goes on for longer than an hour. */
const slow = outline({ steps: [step('copy', { timeLimit: 10 * HOUR }), step('load')] });

/** What they hear who did not decide it themselves. */
const decidedBy = (who: string): string[] => [
  `Decided by ${who}: Move the database (shop)`,
  `Decided by ${who}: Move the database (shop)`,
];

/** Until its first step runs; nobody is told of that. */
async function begun(world: WorkWorld): Promise<void> {
  await world.at(start - MINUTE);
  await world.at(start);
  await world.work(3);
  expect(await world.heard()).toEqual([]);
}

/** Until its first step has failed, and somebody is asked. */
async function asked(world: WorkWorld): Promise<void> {
  await world.at(start - MINUTE);
  await world.at(start);
  await world.work(8, () => 'badly');
}

describeEngines('people at work', (open, engine) => {
  it('are asked in their language and zone, again at half of the time, and hear who decided', async () => {
    const world = await workWorld(await open(), asking, { atTurnBack: 'extend', extendBy: 30 * MINUTE });
    await world.heard();
    await asked(world);
    expect((await world.run()).state).toBe('asking');
    const first = await world.heard();
    expect(first.map(({ to }) => to)).toEqual(everybody);
    const [bea, olga, watch] = first;
    expect(bea!.subject).toBe('Please decide by Tue 1 Dec, 23:40 CET: Move the database (shop)');
    expect(olga!.subject).toBe('Bitte entscheiden bis Di., 1. Dez., 23:40 Uhr MEZ: Move the database (shop)');
    expect(watch!.subject).toBe('Please decide by Tue 1 Dec, 17:40 EST: Move the database (shop)');
    expect(watch!.text).toContain('Tuesday, 1 December 2026, 17:40 EST');
    expect(watch!.text).toContain('that is Tuesday, 1 December 2026, 23:40 CET');
    for (const answer of ['done', 'again', 'failed']) {
      expect(watch!.text).toContain(`lull run answer ${world.id} ${answer} --step dump`);
    }
    expect(watch!.text).toContain('you are asked again, and nothing else is done by rule');
    expect(await world.heard()).toEqual([]);

    await world.at(start + 19 * MINUTE);
    expect(await world.heard()).toEqual([]);
    await world.at(start + 20 * MINUTE + 30 * SECOND);
    const again = await world.heard();
    expect(again.map(({ to }) => to)).toEqual(everybody);
    expect(again[1]!.subject).toBe('Noch nicht entschieden: Move the database (shop)');

    const answer = { part: 0, phase: 'forward', place: 0, attempt: 1, answer: 'again' } as const;
    await answerQuestion(world.runs, person('olga'), world.id, { ...answer, why: 'the disk is free now' });
    const decided = await world.heard();
    expect(decided.map(({ to }) => to)).toEqual(['bea@example.com', 'watch@example.com']);
    expect(decided[0]!.subject).toBe('Decided by olga: Move the database (shop)');
    expect(decided[0]!.text).toContain('olga has decided: Run it again');
    expect(decided[0]!.text).toContain('The reason: the disk is free now');

    await world.work(20);
    expect(await world.state()).toBe('completed');
    const over = await world.heard();
    expect(over.map(({ subject }) => subject)).toEqual([
      'Over: Move the database (shop)',
      'Vorbei: Move the database (shop)',
      'Over: Move the database (shop)',
    ]);
  });

  // What is asked of the database is the same in all of these.
  if (engine === 'pglite') return;

  it('are asked at the latest moment to turn back, and can give it more time', async () => {
    const world = await workWorld(await open(), slow, { atTurnBack: 'ask' });
    await begun(world);
    await world.at(start + 40 * MINUTE);
    const [, , asked] = await world.heard();
    expect(asked!.subject).toBe('Please decide by Tue 1 Dec, 18:00 EST: Move the database (shop)');
    expect(asked!.text).toContain('The latest moment to turn back in time has come');
    expect(asked!.text).toContain(`lull downtime extend ${world.id} --by 15m`);
    expect(asked!.text).toContain(`lull downtime abort ${world.id}`);
    await world.say({ type: 'extend', later: 30 * MINUTE, why: 'the copy is at 90 %' });
    expect((await world.heard()).map(({ subject }) => subject)).toEqual(decidedBy('olga'));
    await world.at(start + 55 * MINUTE);
    expect(await world.heard()).toEqual([]);
    await world.at(start + 70 * MINUTE);
    expect((await world.heard())[0]!.subject).toBe(
      'Please decide by Wed 2 Dec, 00:30 CET: Move the database (shop)',
    );
  });

  it('hear that it is not over, where nobody says a word, and that it stays closed', async () => {
    const world = await workWorld(await open(), slow, { atTurnBack: 'ask' });
    await begun(world);
    await world.at(start + 40 * MINUTE);
    expect(await world.heard()).toHaveLength(3);
    await world.at(start + 50 * MINUTE);
    expect((await world.heard())[0]!.subject).toBe('Nobody has decided yet: Move the database (shop)');
    await world.at(start + 60 * MINUTE);
    const [bea] = await world.heard();
    expect(bea!.subject).toBe('Not over at its promised end: Move the database (shop)');
    expect(bea!.text).toContain('Nothing is done by rule');
    expect(await world.state()).toBe('down');
    await world.say({ type: 'abort' });
    const subjects = (await world.heard()).map(({ subject }) => subject);
    expect(subjects.filter((one) => one.startsWith('Decided'))).toEqual(decidedBy('olga'));
  });

  it('hear that its end has moved by rule, and until when', async () => {
    const world = await workWorld(await open(), slow, { atTurnBack: 'extend', extendBy: 30 * MINUTE });
    await begun(world);
    await world.at(start + 40 * MINUTE);
    const [bea, olga] = await world.heard();
    expect(bea!.subject).toBe('Takes longer by rule, until Wed 2 Dec, 00:30 CET: Move the database (shop)');
    expect(olga!.text).toContain('Neues Ende: Mittwoch, 2. Dezember 2026, 00:30 Uhr MEZ');
    expect(olga!.text).toContain('Bisheriges Ende: Mittwoch, 2. Dezember 2026, 00:00 Uhr MEZ');
  });

  it('hear that it turns back by rule, and when that is over', async () => {
    const world = await workWorld(await open(), slow, { atTurnBack: 'roll-back' });
    await begun(world);
    await world.at(start + 40 * MINUTE);
    const [bea] = await world.heard();
    expect(bea!.subject).toBe('Turns back: Move the database (shop)');
    expect(bea!.text).toContain('Expected end: Wednesday, 2 December 2026, 00:00 CET');
    await world.work(15);
    expect(await world.state()).toBe('aborted');
    const [over] = await world.heard();
    expect(over!.text).toContain('It turned back, and visitors are back.');
  });

  it('are told what is stuck, what can be done, and are reminded until somebody decides', async () => {
    const world = await workWorld(await open(), outline());
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(12, () => 'badly');
    expect(await world.state()).toBe('failed');
    const told = await world.heard();
    expect(told.map(({ subject }) => subject)).toEqual([
      'Turns back: Move the database (shop)',
      'Stuck, and needs a person: Move the database (shop)',
      'Wird zurückgenommen: Move the database (shop)',
      'Geht allein nicht weiter: Move the database (shop)',
      'Turns back: Move the database (shop)',
      'Stuck, and needs a person: Move the database (shop)',
    ]);
    expect(told[1]!.text).toContain('Undoing the step “dump” has failed');
    expect(told[1]!.text).toContain(`lull run answer ${world.id} done --step dump`);
    await world.at(start + 16 * MINUTE);
    expect((await world.heard())[0]!.subject).toBe('Nobody has decided yet: Move the database (shop)');
    const answer = { part: 0, phase: 'back', place: 0, attempt: 1, answer: 'done', why: null } as const;
    await answerQuestion(world.runs, person('bea'), world.id, answer);
    expect((await world.heard()).map(({ to }) => to)).toEqual(['olga@example.com', 'watch@example.com']);
  });

  it('hear of nothing where nothing was asked', async () => {
    const world = await workWorld(await open(), outline());
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(20);
    expect(await world.state()).toBe('completed');
    expect(await world.heard()).toEqual([]);
  });
});
