import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** One record of a CSV, and the line on which it ends. */
export interface CsvRecord {
  readonly line: number;
  /** Null where it can't be read as CSV; then `error` says why. */
  readonly cells: readonly string[] | null;
  readonly error: string | null;
}

/** Longer than any record of ours, in characters. */
const LONGEST = 100_000;

/** What is parsed at once, in characters. */
const AT_ONCE = 65_536;

/**
 * The records of a CSV (RFC 4180) in UTF-8, with or without a byte order mark, empty lines left out. Cells
 * are parted by what parts the first line: a comma, a semicolon (as spreadsheets write it in many countries),
 * or a tab. What can't be read comes as soon as that is known, perhaps before records that stand before it.
 *
 * @example for await (const { line, cells } of recordsOf('address\nada@example.com')) …
 */
export async function* recordsOf(text: string): AsyncGenerator<CsvRecord> {
  const skipped: CsvRecord[] = [];
  const parser = Readable.from(piecesOf(text)).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: LONGEST,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      trim: true,
      on_skip: (error) => {
        const line = Number((error as { lines?: number } | undefined)?.lines ?? 0);
        skipped.push({ line, cells: null, error: error?.message ?? 'cannot be read' });
        return undefined;
      },
    }),
  );
  const read = parser as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  for await (const { record, info } of read) {
    yield* skipped.splice(0);
    yield { line: info.lines, cells: record, error: null };
  }
  yield* skipped;
}

function delimiterOf(text: string): string {
  const first = text.slice(0, LONGEST).split(/\r|\n/, 1)[0]!;
  return [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
}

function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; from += AT_ONCE) yield text.slice(from, from + AT_ONCE);
}
