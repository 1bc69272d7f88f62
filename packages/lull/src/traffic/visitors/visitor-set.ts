import { Sample } from './sample.ts';
import { Sketch } from './sketch.ts';

const FIRST_CAPACITY = 16;
const EXACT = 2048;
const OVERHEAD = 200;

/**
 * Distinct visitors by their 64-bit hashes: exact up to 2,048, a sketch above that (standard error under 0.5 %), so
 * that it never takes more than 33 KiB.
 */
export class VisitorSet {
  #hashes = new Int32Array(2 * FIRST_CAPACITY);
  #count = 0;
  #sketch: Sketch | null = null;
  #sample: Sample | null = null;

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
    const sample = new Sample();
    for (const [low] of pairs(this.#hashes)) sample.add(low);
    return sample;
  }

  #grow(): void {
    const wider = new Int32Array(4 * this.#hashes.length);
    const narrow = this.#hashes;
    for (let at = 0; at < narrow.length; at += 2) {
      if (narrow[at] !== 0 || narrow[at + 1] !== 0) insert(wider, narrow[at]!, narrow[at + 1]!);
    }
    this.#hashes = wider;
  }

  #becomeSketch(): void {
    this.#sample = this.sample();
    this.#sketch = new Sketch(pairs(this.#hashes), this.#count);
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

function* pairs(hashes: Int32Array): Generator<readonly [low: number, high: number]> {
  for (let at = 0; at < hashes.length; at += 2) {
    if (hashes[at] !== 0 || hashes[at + 1] !== 0) yield [hashes[at]!, hashes[at + 1]!];
  }
}
