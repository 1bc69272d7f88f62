import { setImmediate } from 'node:timers/promises';
import { nearest } from '../../../catalog/mistakes.ts';
import { LullError } from '../../../errors.ts';
import { excerpt, printable } from '../../../printable.ts';
import { columns, type ReadColumn, readColumns } from './columns.ts';
import { type ImportLine, type LineReading, readLine } from './read-line.ts';
import { type CsvRecord, recordsOf } from './records.ts';

/** A line that can't be imported, and why. */
export interface BadLine {
  readonly line: number;
  readonly message: string;
}

/** What a file holds. */
export interface ReadFile {
  readonly lines: readonly ImportLine[];
  /** All that can't be imported; the first thousand of them are named. */
  readonly bad: readonly BadLine[];
  readonly badCount: number;
}

/** More than anybody reads. */
const MOST_NAMED = 1_000;

/** How long others wait while lines are read, in milliseconds. */
const LONGEST_UNHEARD = 10;

/**
 * Reads a CSV of subscribers: every line, whatever is wrong with others.
 *
 * @throws LullError `bad-import` where the first line doesn't name the columns
 * @example await readSubscribers('address,tags\nada@example.com,vip', reading)
 */
export async function readSubscribers(text: string, reading: LineReading): Promise<ReadFile> {
  const [lines, bad]: [ImportLine[], BadLine[]] = [[], []];
  const seen = new Map<string, number>();
  // Hints cost most of all, and nobody reads those of more.
  const unhinted = { ...reading, known: { has: (name: string) => reading.known.has(name), keys: () => [] } };
  let badCount = 0;
  let head: readonly (ReadColumn | null)[] | null = null;
  let heardAt = performance.now();
  for await (const record of recordsOf(text)) {
    if (performance.now() - heardAt > LONGEST_UNHEARD) {
      await setImmediate();
      heardAt = performance.now();
    }
    if (head === null && record.cells !== null) {
      head = headIn(record.cells);
      continue;
    }
    const read = attempt(record, head ?? [], badCount < MOST_NAMED ? reading : unhinted, seen);
    if ('key' in read) {
      seen.set(read.key, read.line);
      lines.push(read);
    } else {
      badCount += 1;
      if (bad.length < MOST_NAMED) bad.push(read);
    }
  }
  if (head === null) throw wrongHead(bad[0]?.message ?? 'There is nothing in the file');
  return { lines, bad: bad.toSorted((a, b) => a.line - b.line), badCount };
}

function attempt(
  { line, cells, error }: CsvRecord,
  head: readonly (ReadColumn | null)[],
  reading: LineReading,
  seen: ReadonlyMap<string, number>,
): ImportLine | BadLine {
  if (cells === null) return { line, message: error ?? 'cannot be read' };
  if (cells.length > head.length) {
    return { line, message: `it has ${cells.length} cells, and the first line ${head.length}` };
  }
  try {
    const named = head.flatMap((column, i) => (column === null ? [] : [[column, cells[i] ?? ''] as const]));
    const read = readLine(line, new Map(named), reading);
    const before = seen.get(read.key);
    return before === undefined ? read : { line, message: `its address is on line ${before} already` };
  } catch (thrown) {
    if (!(thrown instanceof LullError)) throw thrown;
    return { line, message: printable(`${thrown.message}${thrown.todo === '' ? '' : `. ${thrown.todo}`}`) };
  }
}

/** Which column each cell belongs to; null for what an export only tells. */
function headIn(cells: readonly string[]): readonly (ReadColumn | null)[] {
  const names = cells.map((cell) => cell.toLowerCase());
  const odd = names.find((name) => !columns.includes(name as (typeof columns)[number]));
  if (odd !== undefined) {
    const meant = nearest(odd, [...columns]);
    throw wrongHead(`"${excerpt(odd)}" is no column${meant === null ? '' : `; is ${meant} meant?`}`);
  }
  if (new Set(names).size < names.length) throw wrongHead('The first line names a column twice');
  if (!names.includes('address')) throw wrongHead('The first line has no column "address"');
  return names.map((name) => (readColumns.includes(name as ReadColumn) ? (name as ReadColumn) : null));
}

function wrongHead(what: string): LullError {
  return new LullError('bad-import', what, `The first line names the columns: ${readColumns.join(', ')}.`);
}
