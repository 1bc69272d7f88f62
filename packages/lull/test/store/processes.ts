import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that writes into a data folder. */
export interface Writer {
  readonly process: ChildProcess;
  /** The next line that it says; null when it has ended. */
  said(): Promise<string | null>;
  /** Ends it without a word, and gives what it had said and nobody had asked for. */
  kill(): Promise<string[]>;
}

/** Starts one, behind other words of a command line where they are given. */
export function startWriter(folder: string, { wait = false, by = [] as readonly string[] } = {}): Writer {
  const words = [
    ...by,
    process.execPath,
    join(import.meta.dirname, 'writer.ts'),
    folder,
    ...(wait ? ['wait'] : []),
  ];
  const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const said = async (): Promise<string | null> => {
    const { value, done } = await lines.next();
    return done ? null : value;
  };
  return {
    process: child,
    said,
    async kill() {
      child.kill('SIGKILL');
      await closed;
      const rest: string[] = [];
      for (let line = await said(); line !== null; line = await said()) rest.push(line);
      return rest;
    },
  };
}
