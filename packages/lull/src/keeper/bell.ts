/** Something that one side rings and the other waits for; a ring that nobody waited for is not lost. */
export interface Bell {
  ring(): void;
  /**
   * Ends at the next ring, after the given milliseconds, or when the signal is aborted.
   *
   * @returns whether it was rung
   */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * A bell.
 *
 * @example const bell = makeBell(); bell.ring(); await bell.wait(1000, signal); // at once
 */
export function makeBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted && ms > 0) {
        await new Promise<void>((resolve) => {
          const end = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', end);
            wake = null;
            resolve();
          };
          const timer = setTimeout(end, ms);
          signal.addEventListener('abort', end);
          wake = end;
        });
      }
      const heard = rung;
      rung = false;
      return heard;
    },
  };
}
