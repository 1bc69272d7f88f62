/** An event as the store keeps it; of all its fields the tail only looks at this one. */
export interface Numbered {
  readonly seq: number;
}

/** Where the tail reads: events come without gaps in their numbers. */
export interface EventSource<E extends Numbered> {
  /** At most `limit` events after the number, in order. */
  read(after: number, limit: number): Promise<readonly E[]>;
  /** The number of the last one; 0 when there is none. */
  last(): Promise<number>;
}

/** How many of the latest events are kept, so that many streams cost one reading. */
const kept = 1_000;
const atOnce = 500;

/**
 * The end of the list of events, read once for all who follow it. Notifications only wake it: what it gives
 * is what the store holds, by number, so nothing is missed between catching up and following.
 *
 * @example const tail = new Tail(source); tail.heard(); await tail.after(0, 100);
 */
export class Tail<E extends Numbered> {
  readonly #source: EventSource<E>;
  #recent: readonly E[] = [];
  #reading: Promise<void> | null = null;
  #again = false;
  #turn = 0;
  readonly #waiting = new Set<() => void>();

  constructor(source: EventSource<E>) {
    this.#source = source;
  }

  /** Rises whenever there may be something new. */
  get turn(): number {
    return this.#turn;
  }

  /**
   * Waits until the turn is another than `seen`, for at most `ms` milliseconds or until the signal.
   *
   * @returns whether all the time passed without
   */
  async quiet(seen: number, ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.#turn !== seen || signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const woken = () => resolve(false);
    const timer = setTimeout(resolve, ms, true);
    this.#waiting.add(woken);
    signal.addEventListener('abort', woken);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(woken);
      signal.removeEventListener('abort', woken);
    }
  }

  /** The number of the last event. */
  last(): Promise<number> {
    return this.#source.last();
  }

  /** Events after the number, in order: from memory where they are, else from the store. */
  async after(seq: number, limit: number): Promise<readonly E[]> {
    const first = this.#recent[0]?.seq;
    if (first === undefined || seq < first - 1) return this.#source.read(seq, limit);
    return this.#recent.slice(Math.max(0, seq - first + 1)).slice(0, limit);
  }

  /**
   * Reads what is new and wakes who waits for it. One reading at a time; what comes meanwhile is read after
   * it.
   */
  async heard(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** Wakes everybody, so that they look again at what isn't an event. */
  wake(): void {
    this.#turn++;
    for (const woken of this.#waiting) woken();
  }

  async #readOn(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const known = this.#recent.at(-1)?.seq ?? Math.max(0, (await this.#source.last()) - 1);
      const fresh = await this.#source.read(known, atOnce);
      if (fresh.length === 0) continue;
      this.#recent = [...this.#recent, ...fresh].slice(-kept);
      this.#again ||= fresh.length === atOnce;
      this.wake();
    }
  }
}
