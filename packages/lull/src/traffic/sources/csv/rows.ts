import { LONGEST_LINE } from './lines.ts';

/** Most lines that one quoted row may stretch over. */
const MOST_LINES = 16;

/**
 * The fields of one row by RFC 4180, or null when a quote is still open at its end. A quote within an
 * unquoted field is taken as it stands.
 *
 * @example splitRow('"a;b";2', ';') // ['a;b', '2']
 */
export function splitRow(row: string, separator: string): string[] | null {
  if (!row.includes('"')) return row.split(separator);
  const fields: string[] = [];
  for (let at = 0; at <= row.length; ) {
    if (row[at] !== '"') {
      const end = row.indexOf(separator, at);
      fields.push(end < 0 ? row.slice(at) : row.slice(at, end));
      at = end < 0 ? row.length + 1 : end + separator.length;
      continue;
    }
    let close = row.indexOf('"', at + 1);
    while (close >= 0 && row[close + 1] === '"') close = row.indexOf('"', close + 2);
    if (close < 0) return null;
    const next = row.indexOf(separator, close);
    const end = next < 0 ? row.length : next;
    fields.push(row.slice(at + 1, close).replaceAll('""', '"') + row.slice(close + 1, end));
    at = next < 0 ? row.length + 1 : next + separator.length;
  }
  return fields;
}

/** Why a row could not be read: a reason to count by, and what to tell of the first. */
export interface Refusal {
  readonly reason: string;
  readonly why: string;
}

const openQuote: Refusal = { reason: 'open quote', why: 'a quote is never closed' };

/** Takes lines, joins those that one quoted field stretches over, and hands on rows. */
export class RowJoiner {
  #open: string[] = [];
  #first = 0;
  readonly #separator: string;
  readonly #onRow: (fields: string[], line: number, text: string) => Refusal | null;
  readonly #onRefused: (line: number, refusal: Refusal) => void;

  /**
   * @param onRow reads a row and returns null, or why it cannot be read
   * @param onRefused called for each line that is left out
   */
  constructor(
    separator: string,
    onRow: (fields: string[], line: number, text: string) => Refusal | null,
    onRefused: (line: number, refusal: Refusal) => void,
  ) {
    this.#separator = separator;
    this.#onRow = onRow;
    this.#onRefused = onRefused;
  }

  feed(line: string, number: number): void {
    if (this.#open.length === 0 && !line.includes('"')) {
      const refusal = this.#onRow(line.split(this.#separator), number, line);
      if (refusal) this.#onRefused(number, refusal);
      return;
    }
    if (this.#open.length === 0) this.#first = number;
    this.#open.push(line);
    const text = this.#open.join('\n');
    const fields = splitRow(text, this.#separator);
    if (fields === null) {
      if (this.#open.length >= MOST_LINES || text.length > LONGEST_LINE) this.#giveBack(openQuote);
      return;
    }
    const refusal = this.#onRow(fields, this.#first, text);
    if (refusal) this.#giveBack(refusal);
    else this.#open = [];
  }

  end(): void {
    while (this.#open.length > 0) this.#giveBack(openQuote);
  }

  /**
   * Leaves out the first of the open lines and reads the others afresh: a torn line must not swallow whole
   * ones.
   */
  #giveBack(refusal: Refusal): void {
    const rest = this.#open.slice(1);
    const first = this.#first;
    this.#open = [];
    this.#onRefused(first, refusal);
    rest.forEach((line, i) => {
      this.feed(line, first + 1 + i);
    });
  }
}
