import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/plain-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is awaited comes when it comes: a loaded machine is no failure.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    // Most tests wait for real servers: by itself Vitest would leave a core idle, and two cores half of the time.
    maxWorkers: Math.max(2, availableParallelism()),
  },
});
