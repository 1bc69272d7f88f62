const SIZE = 32;

/**
 * The 32 smallest hashes of a set (bottom-k sketch, Beyer et al. 2007): from two of them follows how much two
 * sets overlap when the sets themselves are gone.
 */
export class Sample {
  /** Sorted. */
  #values: Uint32Array;

  /** A sample of a set with these hashes; the array is sorted. */
  constructor(hashes: Uint32Array) {
    this.#values = hashes.sort().slice(0, SIZE);
  }

  /** Takes one more hash of the set. */
  add(hash: number): void {
    const value = hash >>> 0;
    const values = this.#values;
    if (values.length === SIZE && value >= values[SIZE - 1]!) return;
    if (values.includes(value)) return;
    this.#values = Uint32Array.of(...values, value)
      .sort()
      .slice(0, SIZE);
  }

  /**
   * The union of a set of `own` visitors with another of `others`: its sample and its size, which is exact
   * where both sets are whole in their samples and else within about 6 % (standard error).
   */
  union(own: number, other: Sample, others: number): { count: number; sample: Sample } {
    const mine = new Set(this.#values);
    const theirs = new Set(other.#values);
    const all = mine.union(theirs);
    const sample = new Sample(Uint32Array.from(all));
    if (own <= SIZE && others <= SIZE) return { count: all.size, sample };
    const shared = sample.#values.filter((value) => mine.has(value) && theirs.has(value)).length;
    const estimate = Math.round((own + others) / (1 + shared / sample.#values.length));
    return { count: Math.max(own, others, estimate), sample };
  }
}
