import { inspect } from 'node:util';
import { LullError } from '../errors.ts';
import { printable } from '../printable.ts';

/** Something wrong in a configuration file, where it is, and what would be right. */
export interface Mistake {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Path of the field, such as windows.nightly.risk; empty where the whole file is meant. */
  readonly field: string;
  readonly message: string;
  /** A value that would be right, where one is near. */
  readonly hint: string | null;
}

/** More than this is one mistake repeated, such as a bracket that is missing. */
const MOST_LINES = 25;

/**
 * One error for all the mistakes of a file, in the order of the file, also as `details.mistakes`.
 *
 * @example throw badConfig('lull.yaml', [document.mistakeAt(['windows', 'a', 'risk'], 'is no risk')])
 */
export function badConfig(file: string, mistakes: readonly Mistake[]): LullError {
  const sorted = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.map(({ line, column, field, message, hint }) => {
    const subject = field ? `${field}: ` : '';
    return printable(
      `${file}:${line}:${column}: ${subject}${message}${hint ? `; did you mean ${hint}?` : ''}`,
    );
  });
  if (lines.length > MOST_LINES) {
    lines.splice(MOST_LINES, lines.length, `and ${mistakes.length - MOST_LINES} more`);
  }
  const what =
    lines.length === 1 ? lines[0]! : `${file} has ${mistakes.length} mistakes:\n  ${lines.join('\n  ')}`;
  return new LullError('bad-config', what, `Correct ${file} where it says so.`, { mistakes: sorted });
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
