/** A wait that can be cut short. */
export interface Pause {
  /** Resolves after so many milliseconds, or when it is woken or stopped. */
  wait(milliseconds: number): Promise<void>;
  /** Ends the wait, or the next one if there is none now. */
  wake(): void;
}

/**
 * Waits of one loop.
 *
 * @param stop ends them all
 * @example while (!stop.aborted) { await ask(); await pause.wait(5_000); }
 */
export function pauses(stop: AbortSignal): Pause {
  let isWoken = false;
  let end: (() => void) | null = null;
  const wake = (): void => {
    isWoken = end === null;
    end?.();
  };
  stop.addEventListener('abort', wake, { once: true });
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        if (isWoken || stop.aborted) {
          isWoken = false;
          return resolve();
        }
        const timer = setTimeout(() => end?.(), milliseconds);
        end = () => {
          clearTimeout(timer);
          end = null;
          resolve();
        };
      }),
    wake,
  };
}

/**
 * A length that differs for each gate and each time, so that not all of them ask at once.
 *
 * @param share how far it may be off, 0 to 1
 * @example jitter(30_000, 0.2) // from 24,000 to 36,000
 */
export function jitter(milliseconds: number, share: number): number {
  return milliseconds * (1 + share * (2 * Math.random() - 1));
}

/**
 * Waits for something, but not longer than so many milliseconds.
 *
 * @example await within(2_000, answer);
 */
export async function within(limit: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([something, late]);
  clearTimeout(timer);
}
