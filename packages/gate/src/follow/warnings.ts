/** What is wrong with a gate, by a stable code; each is said aloud once when it begins. */
export interface Warnings {
  /** Something is wrong, in words that begin with its code; null: it isn't any more. */
  set(code: WarningCode, text: string | null): void;
  all(): readonly string[];
}

/** In logs, metrics and docs. */
export const warningCodes = [
  'clock-off',
  'clock-not-applied',
  'copy-only',
  'disk',
  'document-refused',
  'flip-unfinished',
  'key-refused',
  'no-document',
  'out-of-touch',
  'override',
  'server-unreachable',
  'time-refused',
  'counts-dropped',
] as const;

export type WarningCode = (typeof warningCodes)[number];

/** Characters of a warning. */
const LONGEST = 500;

/**
 * A list of warnings that is empty when all is well.
 *
 * @param say hears each warning once when it begins
 * @example warnings.set('disk', 'the disk is full'); warnings.all() // ['disk: the disk is full']
 */
export function warningList(say: (warning: string) => void): Warnings {
  const current = new Map<WarningCode, string>();
  return {
    set: (code, text) => {
      if (text === null) {
        current.delete(code);
        return;
      }
      const isNew = !current.has(code);
      // They go into logs, metrics and confirmations: one line, of a bounded length.
      const warning = `${code}: ${text}`.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, LONGEST);
      current.set(code, warning);
      // An error of whoever hears it is not the gate's.
      if (isNew) queueMicrotask(() => say(warning));
    },
    all: () => [...current.values()],
  };
}
