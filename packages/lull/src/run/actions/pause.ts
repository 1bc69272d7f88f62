/** The longest that a timer takes; a longer one would end at once. Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Waits by the monotonic clock: whoever sets the machine's clock changes nothing.
 *
 * @param length milliseconds, of any length
 * @returns whether all of it passed; false when the signal was aborted
 * @example if (!(await pause(5_000, signal))) return;
 */
export async function pause(length: number, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + length;
  for (let left = length; left > 0 && !signal.aborted; left = end - performance.now()) {
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, Math.min(Math.ceil(left), LONGEST));
      signal.addEventListener('abort', over);
    });
  }
  return !signal.aborted;
}

/**
 * What comes of something, unless a signal is aborted before; then it goes on, to be awaited elsewhere.
 *
 * @returns null when the signal was aborted before
 * @example const ended = await beforeAbort(work, signal);
 */
export async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const aborted = Promise.withResolvers<null>();
  const onAbort = (): void => aborted.resolve(null);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The limit that a timer sets, for as long as it is kept. */
export interface Limit {
  readonly signal: AbortSignal;
  /** Takes the timer away. */
  free(): void;
}

/**
 * A signal that is aborted with another one, or when a time is over.
 *
 * @param length milliseconds
 * @param reason made when the time is over
 * @example const { signal, free } = limit(outer, 30_000, () => new Halt('timed-out', 'it took over 30 s'));
 */
export function limit(outer: AbortSignal, length: number, reason: () => Error): Limit {
  const over = new AbortController();
  const taken = new AbortController();
  void pause(length, taken.signal).then((isOver) => isOver && over.abort(reason()));
  return { signal: AbortSignal.any([outer, over.signal]), free: () => taken.abort() };
}
