import { LullError } from '../../errors.ts';

/** Does the work; where rules refuse it, the next moment without them is told in the service's zone. */
export async function tellingZone<T>(zoneOf: () => Promise<string>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || typeof error.details.next !== 'string') throw error;
    const zone = await zoneOf();
    throw new LullError(error.code, error.message, error.todo, { ...error.details, zone });
  }
}
