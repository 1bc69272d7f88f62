import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Answer } from '../../../src/run/runner/contract.ts';
import { startChild } from './child.ts';
import type { Luck } from './port.ts';
import { makeWorld, type World } from './world.ts';

const steps = `
steps:
  - name: once
    command: [sh, -c, 'echo once >>ROOT/log']
    rollback: { command: [sh, -c, 'echo un-once >>ROOT/log'], idempotent: true }
  - name: often
    command: [sh, -c, 'sleep 0.2; echo often >>ROOT/log']
    idempotent: true
    rollback: { command: [sh, -c, 'echo un-often >>ROOT/log'], idempotent: true }
  - name: slow
    command: [sh, -c, 'sleep 0.5; echo slow >>ROOT/log']
    rollback: { command: [sh, -c, 'echo un-slow >>ROOT/log'], idempotent: true }
`;

/** Answers all that is asked by what is seen. */
function answers(world: World): readonly Answer[] {
  return world.port.reports(world.run).flatMap(({ what }): Answer[] => {
    if (what.kind !== 'asks') return [];
    const { phase, place, attempt, name } = what;
    return [{ phase, place, attempt, answer: world.lines('log').includes(name) ? 'done' : 'again' }];
  });
}

const lucks = fc.array(
  fc.constantFrom<Luck>('well', 'well', 'well', 'lost', 'answer-lost', 'twice', 'late'),
  {
    minLength: 20,
    maxLength: 20,
  },
);

it('comes to the right end through kills at any time and a server that loses, repeats and delays', async () => {
  await fc.assert(
    fc.asyncProperty(
      lucks,
      fc.array(fc.integer({ min: 0, max: 2_500 }), { maxLength: 3 }),
      fc.boolean(),
      async (luck, kills, isBack) => {
        const world = makeWorld(steps);
        let call = 0;
        world.port.luck(() => {
          call += 1;
          return luck[call % luck.length]!;
        });
        await world.order('forward');
        for (const after of kills) {
          const child = startChild(world);
          await new Promise((resolve) => setTimeout(resolve, after));
          await child.kill();
        }
        if (isBack) await world.order('rest');
        const last = startChild(world);
        if (isBack) {
          await world.toldLast('rests');
          await world.order('back');
        }
        let told = 0;
        const end = await world.port.until(() => {
          const story = world.story();
          if (story.length > told && story.at(-1)!.startsWith('asks')) {
            told = story.length;
            void world.order(isBack ? 'back' : 'forward', { answers: answers(world) });
          }
          return /^(through|stuck)/.test(story.at(-1) ?? '') &&
            story.at(-1)!.includes(isBack ? 'back' : 'forward')
            ? story.at(-1)
            : null;
        });
        expect(end).toBe(isBack ? 'through back' : 'through forward');
        const log = world.lines('log');
        for (const name of ['once', 'slow']) {
          const count = log.filter((line) => line === name).length;
          if (isBack) expect(count).toBeLessThanOrEqual(1);
          else expect(count).toBe(1);
        }
        const begun = ['once', 'often', 'slow'].filter((name) => world.story().includes(`started ${name}`));
        if (isBack)
          expect([...new Set(log.filter((line) => line.startsWith('un-')))]).toEqual(
            begun.toReversed().map((name) => `un-${name}`),
          );
        const numbers = world.port.reports(world.run).map(({ number }) => number);
        expect(numbers).toEqual(numbers.map((_, i) => i + 1));
        // Nobody runs two attempts at once.
        let open = 0;
        for (const { what } of world.port.reports(world.run)) {
          if (what.kind === 'started') open += 1;
          if (what.kind === 'ended') open -= 1;
          expect([0, 1]).toContain(open);
        }
        await last.kill();
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
}, 900_000);
