import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { World } from './world.ts';

/** A runner in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves when it is gone, however it went. */
  readonly gone: Promise<unknown>;
  kill(): Promise<void>;
}

/**
 * Starts the runner of a world as a process that talks to the world's port.
 *
 * @param boundary of its journal at which it kills itself; none when negative
 */
export function startChild({ folder, stepsFolder, port }: World, boundary = -1): Child {
  const child = fork(
    join(import.meta.dirname, 'runner-process.ts'),
    [folder, stepsFolder, String(boundary)],
    {
      execArgv: [],
      // Many are started: what they are made of is compiled once.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lull-compiled') },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const gone = once(child, 'exit');
  const over = new AbortController();
  void gone.then(() => over.abort());
  const say = (message: object): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on('message', async ({ call, name, given }: { call: number; name: string; given: never }) => {
    if (name === 'orders') {
      while (!over.signal.aborted) {
        try {
          for await (const orders of port.orders(over.signal)) say({ orders });
        } catch {
          // The connection was lost: another one is made.
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      return;
    }
    try {
      const value = await (port[name as 'hello' | 'report' | 'output'] as (given: never) => Promise<unknown>)(
        given,
      );
      say({ call, value: value instanceof Map ? [...value] : value });
    } catch (error) {
      say({ call, error: (error as Error).message });
    }
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return { process: child, gone, kill };
}
