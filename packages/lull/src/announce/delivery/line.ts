/** Things that wait for their turn: one side adds, several others take, in order. */
export class Line<T> {
  readonly #things: T[] = [];
  #takers: ((thing: T | null) => void)[] = [];
  #watchers: { readonly below: number; readonly resolve: () => void }[] = [];
  #isClosed = false;

  get length(): number {
    return this.#things.length;
  }

  /** What waits, the first first. */
  get all(): readonly T[] {
    return this.#things;
  }

  /** Nothing may be added to a line that is closed. */
  add(things: readonly T[]): void {
    this.#things.push(...things);
    while (this.#takers.length > 0 && this.#things.length > 0) this.#takers.shift()!(this.#shift());
  }

  /** The next, waited for; null once the line is closed. */
  async next(): Promise<T | null> {
    if (this.#isClosed) return null;
    if (this.#things.length > 0) return this.#shift();
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** Ends when so many wait at most, or the line is closed. */
  async atMost(count: number): Promise<void> {
    if (this.#isClosed || this.#things.length <= count) return;
    await new Promise<void>((resolve) => this.#watchers.push({ below: count, resolve }));
  }

  /**
   * Ends it for all who wait.
   *
   * @returns what was never taken
   */
  close(): T[] {
    this.#isClosed = true;
    for (const taker of this.#takers.splice(0)) taker(null);
    for (const { resolve } of this.#watchers.splice(0)) resolve();
    return this.#things.splice(0);
  }

  #shift(): T {
    const thing = this.#things.shift()!;
    const isEnough = ({ below }: { readonly below: number }) => this.#things.length <= below;
    for (const { resolve } of this.#watchers.filter(isEnough)) resolve();
    this.#watchers = this.#watchers.filter((watcher) => !isEnough(watcher));
    return thing;
  }
}
