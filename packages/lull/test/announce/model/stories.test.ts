// Random stories of announcing against what must be true of who heard what. LULL_MODEL_RUNS is how many on
// PGlite (a third of it on PostgreSQL), LULL_MODEL_STEPS how long they are, LULL_MODEL_SEED which; a
// failure prints its seed and the shortest story that fails. Overnight: LULL_MODEL_RUNS=5000.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeEngines } from '../../store/engines.ts';
import { wrongs } from './beliefs.ts';
import { play } from './play.ts';
import { empty, openStage } from './stage.ts';
import { stories, yamlOf } from './story.ts';

const runs = Number(process.env.LULL_MODEL_RUNS ?? 12);
const steps = Number(process.env.LULL_MODEL_STEPS ?? 24);
const seed = Number(process.env.LULL_MODEL_SEED ?? 20261123);
const path = process.env.LULL_MODEL_PATH;

describeEngines('random stories', (open, engine) => {
  it('tell everybody what is true of what touches them, once, and nobody else', async () => {
    const store = await open();
    const numRuns = engine === 'pglite' ? runs : Math.ceil(runs / 3);
    await fc.assert(
      fc.asyncProperty(stories(steps), async (story) => {
        const stage = await openStage(store, yamlOf(story.policies));
        const look = (truth: Parameters<Parameters<typeof play>[2]>[0]) =>
          expect(
            wrongs({
              policies: story.policies,
              truth,
              heard: stage.heard,
              perhaps: stage.perhaps,
              step: stage.step,
              now: stage.now,
            }),
          ).toEqual([]);
        try {
          await play(stage, story, look);
        } finally {
          await stage.close();
          await empty(store);
        }
      }),
      { numRuns, seed, ...(path && { path }), endOnFailure: false, interruptAfterTimeLimit: 1_000_000 },
    );
  }, 3_600_000);
});
