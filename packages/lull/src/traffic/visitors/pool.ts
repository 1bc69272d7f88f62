import type { Sample } from './sample.ts';
import { VisitorSet } from './visitor-set.ts';

const DEFAULT_BUDGET = 16 * 1024 * 1024;

interface Closed {
  readonly count: number;
  readonly sample: Sample;
}

/**
 * The visitors of all buckets in bounded memory. The sets of the buckets that were met last are kept; when
 * they take more than the budget, the one met longest ago is closed: reduced to its count and a sample of 32
 * hashes. Visitors who come to a closed bucket later are gathered anew and joined by the samples, which is an
 * estimate.
 */
export class VisitorPool {
  readonly #budget: number;
  readonly #live = new Map<number, VisitorSet>();
  readonly #closed = new Map<number, Closed>();
  readonly #reopened = new Set<number>();
  #bytes = 0;
  #slot = -1;
  #set = new VisitorSet();

  constructor(budget = DEFAULT_BUDGET) {
    this.#budget = budget;
  }

  /** Buckets whose visitors are estimated because lines for them came after they had been closed. */
  get estimated(): number {
    return this.#reopened.size;
  }

  /** Adds a visitor to a bucket, and gives by how much its count grew. */
  add(slot: number, low: number, high: number): number {
    if (slot !== this.#slot) this.#turnTo(slot);
    const before = this.#set.bytes;
    const grown = this.#set.add(low, high);
    this.#bytes += this.#set.bytes - before;
    return grown;
  }

  /** Distinct visitors of a bucket. */
  count(slot: number): number {
    const set = this.#live.get(slot);
    const closed = this.#closed.get(slot);
    if (!closed || !set) return closed?.count ?? set?.count ?? 0;
    return closed.sample.union(closed.count, set.sample(), set.count).count;
  }

  #turnTo(slot: number): void {
    const known = this.#live.get(slot);
    this.#live.delete(slot);
    this.#set = known ?? new VisitorSet(this.#set.count);
    if (!known) this.#bytes += this.#set.bytes;
    if (!known && this.#closed.has(slot)) this.#reopened.add(slot);
    this.#live.set(slot, this.#set);
    this.#slot = slot;
    for (const oldest of this.#live.keys()) {
      if (this.#bytes <= this.#budget || oldest === slot) break;
      this.#close(oldest);
    }
  }

  #close(slot: number): void {
    const set = this.#live.get(slot)!;
    this.#live.delete(slot);
    this.#bytes -= set.bytes;
    const closed = this.#closed.get(slot);
    const own = { count: set.count, sample: set.sample() };
    this.#closed.set(slot, closed ? closed.sample.union(closed.count, own.sample, own.count) : own);
  }
}
