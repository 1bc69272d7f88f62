import type { Actor } from '../../access/contract.ts';
import type { Numbered, Tail } from './tail.ts';

/** Whom a stream is for and what of it they may see. */
export interface Following<E extends Numbered> {
  readonly tail: Tail<E>;
  /** The number of the last event that they have. */
  readonly after: number;
  /** Milliseconds between signs of life. */
  readonly heartbeat: number;
  /** Who they are by now; null when they are nobody any more. */
  readonly actor: () => Promise<Actor | null>;
  /** Whether the event is for them. */
  readonly wanted: (event: E, actor: Actor) => boolean;
  /** Events as server-sent text. */
  readonly write: (events: readonly E[]) => Promise<string>;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

const page = 100;

/**
 * Server-sent events from a number on, for as long as the caller is somebody: who they are is looked at
 * before every piece, so what they may no longer see never leaves. Each piece is made when the one before
 * was taken, so a slow reader costs no memory.
 *
 * @example for await (const text of follow({ tail, after: 0, … })) send(text);
 */
export async function* follow<E extends Numbered>(following: Following<E>): AsyncGenerator<string> {
  const { tail, heartbeat, actor, wanted, write, signal } = following;
  let { after } = following;
  yield 'retry: 2000\n\n';
  while (!signal.aborted) {
    const { turn } = tail;
    const events = await tail.after(after, page);
    const who = await actor();
    if (who === null || signal.aborted) return;
    if (events.length > 0) {
      after = events.at(-1)!.seq;
      const theirs = events.filter((event) => wanted(event, who));
      if (theirs.length > 0) yield await write(theirs);
    } else if (await tail.quiet(turn, heartbeat, signal)) yield `: alive\nid: ${after}\n\n`;
  }
}
