import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { LullError } from '../../errors.ts';
import type { ServerFlags } from '../client/flags.ts';
import { print, printJson, tell } from '../output.ts';
import { writeWhole } from '../written-whole.ts';

/** Where a key is to go that is told once. */
export interface KeyFlags extends ServerFlags {
  file?: string;
  force?: boolean;
}

/** The options of commands that make a key. */
export function keyOptions(command: Command): Command {
  return command
    .option('--file <file>', 'write the key to a file that only you may read')
    .option('--force', 'take the place of a file that is there');
}

/**
 * Sees to it before a key is made that there is a place for it: it is told once.
 *
 * @throws LullError `file-exists`
 */
export function demandPlace({ file, force = false }: KeyFlags): void {
  if (file === undefined || force || !existsSync(file)) return;
  throw new LullError('file-exists', `${file} exists already`, 'Name another, or use --force.');
}

/** What is said beside a key: one line before it, and those that come after it. */
export interface Said {
  /** Where it is printed. */
  readonly toKeep: string;
  /** Where it is written to a file. */
  readonly written: string;
  /** What to do next, with the file that the key will be in. */
  next(file: string): readonly string[];
}

/** Writes a key to its file, or prints it alone on standard output. */
export async function giveKey<T extends { readonly key: string }>(
  made: T,
  { file, force = false, json }: KeyFlags,
  { toKeep, written, next }: Said,
): Promise<void> {
  const { key, ...told } = made;
  if (file !== undefined) {
    await writeWhole(file, ReadableStream.from([Buffer.from(`${key}\n`)]), { over: force });
    return json ? printJson({ ...told, file }) : print([written, ...next(file)]);
  }
  if (json) return printJson(made);
  tell([toKeep, ...next('/etc/lull/agent.key')]);
  process.stdout.write(`${key}\n`);
}
