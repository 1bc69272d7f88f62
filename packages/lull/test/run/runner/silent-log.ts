import type { RunnerLog } from '../../../src/run/runner/host.ts';

/** A log that nobody reads. */
export const silentLog: RunnerLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
