import { SECOND } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import type { Undertaking } from '../steps/contract.ts';
import type { ActionContext, Ended, Once } from './contract.ts';
import { failed, Halt, halted } from './ended.ts';
import { limit } from './pause.ts';
import { readSecrets } from './secrets.ts';
import { workers } from './workers.ts';

/**
 * Carries something out once: reads its secrets, gives it its time, and comes back when nothing of it runs
 * any more, whatever becomes of it. Retries are whoever asks for it.
 *
 * @param signal stops it; its reason is a `Halt`
 * @returns how it ended; never throws
 * @example (await carryOut(step, context, signal)).outcome // 'done'
 */
export async function carryOut(
  { action, timeLimit, environment, secrets }: Once | Undertaking,
  context: ActionContext,
  signal: AbortSignal,
): Promise<Ended> {
  const limited = limit(signal, timeLimit, () => {
    return new Halt('timed-out', `it was not through within ${spoken(timeLimit)}`);
  });
  try {
    const read = await readSecrets(secrets, context);
    if (limited.signal.aborted) return halted(limited.signal);
    const work = { action, timeLimit, environment: { ...environment, ...read } };
    return await workers[action.kind](work as never, context, limited.signal);
  } catch (error) {
    return limited.signal.aborted
      ? halted(limited.signal)
      : failed((error as Error).message || String(error));
  } finally {
    limited.free();
  }
}

const spoken = (length: number): string => (length < SECOND ? `${length} ms` : spokenLength(length));
