import { clfStamp } from './stamp.ts';

const ENTRIES = 64;
const WORDS = 7;
const MINUTE = 60_000;
/** Where the words of `17/May/2015:10:05:03 +0000]` lie that name the minute and the zone: all but the seconds. */
const OFFSETS = [0, 4, 8, 12, 14, 20, 23] as const;

/** The minutes of stamps met before, by the bytes of their text. */
export class StampCache {
  /** Start of the entry's minute, milliseconds. */
  readonly minute = new Float64Array(ENTRIES);
  readonly minuteOfDay = new Int32Array(ENTRIES);
  readonly #slot = new Int32Array(ENTRIES);
  readonly #bucket: number;
  readonly #wholeMinutes: boolean;
  readonly #words = new Int32Array(ENTRIES * WORDS);

  constructor(bucket: number) {
    this.#bucket = bucket;
    this.#wholeMinutes = bucket % MINUTE === 0;
  }

  /** The bucket, numbered from 1970, of a time in the entry's minute. */
  slotOf(entry: number, time: number): number {
    return this.#wholeMinutes ? this.#slot[entry]! : Math.floor(time / this.#bucket);
  }

  /** The entry of the stamp whose day begins at `at`, or -1 when the stamp is not an ordinary one. */
  entryOf(bytes: Buffer, view: DataView, at: number): number {
    const entry = ((bytes[at + 15]! & 7) * 10 + (bytes[at + 16]! & 15)) & (ENTRIES - 1);
    const words = this.#words;
    const first = entry * WORDS;
    if (
      words[first] === view.getInt32(at, true) &&
      words[first + 1] === view.getInt32(at + 4, true) &&
      words[first + 2] === view.getInt32(at + 8, true) &&
      words[first + 3] === view.getInt32(at + 12, true) &&
      words[first + 4] === view.getInt32(at + 14, true) &&
      words[first + 5] === view.getInt32(at + 20, true) &&
      words[first + 6] === view.getInt32(at + 23, true)
    ) {
      return entry;
    }
    return this.#learn(entry, bytes, view, at);
  }

  #learn(entry: number, bytes: Buffer, view: DataView, at: number): number {
    const text = bytes.toString('latin1', at, at + 27);
    if (text[17] !== ':' || text[20] !== ' ' || text[26] !== ']') return -1;
    const minute = clfStamp(`${text.slice(0, 18)}00${text.slice(20, 26)}`);
    if (Number.isNaN(minute) || minute % MINUTE !== 0) return -1;
    for (let i = 0; i < WORDS; i++) this.#words[entry * WORDS + i] = view.getInt32(at + OFFSETS[i]!, true);
    this.minute[entry] = minute;
    this.#slot[entry] = Math.floor(minute / this.#bucket);
    this.minuteOfDay[entry] = Math.floor(minute / MINUTE) % 1440;
    return entry;
  }
}
