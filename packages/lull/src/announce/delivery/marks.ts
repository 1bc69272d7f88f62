import { makeBell } from '../../keeper/bell.ts';
import { SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import type { Mark, OnFate, Outcome } from './contract.ts';
import { writeMarks } from './write-marks.ts';

/** Until what could not be written is tried again. */
const TRY_AGAIN = SECOND;

/** So many that wait are written at once; whoever sends more waits for that. */
const FULL = 100;

/** Of the store's time nineteen parts are left to others while fewer wait. */
const LEFT = 19;

/** One that waits to be written. */
interface Waiting {
  readonly mark: Mark;
  readonly taken: () => void;
}

/**
 * Writes what became of notices. The first is written at once; during its transaction and for nineteen times
 * as long after it the next are gathered, a hundred at most, so that thousands a second cost the store a few
 * dozen transactions. Killed meanwhile, those are sent again.
 */
export class Marks {
  readonly #announce: Announce;
  readonly #onFate: OnFate;
  /** Ids of those that are waiting or being written. */
  readonly #unwritten = new Set<string>();
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  readonly #bell = makeBell();
  readonly #closing = new AbortController();

  constructor(announce: Announce, onFate: OnFate) {
    this.#announce = announce;
    this.#onFate = onFate;
  }

  /** Ids of the notices whose fate is not yet written. */
  unwritten(): Iterable<string> {
    return this.#unwritten;
  }

  /**
   * Takes what became of a notice.
   *
   * @returns when the next may be sent: at once, or where as many wait as one may lose when they are written
   */
  take(mark: Mark): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#unwritten.add(mark.notice.id);
    this.#waiting.push({ mark, taken: resolve });
    if (this.#waiting.length < FULL) resolve();
    else this.#bell.ring();
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = null;
    });
    return promise;
  }

  /** Writes what is left; what cannot be written then is sent again, later. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const began = performance.now();
      const batch = this.#waiting.splice(0);
      for (const { taken } of batch) taken();
      await this.#write(batch.map(({ mark }) => mark));
      if (this.#waiting.length >= FULL) continue;
      await this.#bell.wait(LEFT * (performance.now() - began), this.#closing.signal);
    }
  }

  async #write(marks: readonly Mark[]): Promise<void> {
    const { store, now, log } = this.#announce;
    for (;;) {
      try {
        const told = await store.transaction(async (trx) => writeMarks(trx, marks, await now(trx)));
        for (const { downtime, data } of told) log.warn({ downtime, ...data }, 'notices have failed');
        break;
      } catch (error) {
        log.error({ err: error, notices: marks.length }, 'what became of notices could not be written');
        if (this.#closing.signal.aborted) break;
        await makeBell().wait(TRY_AGAIN, this.#closing.signal);
      }
    }
    for (const { notice } of marks) this.#unwritten.delete(notice.id);
    this.#count(marks);
  }

  #count(marks: readonly Mark[]): void {
    const counts = Map.groupBy(marks, ({ notice, fate }) => `${notice.channel} ${fate.outcome}`);
    for (const group of counts.values()) {
      const [{ notice, fate }] = group as [Mark, ...Mark[]];
      this.#onFate(notice.channel, fate.outcome satisfies Outcome, group.length);
    }
  }
}
