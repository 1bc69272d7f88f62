import { stopIfAborted } from '../../chunks.ts';
import type { Input } from '../../inputs.ts';
import type { ReadOptions } from '../../reading.ts';
import type { Totals } from './totals.ts';

const INTERVAL = 100;

/** Tells how far a reading has come, ten times a second at most, and stops it when it is told to. */
export class Meter {
  readonly signal: AbortSignal | undefined;
  readonly #onProgress: ReadOptions['onProgress'];
  readonly #totals: Totals;
  readonly #total: number | null;
  #bytes = 0;
  #toldAt = performance.now();

  constructor(inputs: readonly Input[], totals: Totals, options: ReadOptions) {
    const sizes = inputs.map((input) => input.size);
    this.#total = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0);
    this.#totals = totals;
    this.#onProgress = options.onProgress;
    this.signal = options.signal;
  }

  /** Adds bytes taken from the disk. */
  add(bytes: number): void {
    stopIfAborted(this.signal);
    this.#bytes += bytes;
    if (performance.now() - this.#toldAt >= INTERVAL) this.#tell();
  }

  /** Tells the last state. */
  end(): void {
    this.#tell();
  }

  #tell(): void {
    this.#toldAt = performance.now();
    this.#onProgress?.({ bytes: this.#bytes, total: this.#total, lines: this.#totals.lines });
  }
}
