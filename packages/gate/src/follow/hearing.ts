import { Refusal, readTime } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Holding } from './holding.ts';
import type { Kept } from './kept.ts';
import type { GateOptions } from './options.ts';
import type { Reach } from './reach.ts';
import { webVerify } from './verify-web.ts';
import type { Warnings } from './warnings.ts';
import { warnOfClock } from './watch.ts';
import type { Wire } from './wire.ts';

/** Asks the server once each time that it is told to. All instants are by the monotonic clock. */
export interface Hearing {
  /** The document, then the time where it is due. Never fails: what goes wrong is a warning. */
  hear(): Promise<void>;
  /** Keeps the document, if it is another. Never fails either. */
  save(): Promise<void>;
  /** When it was last begun. */
  begunAt(): number;
  /** When what is known was true, or was last asked for in vain. */
  freshAt(): number;
  /** When what is known was true. */
  knownAt(): number;
}

/** What a gate goes by, and what it keeps. */
export interface Ear {
  readonly options: GateOptions;
  readonly clock: Clock;
  readonly holding: Holding;
  readonly kept: Kept;
  readonly warnings: Warnings;
  readonly reach: Reach;
  /** The time is asked for again after so long. Milliseconds. */
  readonly oldest: number;
  /** Another for each question: what one request sets up is out of reach for another. */
  readonly wire: () => Wire;
}

/**
 * Asks for document and time by single questions, each of which ends with the request that it was begun in.
 *
 * @example const { hear, knownAt } = hearing(ear); await hear();
 */
export function hearing(ear: Ear): Hearing {
  const { options, clock, holding, kept, warnings, reach, wire } = ear;
  const { server, documentUrl, trust } = options;
  const never = Number.NEGATIVE_INFINITY;
  let saved = holding.document();
  let [begunAt, freshAt, knownAt, timedAt] = [never, never, never, never];

  const askDocument = async (): Promise<void> => {
    const held = holding.document();
    const text = await wire().document(held && `"${held.epoch}.${held.serial}"`);
    try {
      if (text === null || !(await holding.take(text))) return;
    } catch (error) {
      // A copy that is behind, or an answer that another request's overtook, is nothing to warn of.
      const isLate = documentUrl !== undefined || holding.document() !== held;
      if (isLate && error instanceof Refusal && error.code === 'older') return;
      throw error;
    }
    warnings.set('no-document', null);
  };

  const askTime = async (): Promise<void> => {
    const nonce = crypto.randomUUID();
    const sentAt = clock.monotonic();
    const answer = await wire().time(nonce);
    const receivedAt = clock.monotonic();
    const now = await readTime(answer, holding.trust(), nonce, webVerify);
    timedAt = receivedAt;
    clock.sample(now, sentAt, receivedAt);
    holding.heard(now);
    warnOfClock(clock, warnings);
  };

  const go = async (errand: 'document' | 'time', ask: () => Promise<void>): Promise<boolean> => {
    try {
      await ask();
      reach.went(errand, null);
      return true;
    } catch (error) {
      if (error instanceof Refusal) reach.refused(`${errand}-refused`, error);
      else reach.went(errand, error);
      return false;
    }
  };

  return {
    hear: async () => {
      const asked = clock.monotonic();
      begunAt = asked;
      // The document first: it may bring the key by which the time is signed.
      const isTold = await go('document', askDocument);
      const isTimed = server === undefined || asked - timedAt < ear.oldest;
      const isHeard = isTold && (isTimed || (await go('time', askTime)));
      reach.age();
      if (isHeard) knownAt = Math.max(knownAt, asked);
      freshAt = Math.max(freshAt, isHeard ? asked : clock.monotonic());
    },
    save: async () => {
      const document = holding.document();
      if (document === null || document === saved) return;
      saved = document;
      await kept
        .saveDocument({ pinned: trust.key, trust: holding.trust(), document: document.raw })
        .then(() => warnings.set('disk', null))
        .catch((error: Error) => warnings.set('disk', error.message));
    },
    begunAt: () => begunAt,
    freshAt: () => freshAt,
    knownAt: () => knownAt,
  };
}
