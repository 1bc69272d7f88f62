/**
 * One question for many who ask: whoever comes while an answer is under way shares the next one, which is
 * asked after they came. So nobody gets an answer that is older than their question.
 *
 * @example const pulseNow = askedTogether(() => pulse(store.db));
 */
export function askedTogether<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | null = null;
  let next: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    next = null;
    const asked = ask();
    running = asked;
    const over = (): void => {
      if (running === asked) running = null;
    };
    asked.then(over, over);
    return asked;
  };
  return () => {
    // Who comes in the same turn of the event loop comes at the same time.
    next ??= (running ?? new Promise(setImmediate)).then(begin, begin);
    return next;
  };
}
