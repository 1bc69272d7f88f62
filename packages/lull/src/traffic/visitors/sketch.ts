const INDEX_BITS = 15;
const REGISTERS = 1 << INDEX_BITS;

/**
 * Counts distinct visitors in 32 KiB, however many there are: HyperLogLog registers (Flajolet et al. 2007) with the
 * historic inverse probability estimator (Ting 2014; Cohen 2014), whose standard error is sqrt(ln 2 / registers) =
 * 0.46 %. It begins with a count that is exact, so that no small-range correction is needed.
 */
export class Sketch {
  readonly bytes = REGISTERS;
  readonly #registers = new Uint8Array(REGISTERS);
  /** The sum of 2^-register: the chance that the next new visitor changes a register, times the registers. */
  #openness = REGISTERS;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Begins with visitors that have been counted exactly. */
  constructor(hashes: Iterable<readonly [low: number, high: number]>, count: number) {
    for (const [low, high] of hashes) this.add(low, high);
    this.#count = count;
  }

  /** Adds one visitor, and gives by how much the count grew. */
  add(low: number, high: number): number {
    const index = high >>> (32 - INDEX_BITS);
    const rank = Math.clz32(low) + 1;
    const before = this.#registers[index]!;
    if (rank <= before) return 0;
    this.#registers[index] = rank;
    const grown = REGISTERS / this.#openness;
    this.#openness += 2 ** -rank - 2 ** -before;
    this.#count += grown;
    return grown;
  }
}
