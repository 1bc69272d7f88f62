/** What is told at the end must not hold up the end. Milliseconds. */
const LAST = 2_000;

/**
 * Waits for what is told last, but not for long, and not for it to succeed.
 *
 * @example await lastWithin(port.output(rest));
 */
export async function lastWithin(telling: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LAST);
  await Promise.race([telling.catch(() => undefined), promise]);
  clearTimeout(timer);
}
