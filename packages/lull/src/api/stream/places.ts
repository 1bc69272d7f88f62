import { LullError } from '../../errors.ts';

/**
 * Counts the streams that each caller holds.
 *
 * @example const leave = places.take('key k1'); leave();
 */
export class Places {
  readonly #most: number;
  readonly #held = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** How many are taken by all together. */
  get taken(): number {
    return [...this.#held.values()].reduce((sum, held) => sum + held, 0);
  }

  /**
   * @returns what gives the place back; calling it again does nothing
   * @throws LullError `too-many-requests`
   */
  take(caller: string): () => void {
    const held = this.#held.get(caller) ?? 0;
    if (held >= this.#most) {
      throw new LullError(
        'too-many-requests',
        `You hold ${held} event streams already`,
        'Close one, or let several readers share one.',
        { retryAfter: 10 },
      );
    }
    this.#held.set(caller, held + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const rest = this.#held.get(caller)! - 1;
      if (rest === 0) this.#held.delete(caller);
      else this.#held.set(caller, rest);
    };
  }
}
