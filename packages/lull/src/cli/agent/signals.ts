import { exitCodes } from '../../errors.ts';

/** What somebody who ends an agent wants. */
export interface AskedToEnd {
  /** Aborted by the first signal: what runs is brought to its end. */
  readonly leaving: AbortSignal;
  /** Aborted by the second: what runs is stopped. A third one ends the process as it is. */
  readonly stopping: AbortSignal;
}

/**
 * Hears SIGTERM and SIGINT from now on.
 *
 * @param onSignal called with each
 * @example const { leaving, stopping } = askedToEnd((signal) => log.info({ signal }, 'asked to end'));
 */
export function askedToEnd(onSignal: (signal: NodeJS.Signals, count: number) => void): AskedToEnd {
  const [leaving, stopping] = [new AbortController(), new AbortController()];
  let count = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      count += 1;
      onSignal(signal, count);
      if (count > 2) process.exit(exitCodes.interrupted);
      (count === 1 ? leaving : stopping).abort();
    });
  }
  return { leaving: leaving.signal, stopping: stopping.signal };
}
