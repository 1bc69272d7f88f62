import { Sample } from './sample.ts';
import { Sketch } from './sketch.ts';

const FEWEST_PLACES = 16;
/** Of this many visitors a set becomes a sketch, which takes as much memory as the places for them. */
const EXACT = 2048;
const OVERHEAD = 200;

/**
 * Distinct visitors by their 64-bit hashes: exact up to 2,048, a sketch above that (standard error under 0.5
 * %), so that it never takes more than 33 KiB.
 */
export class VisitorSet {
  #hashes: Int32Array;
  #count = 0;
  #sketch: Sketch | null = null;
  #sample: Sample | null = null;

  /** @param expected visitors for whom there is room at once */
  constructor(expected = 0) {
    const places = 2 ** Math.ceil(Math.log2(2 * Math.min(expected, EXACT - 1) + 1));
    this.#hashes = new Int32Array(2 * Math.max(FEWEST_PLACES, places));
  }

  /** Distinct visitors so far, a whole number. */
  get count(): number {
    return Math.round(this.#sketch?.count ?? this.#count);
  }

  /** Memory taken. */
  get bytes(): number {
    return OVERHEAD + (this.#sketch?.bytes ?? this.#hashes.byteLength);
  }

  /** Adds a visitor, and gives by how much the count grew: 0 for one who was met before. */
  add(low: number, high: number): number {
    if (this.#sketch) {
      this.#sample!.add(low);
      return this.#sketch.add(low, high);
    }
    if (!insert(this.#hashes, low, high)) return 0;
    this.#count++;
    if (this.#count === EXACT) this.#becomeSketch();
    else if (this.#count * 4 > this.#hashes.length) this.#grow();
    return 1;
  }

  /** A small sample, by which the overlap with another set can be told. */
  sample(): Sample {
    if (this.#sample) return this.#sample;
    const lows = new Uint32Array(this.#count);
    let used = 0;
    this.#each((low) => {
      lows[used++] = low;
    });
    return new Sample(lows);
  }

  #each(visit: (low: number, high: number) => void): void {
    const hashes = this.#hashes;
    for (let at = 0; at < hashes.length; at += 2) {
      if (hashes[at] !== 0 || hashes[at + 1] !== 0) visit(hashes[at]!, hashes[at + 1]!);
    }
  }

  #grow(): void {
    const wider = new Int32Array(2 * this.#hashes.length);
    this.#each((low, high) => insert(wider, low, high));
    this.#hashes = wider;
  }

  #becomeSketch(): void {
    const sketch = new Sketch();
    this.#each((low, high) => sketch.add(low, high));
    sketch.count = this.#count;
    this.#sample = this.sample();
    this.#sketch = sketch;
    this.#hashes = new Int32Array(0);
  }
}

/** Open addressing with linear probing; the pair 0, 0 marks a free place and stands in as 1, 0. */
function insert(hashes: Int32Array, low: number, high: number): boolean {
  const first = low === 0 && high === 0 ? 1 : low;
  const mask = hashes.length - 1;
  let at = (first << 1) & mask;
  while (hashes[at] !== 0 || hashes[at + 1] !== 0) {
    if (hashes[at] === first && hashes[at + 1] === high) return false;
    at = (at + 2) & mask;
  }
  hashes[at] = first;
  hashes[at + 1] = high;
  return true;
}
