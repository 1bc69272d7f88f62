import { inspect } from 'node:util';
import { LullError } from '../errors.ts';
import { printable } from '../printable.ts';

/** Something wrong in a configuration, and what would be right. */
export interface FieldMistake {
  /** Path of the field, such as windows.nightly.risk; empty where the whole is meant. */
  readonly field: string;
  readonly message: string;
  /** A value that would be right, where one is near. */
  readonly hint: string | null;
}

/** The same in a file, and where it is. */
export interface Mistake extends FieldMistake {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** More than this is one mistake repeated, such as a bracket that is missing. */
const MOST_LINES = 25;
/** Mistakes that an error carries: whoever sends nonsense doesn't get more of it back. */
const MOST_CARRIED = 2_000;

/**
 * One error for all the mistakes of a file, in the order of the file, also as `details.mistakes`.
 *
 * @example throw badConfig('lull.yaml', [document.mistakeAt(['windows', 'a', 'risk'], 'is no risk')])
 */
export function badConfig(
  file: string,
  mistakes: readonly Mistake[],
  code: 'bad-config' | 'bad-steps' = 'bad-config',
): LullError {
  const sorted = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.map((mistake) => {
    const { file, line, column } = mistake;
    return printable(`${file}:${line}:${column}: ${sentence(mistake)}`);
  });
  const what = asOne(`${file} has ${mistakes.length} mistakes`, lines);
  return new LullError(code, what, `Correct ${file} where it says so.`, {
    mistakes: sorted.slice(0, MOST_CARRIED),
  });
}

/**
 * One error for all the mistakes of something that is in no file.
 *
 * @param code `bad-request` for what a caller sent, `bad-config` for what is kept
 * @example
 * throw badFields('bad-request', 'the window "a"', [{ field: 'risk', message: 'is none', hint: null }])
 */
export function badFields(
  code: 'bad-request' | 'bad-config',
  subject: string,
  mistakes: readonly FieldMistake[],
): LullError {
  const what = asOne(
    `${subject} has ${mistakes.length} mistakes`,
    mistakes.map((mistake) => printable(`${subject}: ${sentence(mistake)}`)),
  );
  return new LullError(code, what, 'Correct each field that is named.', {
    mistakes: mistakes.slice(0, MOST_LINES),
  });
}

function sentence({ field, message, hint }: FieldMistake): string {
  return `${field ? `${field}: ` : ''}${message}${hint ? `; did you mean ${hint}?` : ''}`;
}

function asOne(title: string, lines: readonly string[]): string {
  if (lines.length === 1) return lines[0]!;
  const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : [];
  return `${printable(title)}:\n  ${[...lines.slice(0, MOST_LINES), ...more].join('\n  ')}`;
}

/**
 * A value from the file as a message shows it: quoted, on one line, not endless.
 *
 * @example shown('hihg') === '"hihg"'
 */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY, compact: true });
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * The candidate that a mistyped word most likely means, or null when none is near.
 *
 * @example nearest('hihg', ['low', 'high', 'downtime']) === 'high'
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const limit = Math.min(3, Math.floor(word.length / 2));
  const scored = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return scored[0]?.candidate ?? null;
}

/** Levenshtein's distance with neighbouring letters swapped counting once (Damerau, restricted). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Number.POSITIVE_INFINITY;
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(change, swap, rows[i - 1]![j]! + 1, row[j - 1]! + 1));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
