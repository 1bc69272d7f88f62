import { viewOf } from './agents.ts';
import { isAssetExtension, LONGEST_EXTENSION } from './assets.ts';
import { type Block, LONGEST_LINE } from './blocks.ts';
import type { Judge } from './judge.ts';
import type { LineScanner } from './line-scanner.ts';
import type { ClfName } from './request.ts';
import { StampCache } from './stamp-cache.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const EXCLAMATION = 0x21;
const HASH = 0x23;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const QUESTION = 0x3f;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;

const word = (text: string) => Buffer.from(text).readInt32LE();
const NOBODY = word(' - -');
const GET = word('GET ');
const HEAD = word('HEAD');
const OPTI = word('OPTI');
const ONS = word('ONS ');
const TRAC = word('TRAC');
const HTTP = word('HTTP');
const NO_REFERER = word('"-" ');
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;
const PATH_BOUND = 0x24242424;
const LONGEST_METHOD = 32;
const GUESS_BITS = 13;

/**
 * Scans the Common Log Formats without making strings. It reads only lines that are in every way ordinary, by
 * an agent that was met before; any other goes to the careful scanner, so that both always agree.
 */
export class ClfScanner {
  readonly #judge: Judge;
  readonly #careful: LineScanner;
  readonly #stamps: StampCache;
  readonly #hasVhost: boolean;
  readonly #hasAgent: boolean;
  readonly #guesses = new Uint16Array(1 << GUESS_BITS);
  #bytes: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#bytes);

  constructor(name: ClfName, judge: Judge, careful: LineScanner) {
    this.#judge = judge;
    this.#careful = careful;
    this.#stamps = new StampCache();
    this.#hasVhost = name === 'vhost-combined';
    this.#hasAgent = name !== 'common';
  }

  scan({ bytes, start, end }: Block): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = viewOf(bytes);
    }
    for (let at = start; at < end; ) {
      const next = this.#ordinary(at, end);
      at = next > 0 ? next : this.#careful.line(bytes, at, end);
    }
  }

  /**
   * Takes the line at `start` when it is an ordinary one and gives the start of the next; -1 when it is not.
   */
  #ordinary(start: number, end: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const client = this.#hasVhost ? afterVhost(bytes, view, start, end) : start;
    const clientEnd = client < 0 ? -1 : endOfName(bytes, view, client, end);
    const stamp = clientEnd < 0 ? -1 : startOfStamp(bytes, view, clientEnd, end);
    if (stamp < 0 || !this.#stamps.read(bytes, view, stamp)) return -1;
    if (bytes[stamp + 27] !== SPACE || bytes[stamp + 28] !== QUOTE) return -1;

    const method = stamp + 29;
    let at = method;
    while (bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) at++;
    const methodLength = at - method;
    if (bytes[at] !== SPACE || methodLength === 0 || methodLength > LONGEST_METHOD) return -1;

    const path = at + 1;
    const pathEnd = endOfPath(view, path, end);
    const isPlain = bytes[pathEnd] === SPACE;
    if (!isPlain && bytes[pathEnd] !== QUESTION && bytes[pathEnd] !== HASH) return -1;
    at = isPlain ? pathEnd : endOfName(bytes, view, pathEnd, end);
    if (at < 0) return -1;
    at = endOfProtocol(bytes, view, at);
    if (at < 0) return -1;

    const status = statusAt(bytes, at + 2);
    if (bytes[at + 1] !== SPACE || status < 0 || bytes[at + 5] !== SPACE) return -1;
    at = endOfCount(bytes, at + 6, end);
    if (at < 0) return -1;

    let agent = this.#noAgent();
    if (this.#hasAgent) {
      if (bytes[at] !== SPACE) return -1;
      const from = startOfAgent(bytes, view, at + 1, end);
      if (from < 0) return -1;
      agent = this.#agentAt(
        from,
        end,
        view.getInt32(client, true) ^ view.getInt32(Math.max(client, clientEnd - 4), true),
      );
      if (agent < 0) return -1;
      at = from + this.#judge.agents.lengthOf(agent) + 1;
    }
    const newline = this.#endOfLine(at);
    if (newline < 0 || newline >= end || newline - start > LONGEST_LINE) return -1;
    const isAsset = hasAssetExtension(bytes, view, path, pathEnd);
    const isWrite = !isSafe(view, method, methodLength);
    this.#judge.judgeBytes(view, client, clientEnd, this.#stamps, status, agent, isAsset, isWrite);
    return newline + 1;
  }

  /**
   * The number of the agent in the quotes that open before `from`. A client mostly comes with the agent that
   * it came with before, so that is tried first, without looking for the closing quote.
   */
  #agentAt(from: number, end: number, client: number): number {
    const { agents } = this.#judge;
    const guess = (Math.imul(client, 0x9e3779b1) >>> (32 - GUESS_BITS)) | 0;
    const guessed = this.#guesses[guess]!;
    const guessedEnd = from + agents.lengthOf(guessed);
    if (guessedEnd < end && this.#bytes[guessedEnd] === QUOTE && agents.equals(guessed, this.#view, from)) {
      return guessed;
    }
    const to = quoteOrNewline(this.#view, from, end);
    if (this.#bytes[to] !== QUOTE || this.#bytes[to - 1] === BACKSLASH) return -1;
    const found = agents.find(this.#view, from, to);
    if (found >= 0) this.#guesses[guess] = found;
    return found;
  }

  /** The number of the agent that a format without agents has: none that is known. */
  #noAgent(): number {
    return this.#hasAgent ? -1 : this.#judge.agents.idOf('');
  }

  #endOfLine(at: number): number {
    const letter = this.#bytes[at];
    if (letter === NEWLINE) return at;
    if (letter === RETURN && this.#bytes[at + 1] === NEWLINE) return at + 1;
    return letter === SPACE && this.#hasAgent ? this.#bytes.indexOf(NEWLINE, at) : -1;
  }
}

/** Behind `host:port `; any other virtual host is for the careful scanner. */
function afterVhost(bytes: Buffer, view: DataView, start: number, end: number): number {
  const space = endOfName(bytes, view, start, end);
  let at = space - 1;
  while (at > start && isDigit(bytes[at]!)) at--;
  const isHost = at > start && at < space - 1 && bytes[at] === COLON && bytes[space + 1] !== DASH;
  return isHost ? space + 1 : -1;
}

/** The space behind a name of printable characters without quotes; -1 when there is none. */
function endOfName(bytes: Buffer, view: DataView, start: number, end: number): number {
  let at = firstBelow(view, start, end, QUOTE + 1);
  while (bytes[at] === EXCLAMATION && at < end) at = firstBelow(view, at + 1, end, QUOTE + 1);
  return bytes[at] === SPACE && at > start ? at : -1;
}

/** Where a path ends: at a space, `?` or `#`, or at what no path has. */
function endOfPath(view: DataView, start: number, end: number): number {
  let at = start;
  for (; at < end; at += 4) {
    const word = view.getInt32(at, true);
    const questions = word ^ 0x3f3f3f3f;
    const found = (((questions - ONES) & ~questions) | ((word - PATH_BOUND) & ~word)) & HIGH_BITS;
    if (found === 0) continue;
    at += firstByte(found);
    if (view.getUint8(at) !== EXCLAMATION) return at;
    at -= 3;
  }
  return end;
}

/** The extension of the last segment, looked for from the end. */
function hasAssetExtension(bytes: Buffer, view: DataView, start: number, end: number): boolean {
  const least = Math.max(start, end - LONGEST_EXTENSION - 1);
  for (let at = end - 1; at >= least; at--) {
    if (bytes[at] === DOT) return isAssetExtension(bytes, view, at + 1, end);
    if (bytes[at] === SLASH) return false;
  }
  return false;
}

/** Where the day begins in ` ident user [17/May/2015:…`. */
function startOfStamp(bytes: Buffer, view: DataView, clientEnd: number, end: number): number {
  if (view.getInt32(clientEnd, true) === NOBODY) {
    if (bytes[clientEnd + 4] === SPACE && bytes[clientEnd + 5] === OPENING_BRACKET) return clientEnd + 6;
  }
  let at = endOfName(bytes, view, clientEnd + 1, end) + 1;
  if (at === 0) return -1;
  const user = at;
  while (at < end && bytes[at]! > QUOTE && bytes[at] !== OPENING_BRACKET && bytes[at] !== CLOSING_BRACKET)
    at++;
  return at > user && bytes[at] === SPACE && bytes[at + 1] === OPENING_BRACKET ? at + 2 : -1;
}

/** Where the closing quote lies in ` HTTP/1.1"` or ` HTTP/2"`. */
function endOfProtocol(bytes: Buffer, view: DataView, at: number): number {
  if (view.getInt32(at + 1, true) !== HTTP || bytes[at + 5] !== SLASH || !isDigit(bytes[at + 6]!)) return -1;
  if (bytes[at + 7] === QUOTE) return at + 7;
  return bytes[at + 7] === DOT && isDigit(bytes[at + 8]!) && bytes[at + 9] === QUOTE ? at + 9 : -1;
}

function isDigit(letter: number): boolean {
  return letter >= ZERO && letter < COLON;
}

function statusAt(bytes: Buffer, at: number): number {
  const hundreds = bytes[at]! - ZERO;
  const tens = bytes[at + 1]! - ZERO;
  const ones = bytes[at + 2]! - ZERO;
  if ((hundreds | tens | ones) < 0 || hundreds > 9 || tens > 9 || ones > 9) return -1;
  return hundreds * 100 + tens * 10 + ones;
}

/** The end of a number of bytes, or of the `-` that stands for none. */
function endOfCount(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === DASH) return start + 1;
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at > start ? at : -1;
}

/** Behind the opening quote of the agent in `"referer" "agent"`. */
function startOfAgent(bytes: Buffer, view: DataView, at: number, end: number): number {
  if (view.getInt32(at, true) === NO_REFERER) return bytes[at + 4] === QUOTE ? at + 5 : -1;
  if (bytes[at] !== QUOTE) return -1;
  const close = quoteOrNewline(view, at + 1, end);
  if (bytes[close] !== QUOTE || bytes[close - 1] === BACKSLASH) return -1;
  return bytes[close + 1] === SPACE && bytes[close + 2] === QUOTE ? close + 3 : -1;
}

/** The first byte below a bound (at most 128) from `start` on. */
function firstBelow(view: DataView, start: number, end: number, bound: number): number {
  const bounds = Math.imul(bound, ONES);
  for (let at = start; at < end; at += 4) {
    const word = view.getInt32(at, true);
    const found = (word - bounds) & ~word & HIGH_BITS;
    if (found !== 0) return at + firstByte(found);
  }
  return end;
}

/** The first quote or line end from `start` on. */
function quoteOrNewline(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const word = view.getInt32(at, true);
    const quotes = word ^ 0x22222222;
    const newlines = word ^ 0x0a0a0a0a;
    const found = (((quotes - ONES) & ~quotes) | ((newlines - ONES) & ~newlines)) & HIGH_BITS;
    if (found !== 0) return at + firstByte(found);
  }
  return end;
}

/**
 * Four bytes are looked at as one number: the lowest bit of `(x - n·01…) & ~x & 80…` is in the first byte of
 * x that is below n (Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than n"). This is
 * that byte's place.
 */
function firstByte(found: number): number {
  return (31 - Math.clz32(found & -found)) >>> 3;
}

function isSafe(view: DataView, at: number, length: number): boolean {
  const first = view.getInt32(at, true);
  if (length === 3) return first === GET;
  if (length === 4) return first === HEAD;
  if (length === 5) return first === TRAC && view.getUint8(at + 4) === 0x45;
  return length === 7 && first === OPTI && view.getInt32(at + 4, true) === ONS;
}
