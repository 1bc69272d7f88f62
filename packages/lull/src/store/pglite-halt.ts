import type { PGlite } from '@electric-sql/pglite';
import { LullError } from '../errors.ts';
import { because } from './failures.ts';

/**
 * Lets nothing reach the engine after it has stopped: it stops as after a crash when it cannot write its log,
 * and whatever is asked of it then goes round for ever, and with it the whole process. All further calls
 * throw.
 *
 * @param told called once, when it has stopped
 * @example haltAfterPanic(pglite, (error) => log('error', error.message))
 */
export function haltAfterPanic(pglite: PGlite, told: (error: LullError) => void): void {
  const send = pglite.execProtocolRawSync.bind(pglite);
  pglite.execProtocolRawSync = (message) => {
    checkRunning(pglite);
    return send(message);
  };
  const watched = <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) => {
    return async (...asked: Asked): Promise<Answer> => {
      try {
        return await ask(...asked);
      } catch (error) {
        if (!halted.has(pglite) && isTheEnd(error)) {
          halted.set(pglite, hasStopped(error as Error));
          told(halted.get(pglite)!);
        }
        throw error;
      }
    };
  };
  pglite.execProtocol = watched(pglite.execProtocol.bind(pglite));
  pglite.execProtocolStream = watched(pglite.execProtocolStream.bind(pglite));
}

/** Why engines have stopped. */
const halted = new WeakMap<PGlite, LullError>();

/**
 * Throws when the engine has stopped by itself.
 *
 * @throws LullError `write-failed`
 */
export function checkRunning(pglite: PGlite): void {
  const why = halted.get(pglite);
  if (why) throw why;
}

function isTheEnd(error: unknown): boolean {
  const { severity } = error as { severity?: unknown };
  return severity === 'PANIC' || severity === 'FATAL';
}

function hasStopped(error: Error): LullError {
  return because(
    error,
    new LullError(
      'write-failed',
      `The database in the data folder has stopped: ${error.message}`,
      'Make room on its disk and start Lull again; nothing that was acknowledged is lost.',
    ),
  );
}
