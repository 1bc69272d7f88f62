/** What waits for an answer; the rest is for whoever looks. */
export interface Waiting {
  /** It has waited long enough. */
  expire(): void;
  since: number;
  before: Waiting | null;
  after: Waiting | null;
}

/** How often is looked, in parts of the patience: nobody waits more than an eighth longer. */
const BEATS = 8;

/**
 * One timer for all that wait equally long: one for each request would cost more than passing it on. A list
 * of links, because a `Set` keeps what has left it alive until the next great collection of garbage.
 */
export class Patience {
  readonly #timer: NodeJS.Timeout;
  #first: Waiting | null = null;
  #last: Waiting | null = null;
  #beat = 0;

  constructor(ms: number) {
    this.#timer = setInterval(() => this.#look(), ms / BEATS).unref();
  }

  begin(one: Waiting): void {
    one.since = this.#beat;
    one.before = this.#last;
    if (this.#last) this.#last.after = one;
    else this.#first = one;
    this.#last = one;
  }

  /** Does nothing for what does not wait. */
  end(one: Waiting): void {
    if (one.before) one.before.after = one.after;
    else if (this.#first === one) this.#first = one.after;
    else return;
    if (one.after) one.after.before = one.before;
    else this.#last = one.before;
    one.before = null;
    one.after = null;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#beat += 1;
    while (this.#first && this.#beat - this.#first.since > BEATS) {
      const one = this.#first;
      this.end(one);
      one.expire();
    }
  }
}
