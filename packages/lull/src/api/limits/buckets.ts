/** How often one caller may ask. */
export interface Rate {
  readonly perSecond: number;
  /** So many at once, when there was quiet before. */
  readonly burst: number;
}

/**
 * Token buckets, one for each caller, in bounded memory: when there are too many callers, the one that was
 * quiet the longest is forgotten. A bucket is kept as the one instant at which it will be full again
 * (GCRA, ITU-T I.371).
 *
 * @example
 * const buckets = new Buckets({ perSecond: 1, burst: 1 }, 1_000);
 * buckets.take('a', 0) === 0 && buckets.take('a', 0) === 1_000
 */
export class Buckets {
  /** Milliseconds in which a token comes back. */
  readonly #every: number;
  /** How far ahead of now a bucket that still has a token is full at most. */
  readonly #ahead: number;
  readonly #most: number;
  readonly #fullAt = new Map<string, number>();

  constructor({ perSecond, burst }: Rate, most = 20_000) {
    this.#every = 1000 / perSecond;
    this.#ahead = (burst - 1) * this.#every;
    this.#most = most;
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#fullAt.size;
  }

  /** Milliseconds until there is a token; takes none. `now` is of a clock that never goes back. */
  wait(caller: string, now: number): number {
    return Math.max(0, Math.ceil((this.#fullAt.get(caller) ?? now) - now - this.#ahead));
  }

  /**
   * Takes a token.
   *
   * @param now milliseconds of a clock that never goes back
   * @returns milliseconds until there is one; 0 when it was taken
   */
  take(caller: string, now: number): number {
    const wait = this.wait(caller, now);
    const fullAt = Math.max(now, this.#fullAt.get(caller) ?? now) + (wait === 0 ? this.#every : 0);
    // A Map keeps the order of insertion: what was used last is moved to its end.
    if (!this.#fullAt.delete(caller) && this.#fullAt.size >= this.#most) {
      this.#fullAt.delete(this.#fullAt.keys().next().value!);
    }
    this.#fullAt.set(caller, fullAt);
    return wait;
  }
}
