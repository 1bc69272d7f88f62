import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import type { Mark, OnFate, Outcome } from './contract.ts';
import { writeMarks } from './write-marks.ts';

/** Until what could not be written is tried again. */
const TRY_AGAIN = SECOND;

/** One that waits to be written. */
interface Waiting {
  readonly mark: Mark;
  readonly taken: () => void;
}

/**
 * Writes what became of notices. The first is written at once; while its transaction runs the next are
 * gathered, so that thousands a second cost the store a few hundred transactions.
 */
export class Marks {
  readonly #announce: Announce;
  readonly #onFate: OnFate;
  /** Ids of those that are waiting or being written. */
  readonly #unwritten = new Set<string>();
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #isClosing = false;

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
   * @returns when it is being written: whoever sends the next only then never has more unwritten than what
   *   is sent at once, twice
   */
  take(mark: Mark): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#unwritten.add(mark.notice.id);
    this.#waiting.push({ mark, taken: resolve });
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = null;
    });
    return promise;
  }

  /** Writes what is left; what cannot be written then is sent again, later. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      for (const { taken } of batch) taken();
      await this.#write(batch.map(({ mark }) => mark));
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
        if (this.#isClosing) break;
        await pause(TRY_AGAIN);
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
