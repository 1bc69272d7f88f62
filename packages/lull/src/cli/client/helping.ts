import { type ErrorCode, LullError } from '../../errors.ts';

/**
 * Does the work; where it ends with one of these errors, throws what says more in its place.
 *
 * @param codes of the errors that there is more to say about
 * @example await helping(read, ['not-found'], async () => new LullError('not-found', 'no x', 'Name y.'))
 */
export async function helping<T>(
  work: () => Promise<T>,
  codes: readonly ErrorCode[],
  instead: (error: LullError) => Promise<LullError>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || !codes.includes(error.code)) throw error;
    throw await instead(error);
  }
}
