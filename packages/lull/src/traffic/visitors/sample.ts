const SIZE = 32;

/**
 * The 32 smallest hashes of a set (bottom-k sketch, Beyer et al. 2007): from two of them follows how much two sets
 * overlap when the sets themselves are gone.
 */
export class Sample {
  #values = new Uint32Array(0);

  /** Takes the hash when it is among the smallest. */
  add(hash: number): void {
    const value = hash >>> 0;
    const values = this.#values;
    if (values.length === SIZE && value >= values[SIZE - 1]!) return;
    if (values.includes(value)) return;
    const wider = new Uint32Array(Math.min(values.length + 1, SIZE));
    wider.set(values.subarray(0, wider.length - (values.length < SIZE ? 1 : 0)));
    wider[wider.length - 1] = value;
    this.#values = wider.sort();
  }

  /**
   * The union of a set of `own` visitors with another of `others`: its sample and its size, which is exact where both
   * sets are whole in their samples and else within about 6 % at worst.
   */
  union(own: number, other: Sample, others: number): { count: number; sample: Sample } {
    const mine = new Set(this.#values);
    const theirs = new Set(other.#values);
    const all = [...mine.union(theirs)].sort((a, b) => a - b);
    const sample = new Sample();
    sample.#values = Uint32Array.from(all.slice(0, SIZE));
    if (own <= SIZE && others <= SIZE) return { count: all.length, sample };
    const shared = sample.#values.filter((value) => mine.has(value) && theirs.has(value)).length;
    const estimate = Math.round((own + others) / (1 + shared / sample.#values.length));
    return { count: Math.max(own, others, estimate), sample };
  }
}
