import { placeIn } from '../../stamp-parts.ts';
import { type Block, LONGEST_LINE } from './blocks.ts';
import type { Judge } from './judge.ts';
import { emptyRequest, type LineParser, type LogFormat, reasons } from './request.ts';

const NEWLINE = 10;
const RETURN = 13;

/** Makes a string of each line and gives it to the format's parser. */
export class LineScanner {
  readonly #parse: LineParser;
  readonly #encoding: 'latin1' | 'utf8';
  readonly #judge: Judge;
  readonly #request = emptyRequest();

  constructor(format: LogFormat, judge: Judge) {
    const place = placeIn(judge.rules.zone);
    this.#parse = format.parser((wall) => {
      judge.batch.zoneless = true;
      return place(wall);
    });
    this.#encoding = format.encoding;
    this.#judge = judge;
  }

  scan({ bytes, start, end }: Block): void {
    for (let at = start; at < end; ) at = this.line(bytes, at, end);
  }

  /** Reads the line that begins at `from` and gives the start of the next one. */
  line(bytes: Buffer, from: number, to: number): number {
    const newline = bytes.indexOf(NEWLINE, from);
    const next = newline < 0 || newline >= to ? to : newline + 1;
    let end = newline < 0 || newline >= to ? to : newline;
    if (end > from && bytes[end - 1] === RETURN) end--;
    if (end === from) this.#judge.blank();
    else if (end - from > LONGEST_LINE) this.#judge.judge(reasons.tooLong, this.#request);
    else {
      const text = bytes.toString(this.#encoding, from, end);
      this.#judge.judge(this.#parse(text, this.#request), this.#request);
    }
    return next;
  }
}
