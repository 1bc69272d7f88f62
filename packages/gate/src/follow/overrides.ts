import type { Override } from './contract.ts';
import type { Flips } from './flips.ts';
import type { Holding } from './holding.ts';
import type { Kept } from './kept.ts';
import type { Warnings } from './warnings.ts';

/** A person's word, given here or from outside. */
export interface Overrides {
  /** Obeys at once, and keeps it; where it can't be kept that is a warning. */
  set(override: Override | null): Promise<void>;
  /** Looks no more for what is given from outside. */
  close(): void;
}

/**
 * Obeys what is said here, and what is written beside: the off switch that works with all else dead.
 *
 * @example await overrides(kept, holding, flipping, warnings).set({ state: 'open', why: null, at: now });
 */
export function overrides(
  kept: Kept,
  holding: Holding,
  flipping: Pick<Flips, 'look' | 'changed'>,
  warnings: Warnings,
): Overrides {
  let writing = 0;
  const obey = (override: Override | null): void => {
    holding.setOverride(override);
    warnOf(override, warnings);
    if (!flipping.look()) flipping.changed();
  };
  const close = kept.watchOverride((override) => {
    // What is read while one is being written may be the one before.
    const isNews = writing === 0 && JSON.stringify(override) !== JSON.stringify(holding.override());
    if (isNews) obey(override);
  });
  warnOf(holding.override(), warnings);
  return {
    set: async (override) => {
      writing += 1;
      obey(override);
      try {
        await kept.saveOverride(override);
      } catch (error) {
        warnings.set('disk', (error as Error).message);
      } finally {
        writing -= 1;
      }
    },
    close,
  };
}

/** Nothing stays open or shut because somebody forgot. */
function warnOf(override: Override | null, warnings: Warnings): void {
  const reason = override?.why ? `: ${override.why}` : '';
  const since = new Date(override?.at ?? 0).toISOString();
  warnings.set('override', override && `The gate is ${override.state} by hand since ${since}${reason}.`);
}
