import { LullError } from '../../../errors.ts';
import { SECOND } from '../../../time/instant.ts';

/** Milliseconds for all that one attempt calls: shorter than it has its lease for itself. */
const WITHIN = 15 * SECOND;

/**
 * What a monitor gives, or that it took too long: one that answers a little at a time holds up nobody. What
 * it does after that is found again by its mark.
 *
 * @throws LullError `silencer-unavailable`, and whatever `work` throws
 * @example await withinLimit('alerts', () => silencer.held())
 */
export async function withinLimit<T>(name: string, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const what = `${name}: it was not through after ${WITHIN / SECOND} s`;
    late.reject(new LullError('silencer-unavailable', what, 'It is tried again.', { silencer: name }));
  }, WITHIN);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
