import { followGate } from '../../packages/gate/src/follow/index.ts';

// One gate on a machine whose clock is wrong, a process of its own: node planned-gate.ts JSON, its dates moved by
// test/support/shifted-clock.ts. Says when it flips by the clock that nobody moved, which `performance` goes by.

/** A flip: what to, and how many milliseconds after 1970. */
export interface Flipped {
  readonly state: string;
  readonly at: number;
}

await followGate({
  ...JSON.parse(process.argv[2]!),
  warn: () => {},
  onFlip: ({ state }) => {
    const at = performance.timeOrigin + performance.now();
    process.send!({ state, at } satisfies Flipped);
  },
});
process.once('disconnect', () => process.exit(0));
