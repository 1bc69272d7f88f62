import type { Clock } from './clock.ts';
import { isClosingWithin, isShut } from './closings.ts';
import type { Holding } from './holding.ts';
import type { Kept } from './kept.ts';
import type { Warnings } from './warnings.ts';

/** Puts on the disk what the gate holds. */
export interface Saves {
  /** The document if it is another, and how the gate stands. Never fails: what goes wrong is a warning. */
  write(): Promise<void>;
  /** When the server was heard, if it is time to write that. */
  heard(): void;
}

const MINUTE = 60_000;

/**
 * Writes one at a time; what is asked for while one is under way is written together afterwards.
 *
 * @param pinned the key that the gate was enrolled with
 * @example const { write } = saves(kept, holding, clock, warnings, pinned); await write();
 */
export function saves(kept: Kept, holding: Holding, clock: Clock, warnings: Warnings, pinned: string): Saves {
  let underWay: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let savedDocument = holding.document();
  let savedHeardAt = holding.heardAt();

  const run = async (): Promise<void> => {
    const [document, heardAt] = [holding.document(), holding.heardAt()];
    const state = holding.stateAt(clock.now());
    try {
      if (document !== null && document !== savedDocument) {
        await kept.saveDocument({ pinned, trust: holding.trust(), document: document.raw });
        savedDocument = document;
      }
      await kept.saveStanding({
        service: holding.trust().service,
        isShut: isShut(state),
        downtime: state.downtime,
        heardAt,
        clockOffset: clock.appliedOffset(),
      });
      savedHeardAt = heardAt;
      warnings.set('disk', null);
    } catch (error) {
      warnings.set('disk', (error as Error).message);
    }
  };

  const write = (): Promise<void> => {
    if (underWay === null) {
      underWay = run().finally(() => {
        underWay = null;
      });
      return underWay;
    }
    next ??= underWay.then(() => {
      next = null;
      return write();
    });
    return next;
  };

  return {
    write,
    heard: () => {
      const age = (holding.heardAt() ?? 0) - (savedHeardAt ?? 0);
      const now = clock.now();
      // A closing is judged by whether the server was heard in the minute before it.
      if (age > MINUTE / 4 && isClosingWithin(holding, now, 10 * MINUTE)) void write();
      else if (age > MINUTE - 5_000 && isClosingWithin(holding, now, 60 * MINUTE)) void write();
    },
  };
}
