import { MINUTE } from '../../../time/instant.ts';
import { MINUTES_A_DAY } from './batch.ts';
import { clfStamp } from './stamp.ts';

const ENTRIES = 32;
const WORDS = 6;
const ZERO = 0x30;
/** Where the words of `17/May/2015:10:05:03 +0000]` lie that name the hour and the zone. */
const OFFSETS = [0, 4, 8, 10, 20, 23] as const;
const COLON = 0x3a;

/** The hours of stamps met before, by the bytes of their text. */
export class StampCache {
  readonly #hour = new Float64Array(ENTRIES);
  readonly #minuteOfDay = new Int32Array(ENTRIES);
  readonly #words = new Int32Array(ENTRIES * WORDS);
  /** What was read last. */
  time = 0;
  minuteOfDay = 0;
  second = 0;

  /** Reads the stamp whose day begins at `at`; false when it is not an ordinary one. */
  read(bytes: Buffer, view: DataView, at: number): boolean {
    const minuteTens = bytes[at + 15]! - ZERO;
    const minuteOnes = bytes[at + 16]! - ZERO;
    const secondTens = bytes[at + 18]! - ZERO;
    const secondOnes = bytes[at + 19]! - ZERO;
    if ((minuteTens | minuteOnes | secondTens | secondOnes) < 0) return false;
    if (minuteTens > 5 || minuteOnes > 9 || secondTens > 5 || secondOnes > 9) return false;
    if (bytes[at + 14] !== COLON || bytes[at + 17] !== COLON) return false;

    const entry = ((bytes[at + 12]! & 3) * 10 + (bytes[at + 13]! & 15)) & (ENTRIES - 1);
    const words = this.#words;
    const first = entry * WORDS;
    const isKnown =
      words[first] === view.getInt32(at, true) &&
      words[first + 1] === view.getInt32(at + 4, true) &&
      words[first + 2] === view.getInt32(at + 8, true) &&
      words[first + 3] === view.getInt32(at + 10, true) &&
      words[first + 4] === view.getInt32(at + 20, true) &&
      words[first + 5] === view.getInt32(at + 23, true);
    if (!isKnown && !this.#learn(entry, bytes, view, at)) return false;

    const minute = minuteTens * 10 + minuteOnes;
    const minuteOfDay = this.#minuteOfDay[entry]! + minute;
    this.second = secondTens * 10 + secondOnes;
    this.minuteOfDay = minuteOfDay < MINUTES_A_DAY ? minuteOfDay : minuteOfDay - MINUTES_A_DAY;
    this.time = this.#hour[entry]! + minute * MINUTE + this.second * 1000;
    return true;
  }

  #learn(entry: number, bytes: Buffer, view: DataView, at: number): boolean {
    const text = bytes.toString('latin1', at, at + 27);
    if (text[20] !== ' ' || text[26] !== ']') return false;
    const hour = clfStamp(`${text.slice(0, 15)}00:00${text.slice(20, 26)}`);
    if (Number.isNaN(hour)) return false;
    for (let i = 0; i < WORDS; i++) this.#words[entry * WORDS + i] = view.getInt32(at + OFFSETS[i]!, true);
    this.#hour[entry] = hour;
    this.#minuteOfDay[entry] = ((hour / MINUTE) % MINUTES_A_DAY) | 0;
    return true;
  }
}
