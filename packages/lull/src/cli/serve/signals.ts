import { exitCodes } from '../../errors.ts';

/** Resolves with the first signal that asks the server to stop; the second ends the process at once. */
export function askedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const asked = (signal: NodeJS.Signals): void => {
      for (const one of signals) process.off(one, asked).once(one, () => process.exit(exitCodes.interrupted));
      resolve(signal);
    };
    for (const signal of signals) process.on(signal, asked);
  });
}

const signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
