/** What keeps a runner from going on, told as long as it does. */
export interface Troubles {
  /** @param what null when it is over */
  set(about: string, what: string | null): void;
  /** All of them, as one text; null for none. */
  told(): string | null;
}

/**
 * Troubles, none at first.
 *
 * @param onChange hears that what is told is another
 * @example troubles.set('journal', 'ENOSPC: no space left on device');
 */
export function makeTroubles(onChange: () => void): Troubles {
  const all = new Map<string, string>();
  return {
    set(about, what) {
      if ((all.get(about) ?? null) === what) return;
      if (what === null) all.delete(about);
      else all.set(about, what);
      onChange();
    },
    told: () => (all.size === 0 ? null : [...all.values()].join('; ').slice(0, 2_000)),
  };
}
