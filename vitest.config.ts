import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { JourneysFirst } from './test/support/sequencer.ts';

// The tests start hundreds of processes from the same sources: each is compiled once.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'lull-compile-cache');

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: './test/support/shared-postgres.ts',
    setupFiles: './test/support/property-seed.ts',
    reporters: ['default', './scripts/plain-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What is awaited comes when it comes: a loaded machine is no failure.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    sequence: { sequencer: JourneysFirst },
    // Most tests wait for real servers: one for each core would leave the cores idle a fifth of the time.
    maxWorkers: 2 * availableParallelism(),
  },
});
