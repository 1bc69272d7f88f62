import { excerpt } from '../../../printable.ts';
import type { Instant } from '../../../time/instant.ts';
import { MISSING, readFigure } from '../../figures/figure.ts';
import { detectLayout, type Layout, usualLayout } from './layout.ts';
import { LineSplitter, LONGEST_LINE } from './lines.ts';
import { type Refusal, RowJoiner } from './rows.ts';
import type { StampReader } from './stamps.ts';

/** Lines by which a layout is told. */
const FIRST_LINES = 50;
/** Characters of the first lines that are held while the layout is not known. */
const FIRST_CHARACTERS = 2 * LONGEST_LINE;

/** Where the rows of a file go. */
export interface RowSink {
  /** @param figure NaN where the row says that nothing is known */
  point(series: string, at: Instant, figure: number): void;
  refused(line: number, refusal: Refusal): void;
}

/** Takes the bytes of one CSV file in pieces of any size and hands on its points. */
export class CsvFile {
  readonly #stamps: StampReader;
  readonly #sink: RowSink;
  readonly #lines = new LineSplitter((line, number) => this.#line(line, number));
  #first: { line: string; number: number }[] = [];
  #characters = 0;
  #rows: RowJoiner | null = null;
  #layout: Layout = usualLayout;
  #headerLine: number | null = null;

  constructor(stamps: StampReader, sink: RowSink) {
    this.#stamps = stamps;
    this.#sink = sink;
  }

  /** Lines read so far. */
  get lines(): number {
    return this.#lines.count;
  }

  feed(bytes: Uint8Array): void {
    this.#lines.feed(bytes);
  }

  end(): void {
    this.#lines.end();
    this.#settleLayout().end();
  }

  #line(line: string, number: number): void {
    if (line.length > LONGEST_LINE) {
      this.#sink.refused(number, {
        reason: 'line too long',
        why: `it is longer than ${LONGEST_LINE} characters`,
      });
    } else if (this.#rows) {
      this.#rows.feed(line, number);
    } else {
      this.#first.push({ line, number });
      this.#characters += line.length;
      if (this.#first.length >= FIRST_LINES || this.#characters > FIRST_CHARACTERS) this.#settleLayout();
    }
  }

  #settleLayout(): RowJoiner {
    if (this.#rows) return this.#rows;
    const first = this.#first;
    this.#first = [];
    const written = first.map(({ line }) => line).filter((line) => line.trim() !== '');
    this.#layout = detectLayout(written) ?? usualLayout;
    const rows = new RowJoiner(
      this.#layout.separator,
      (fields, line, text) => this.#row(fields, line, text),
      (line, refusal) => this.#sink.refused(line, refusal),
    );
    this.#rows = rows;
    for (const { line, number } of first) rows.feed(line, number);
    return rows;
  }

  #row(fields: string[], line: number, text: string): Refusal | null {
    const { columns, time, value, series, header, separator } = this.#layout;
    if (text === header) {
      this.#headerLine ??= line;
      return line === this.#headerLine
        ? null
        : { reason: 'repeated header', why: 'the header stands there again' };
    }
    if (fields.length !== columns) {
      if (text.trim() === '') return null;
      return {
        reason: 'wrong number of fields',
        why: `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} instead of ${columns}: "${excerpt(text)}"`,
      };
    }
    const stamp = fields[time]!.trim();
    const at = this.#stamps.read(stamp);
    if (Number.isNaN(at))
      return { reason: 'not a time', why: `"${excerpt(stamp)}" is neither ISO 8601 nor an epoch` };
    const figure = readFigure(fields[value]!.trim(), separator !== ',');
    if (typeof figure === 'object')
      return { reason: figure.reason, why: `"${excerpt(fields[value]!)}" is ${figure.reason}` };
    const name = series === null ? '' : fields[series]!.trim();
    this.#sink.point(name, at, figure === MISSING ? Number.NaN : figure);
    return null;
  }
}
