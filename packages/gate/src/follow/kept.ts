import type { Instant, StateDocument, Trust } from '../protocol/index.ts';
import type { Override } from './contract.ts';

/** What a gate keeps beyond its own life. */
export interface Kept {
  /**
   * What is there from before.
   *
   * @throws GateError `foreign-folder` where it is another service's
   */
  load(): Promise<Found>;
  saveDocument(document: KeptDocument): Promise<void>;
  saveStanding(standing: Standing): Promise<void>;
  saveOverride(override: Override | null): Promise<void>;
  /**
   * Calls back when somebody else changes the override: the off switch that works with all else dead.
   *
   * @returns ends it
   */
  watchOverride(listener: (override: Override | null) => void): () => void;
}

/** The document, and what was believed when it was taken. */
export interface KeptDocument {
  /** Id of the key that the gate was enrolled with: what a chain of other keys begins with. */
  readonly pinned: string;
  readonly trust: Trust;
  readonly document: StateDocument;
}

/** How the gate stood when this was last written. */
export interface Standing {
  readonly service: string;
  /** Whether it refused anybody. */
  readonly isShut: boolean;
  readonly downtime: string | null;
  /** By the gate's time; null for never. */
  readonly heardAt: Instant | null;
  /** What the gate's time adds to the machine's, in milliseconds. */
  readonly clockOffset: number | null;
}

/** What was found; null for what isn't there. */
export interface Found {
  readonly document: KeptDocument | null;
  readonly standing: Standing | null;
  readonly override: Override | null;
  /** What is there and cannot be read: it is never taken for open. */
  readonly torn: readonly string[];
}

/**
 * Keeps nothing: for where there is no disk. After a restart such a gate knows what the server tells it.
 *
 * @example followWith(options, { verify: webVerify, kept: keepsNothing() })
 */
export function keepsNothing(): Kept {
  const done = async (): Promise<void> => {};
  return {
    load: async () => ({ document: null, standing: null, override: null, torn: [] }),
    saveDocument: done,
    saveStanding: done,
    saveOverride: done,
    watchOverride: () => () => {},
  };
}
