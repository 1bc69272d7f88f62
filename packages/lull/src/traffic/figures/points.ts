import type { Instant } from '../../time/instant.ts';

const FIRST_CAPACITY = 1024;

/** Figures with their instants, in order, no instant twice. */
export interface Points {
  /** UTC milliseconds, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Gathers figures in any order, 16 bytes each, and puts them in order once. */
export class PointColumns {
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #length = 0;
  #sorted = true;

  get length(): number {
    return this.#length;
  }

  push(at: Instant, value: number): void {
    if (this.#length === this.#times.length) {
      this.#times = grown(this.#times);
      this.#values = grown(this.#values);
    }
    if (this.#length > 0 && at < this.#times[this.#length - 1]!) this.#sorted = false;
    this.#times[this.#length] = at;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /**
   * The points in order. Of several with the same instant the one pushed last stands; `repeated` says how
   * many were set aside for it.
   *
   * @example columns.inOrder() // { points: { times, values }, repeated: 0 }
   */
  inOrder(): { points: Points; repeated: number } {
    if (!this.#sorted) this.#sort();
    const times = this.#times;
    const values = this.#values;
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      if (kept > 0 && times[kept - 1] === times[i]) kept--;
      times[kept] = times[i]!;
      values[kept] = values[i]!;
      kept++;
    }
    const repeated = this.#length - kept;
    this.#length = kept;
    return { points: { times: times.subarray(0, kept), values: values.subarray(0, kept) }, repeated };
  }

  #sort(): void {
    const times = this.#times.subarray(0, this.#length);
    const values = this.#values.subarray(0, this.#length);
    const order = Uint32Array.from(times, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);
    this.#times = Float64Array.from(order, (i) => times[i]!);
    this.#values = Float64Array.from(order, (i) => values[i]!);
    this.#sorted = true;
  }
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.max(column.length * 2, FIRST_CAPACITY));
  wider.set(column);
  return wider;
}
