// Random stories of announcing against what must be true of who heard what. A failure prints its seed, its
// path and the shortest story that fails. For more than is tried each time:
//   LULL_MODEL_RUNS     how many stories on PGlite, and a third of it on PostgreSQL (12)
//   LULL_MODEL_SECONDS  when to stop, each engine by itself (20)
//   LULL_MODEL_STEPS    how long a story may be (24)
//   LULL_MODEL_SEED, LULL_MODEL_PATH   which stories: those of a failure again
// Overnight: LULL_MODEL_RUNS=100000 LULL_MODEL_SECONDS=30000 LULL_MODEL_SEED=$RANDOM
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
const seconds = Number(process.env.LULL_MODEL_SECONDS ?? 20);
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
      { numRuns, seed, ...(path && { path }), interruptAfterTimeLimit: seconds * 1_000 },
    );
  }, 3_600_000);
});
