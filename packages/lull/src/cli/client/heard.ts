import { setTimeout as wait } from 'node:timers/promises';
import { LullError } from '../../errors.ts';
import { SECOND } from '../../time/instant.ts';

const shortestPause = 1 * SECOND;
const longestPause = 15 * SECOND;

/** What is told of a line that is lost. */
export function lostLine(why: string): string {
  return `The line to the server is lost (${why}); it is taken up again.`;
}

/**
 * Asks again until the server answers, for whoever looks on: a line that is lost is taken up again.
 *
 * @param onLine told once when the line is lost, with why
 * @throws LullError what the server refuses it with; `interrupted` as the signal says
 * @example const run = await untilHeard(() => ask(server, readRun, asked), { signal, onLine });
 */
export async function untilHeard<T>(
  work: () => Promise<T>,
  { signal, onLine }: { readonly signal: AbortSignal; readonly onLine: (lost: string) => void },
): Promise<T> {
  let pause = shortestPause;
  for (let tried = 0; ; tried++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LullError) || !error.retry) throw error;
      if (tried === 0) onLine(error.message);
    }
    await wait(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    pause = Math.min(2 * pause, longestPause);
  }
}
