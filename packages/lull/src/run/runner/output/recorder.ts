import type { Stream } from '../../actions/contract.ts';
import type { Redactor } from './redactor.ts';
import { makeRing, type Ring } from './ring.ts';

/** How much is told of the beginning of an attempt's output, at once, and of its end. Bytes. */
export const HEAD = 256 * 1024;
export const TAIL = 256 * 1024;

/** Room for what is only there to recognise a secret that is cut off. Bytes. */
const MARGIN = 64 * 1024;

/** What is held and larger than this is looked at when it has grown by a part, not for each byte. */
const LARGE = 4096;

/** Records what an attempt prints, in bounded memory whatever it is. */
export interface Recorder {
  print(stream: Stream, bytes: Uint8Array | string): void;
  /** Tells the end of it; nothing may be printed after. */
  end(): void;
}

/** What is known of one of its streams. */
interface Track {
  readonly stream: Stream;
  readonly decoder: TextDecoder;
  /** Of the beginning: what may yet become a secret, and what came since it was looked at. */
  held: Buffer;
  fresh: Buffer[];
  grown: number;
  /** The end so far; null while the beginning lasts. */
  tail: Ring | null;
}

/**
 * Tells the first 256 kB as they come and the last 256 kB at the end, secrets taken out; what lies in between
 * is counted. Nobody who prints ever waits for it.
 *
 * @param tell gets text that can be shown; control characters are still in it
 * @example const recorder = makeRecorder(redactor, (stream, text) => teller.tell(stream, text));
 */
export function makeRecorder(redactor: Redactor, tell: (stream: Stream, text: string) => void): Recorder {
  const tracks = { out: track('out'), err: track('err') } as const;
  let room = HEAD;

  const show = ({ stream, decoder }: Track, bytes: Buffer): void => {
    // Databases take no NUL in a text.
    const text = decoder.decode(bytes, { stream: true }).replaceAll('\0', '\u2400');
    if (text !== '') tell(stream, text);
  };
  const begin = (one: Track, bytes: Buffer): void => {
    one.fresh.push(bytes);
    one.grown += bytes.length;
    if (one.held.length > LARGE && one.grown * 8 < one.held.length) return;
    one.held = heldOf(one);
    const { bytes: shown, taken } = redactor.shown(one.held, 0, false);
    one.held = one.held.subarray(taken);
    show(one, shown);
  };
  const finish = (one: Track, end: Buffer, dropped: number, keep: number): void => {
    let from = Math.max(0, end.length - keep);
    if (dropped > 0) from = Math.max(from, redactor.longest());
    if (dropped + from > 0) {
      const count = (dropped + from).toLocaleString('en');
      tell('err', `\n[lull: ${count} bytes of std${one.stream} left out]\n`);
      // Not in the midst of a character.
      while (from < end.length && (end[from]! & 0xc0) === 0x80) from += 1;
    }
    show(one, redactor.shown(end, from, true).bytes);
    const rest = one.decoder.decode();
    if (rest !== '') tell(one.stream, rest);
  };

  return {
    print(stream, given) {
      const bytes =
        typeof given === 'string'
          ? Buffer.from(given)
          : Buffer.from(given.buffer, given.byteOffset, given.length);
      const one = tracks[stream];
      const part = bytes.subarray(0, room);
      if (part.length > 0) begin(one, part);
      room -= part.length;
      if (part.length === bytes.length) return;
      if (one.tail === null) {
        one.tail = makeRing(TAIL + MARGIN);
        one.tail.push(heldOf(one));
      }
      one.tail.push(bytes.subarray(part.length));
    },
    end() {
      const [out, err] = [tracks.out, tracks.err].map((one) => one.tail?.read() ?? heldOf(one));
      // Half of the room is each one's own; what one doesn't need the other has.
      finish(tracks.out, out!, tracks.out.tail?.dropped() ?? 0, TAIL - Math.min(err!.length, TAIL / 2));
      finish(tracks.err, err!, tracks.err.tail?.dropped() ?? 0, TAIL - Math.min(out!.length, TAIL / 2));
    },
  };
}

function heldOf(one: Track): Buffer {
  const held = Buffer.concat([one.held, ...one.fresh]);
  one.fresh = [];
  one.grown = 0;
  return held;
}

const track = (stream: Stream): Track => ({
  stream,
  decoder: new TextDecoder(),
  held: Buffer.alloc(0),
  fresh: [],
  grown: 0,
  tail: null,
});
