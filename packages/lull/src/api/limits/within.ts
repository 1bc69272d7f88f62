import { LullError } from '../../errors.ts';

/**
 * What the work gives, if it is through in time. Work that is not goes on unheard: a change may still be
 * made, which is why the error says to look.
 *
 * @param most milliseconds
 * @throws LullError `timed-out`
 */
export async function within<T>(most: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut(most)), most);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(most: number): LullError {
  return new LullError(
    'timed-out',
    `The request took longer than ${most / 1000} seconds`,
    'Look whether it was done, then ask again; with the same Idempotency-Key nothing is done twice.',
  );
}
