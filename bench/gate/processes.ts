import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Ends } from './shop.ts';

/**
 * Starts a file of this folder as a process of its own, which speaks by messages.
 *
 * @param told its one argument, as JSON
 * @param ends gets what ends it
 * @example const child = startProcess('followers.ts', { from: 0, count: 500 }, ends);
 */
export function startProcess(file: string, told: object, ends: Ends): ChildProcess {
  const child = fork(resolve(import.meta.dirname, file), [JSON.stringify(told)]);
  ends.push(() => killed(child));
  return child;
}

/** Resolves when it is gone, which it may be already. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/**
 * What it says next.
 *
 * @throws Error where it ends instead
 * @example const { at } = await heard<Said>(child);
 */
export async function heard<T>(child: ChildProcess): Promise<T> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([said]) => said as T),
      once(child, 'exit', { signal }).then(([code, by]) => {
        throw new Error(`${child.spawnargs.at(-2)} ended by itself (${code ?? by})`);
      }),
    ]);
  } finally {
    over.abort();
  }
}
