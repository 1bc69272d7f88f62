/** Longest line that is still taken for text, in characters; what is longer is left unread to its end. */
export const LONGEST_LINE = 65_536;

/**
 * Takes bytes in pieces of any size and hands on their lines, without line ends and without a byte order
 * mark.
 */
export class LineSplitter {
  #decoder: TextDecoder | null = null;
  #rest = '';
  #tooLong = false;
  #number = 0;
  readonly #onLine: (line: string, number: number) => void;

  /**
   * @param onLine called with each line and its number from 1; a line that is too long comes as its first
   * part.
   */
  constructor(onLine: (line: string, number: number) => void) {
    this.#onLine = onLine;
  }

  /** Lines handed on so far. */
  get count(): number {
    return this.#number;
  }

  feed(bytes: Uint8Array): void {
    this.#decoder ??= decoderFor(bytes);
    this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#split(this.#decoder?.decode() ?? '');
    if (this.#rest !== '' || this.#tooLong) this.#emit(this.#rest);
    this.#rest = '';
  }

  #split(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#emit(this.#rest === '' ? text.slice(from, end) : this.#rest + text.slice(from, end));
      this.#rest = '';
      from = end + 1;
    }
    if (this.#tooLong) return;
    this.#rest += text.slice(from);
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#emit(this.#rest);
    this.#rest = '';
    this.#tooLong = true;
  }

  #emit(line: string): void {
    if (this.#tooLong) {
      this.#tooLong = false;
      return;
    }
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line, ++this.#number);
  }
}

/**
 * UTF-16 (spreadsheets and PowerShell write it) is told by its byte order mark; all else is read as UTF-8.
 */
function decoderFor(bytes: Uint8Array): TextDecoder {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8');
}
