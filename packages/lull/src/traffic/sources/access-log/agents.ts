import { isbot } from 'isbot';
import { HASH_PADDING, hashBytes } from '../../visitors/hash.ts';

const LIMIT = 4096;
const LONGEST = 2048;
const SLOTS = 4 * LIMIT;
const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * What is known of each user agent: whether it is a bot, and its hash. At most 4,096 are kept, then all are
 * forgotten and learnt again, so that a log in which every agent is another one takes time and not memory.
 */
export class Agents {
  readonly bot = new Uint8Array(LIMIT);
  readonly low = new Int32Array(LIMIT);
  readonly high = new Int32Array(LIMIT);
  readonly #quick = new Uint8Array(LIMIT);
  #known = 0;
  readonly #key: Int32Array;
  readonly #encoding: 'latin1' | 'utf8';
  readonly #ids = new Map<string, number>();
  readonly #table = new Int32Array(SLOTS);
  readonly #sums = new Int32Array(LIMIT);
  readonly #starts = new Int32Array(LIMIT + 1);
  #bytes = Buffer.alloc(64 * 1024);
  #view = viewOf(this.#bytes);

  constructor(key: Int32Array, encoding: 'latin1' | 'utf8') {
    this.#key = key;
    this.#encoding = encoding;
  }

  /** The number of an agent, which is good until the next one is asked for. */
  idOf(agent: string): number {
    const known = this.#ids.get(agent);
    return known ?? this.#learn(agent.length > LONGEST ? agent.slice(0, LONGEST) : agent);
  }

  /** Bytes of an agent. */
  lengthOf(id: number): number {
    return this.#starts[id + 1]! - this.#starts[id]!;
  }

  /**
   * The number of the known agent with the bytes [from, to), -1 when there is none. Bytes are compared, so
   * that two agents are never taken for one.
   */
  find(view: DataView, from: number, to: number): number {
    const table = this.#table;
    const sum = sumOf(view, from, to);
    for (let slot = sum & (SLOTS - 1); table[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
      const id = table[slot]! - 1;
      if (this.#sums[id] === sum && this.lengthOf(id) === to - from && this.equals(id, view, from)) return id;
    }
    return -1;
  }

  /**
   * Whether the bytes from `from` on are those of a known agent. Eight at a time are compared as a number:
   * printable ASCII is never NaN or a zero, so that equal numbers are equal bytes.
   */
  equals(id: number, view: DataView, from: number): boolean {
    if (id >= this.#known || this.#quick[id] === 0) return false;
    const own = this.#view;
    const end = this.#starts[id + 1]!;
    let mine = this.#starts[id]!;
    let at = from;
    for (const last = end - 8; mine <= last; at += 8, mine += 8) {
      if (own.getFloat64(mine, true) !== view.getFloat64(at, true)) return false;
    }
    for (; mine < end; at++, mine++) if (own.getUint8(mine) !== view.getUint8(at)) return false;
    return true;
  }

  #learn(agent: string): number {
    const known = this.#ids.get(agent);
    if (known !== undefined) return known;
    if (this.#known === LIMIT) this.#forget();
    const id = this.#known++;
    const start = this.#starts[id]!;
    const bytes = this.#room(start, agent.length);
    const end = start + bytes.write(agent, start, this.#encoding);
    this.#starts[id + 1] = end;
    this.bot[id] = isbot(agent) ? 1 : 0;
    this.low[id] = hashBytes(this.#view, start, end, this.#key[0]!);
    this.high[id] = hashBytes(this.#view, start, end, this.#key[1]!);
    const sum = sumOf(this.#view, start, end);
    this.#sums[id] = sum;
    this.#quick[id] = PRINTABLE.test(agent) ? 1 : 0;
    let slot = sum & (SLOTS - 1);
    while (this.#table[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#table[slot] = id + 1;
    // A slice of the line would keep the whole line in memory: the key is a string of its own.
    this.#ids.set(bytes.toString(this.#encoding, start, end), id);
    return id;
  }

  #room(used: number, characters: number): Buffer {
    const needed = used + 4 * characters + HASH_PADDING;
    if (needed > this.#bytes.length) {
      const wider = Buffer.alloc(2 * needed);
      this.#bytes.copy(wider, 0, 0, used);
      this.#bytes = wider;
      this.#view = viewOf(wider);
    }
    return this.#bytes;
  }

  #forget(): void {
    this.#ids.clear();
    this.#known = 0;
    this.#table.fill(0);
  }
}

/** A quick sum over an agent's bytes by which it is looked up. */
function sumOf(view: DataView, from: number, to: number): number {
  return hashBytes(view, from, to, 0);
}

/** A view of a Buffer's bytes, from its own 0 on. */
export function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
