import type { ServerResponse } from 'node:http';
import type { StateDocument } from '@lull/gate/protocol';
import { tagOf } from '../../gates/documents.ts';

/** A gate that takes nothing of so many bytes is gone, or better off with a new connection. */
const MOST_UNTAKEN = 1_048_576;

/**
 * The streams of one service. What they are sent is made once and is the same bytes for all of them.
 */
export class Feed {
  readonly service: string;
  readonly #outs = new Set<ServerResponse>();
  #frame: Buffer | null = null;
  #newest: Pick<StateDocument, 'epoch' | 'serial'> | null = null;

  constructor(service: string) {
    this.service = service;
  }

  /** How many are open. */
  get size(): number {
    return this.#outs.size;
  }

  /** Whether it has a document. */
  get isTold(): boolean {
    return this.#frame !== null;
  }

  /** Whether it has something newer than this, or the same. */
  has({ epoch, serial }: Pick<StateDocument, 'epoch' | 'serial'>): boolean {
    const held = this.#newest;
    return held !== null && (held.epoch > epoch || (held.epoch === epoch && held.serial >= serial));
  }

  /** Sends a document to all, if it is newer than what they have. */
  tell(document: StateDocument): void {
    if (this.has(document)) return;
    this.#newest = document;
    this.#frame = Buffer.from(
      `id: ${tagOf(document).slice(1, -1)}\nevent: document\ndata: ${JSON.stringify(document)}\n\n`,
    );
    this.send(this.#frame);
  }

  /** Sends the same bytes to all. */
  send(bytes: Buffer): void {
    for (const out of this.#outs) {
      if (out.writableLength > MOST_UNTAKEN) out.destroy();
      else out.write(bytes);
    }
  }

  /**
   * Adds one, which has the newest document first. Between the two nothing can be missed.
   *
   * @returns takes it out again
   */
  add(out: ServerResponse): () => void {
    if (this.#frame) out.write(this.#frame);
    this.#outs.add(out);
    return () => this.#outs.delete(out);
  }

  /** Ends all. */
  end(): void {
    for (const out of this.#outs) out.end();
    this.#outs.clear();
  }
}
