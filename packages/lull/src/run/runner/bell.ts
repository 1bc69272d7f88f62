import { pause } from '../actions/pause.ts';

/** Something that one side rings and the other waits for; a ring that nobody waited for is not lost. */
export interface Bell {
  ring(): void;
  /** Ends at the next ring, after the given milliseconds, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * A bell for one who waits.
 *
 * @example const bell = makeBell(); bell.ring(); await bell.wait(1000, signal); // at once
 */
export function makeBell(): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    async wait(ms, signal) {
      await pause(ms, AbortSignal.any([rung.signal, signal]));
      if (rung.signal.aborted) rung = new AbortController();
    },
  };
}
