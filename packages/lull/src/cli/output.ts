import { exitCodes, LullError } from '../errors.ts';
import { printableLines } from '../printable.ts';
import { errorDetails } from './render/error-details.ts';
import { paint, styled } from './terminal.ts';

/** Most of what is printed, and much quicker to tell than what would have to be escaped. */
const plain = /^[\n\x20-\x7e]*$/;

/** Writes one JSON value and nothing else to standard output. */
export function printJson(value: unknown): void {
  // What it makes visible stands inside strings, where JSON reads it as the character that it was.
  const text = JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0);
  process.stdout.write(`${plain.test(text) ? text : printableLines(text)}\n`);
}

/** Writes lines for people to standard output. */
export function print(lines: readonly string[]): void {
  const shown = paint(process.stdout).colors ? styled : printableLines;
  process.stdout.write(`${lines.map(shown).join('\n')}\n`);
}

/** Writes lines to standard error: what is said beside the answer. */
export function tell(lines: readonly string[]): void {
  const shown = paint(process.stderr).colors ? styled : printableLines;
  process.stderr.write(`${lines.map(shown).join('\n')}\n`);
}

/**
 * Tells a person (and, with --json, a program) what went wrong and what to do.
 *
 * @returns the exit code of the process
 */
export function reportError(error: unknown, json: boolean): number {
  const known = error instanceof LullError ? error : unexpected(error);
  const style = paint(process.stderr);
  const head = `${style.red('error')} ${style.dim(`[${known.code}]`)}`;
  const lines = [
    `${head} ${printableLines(known.message)}`,
    ...errorDetails(known),
    printableLines(known.todo),
  ];
  if (known.retry && known.code !== 'interrupted') lines.push('Trying again may help.');
  process.stderr.write(`${lines.filter(Boolean).join('\n')}\n`);
  if (json) printJson(known);
  return known.exitCode;
}

function unexpected(error: unknown): LullError {
  if (error instanceof Error && error.name === 'AbortError') {
    return new LullError('interrupted', 'interrupted', '');
  }
  const what =
    error instanceof Error ? (process.env.LULL_DEBUG ? (error.stack ?? '') : error.message) : String(error);
  return new LullError(
    'internal',
    what,
    'Run it again with LULL_DEBUG=1 for the details, and please report it.',
  );
}

/** Aborted when the person presses Ctrl-C or the process is told to stop; a second time ends it at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort(new LullError('interrupted', 'interrupted', 'Nothing was changed.'));
      process.once(signal, () => process.exit(exitCodes.interrupted));
    });
  }
  return controller.signal;
}
