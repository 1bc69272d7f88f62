import type { PGlite } from '@electric-sql/pglite';
import { LullError } from '../errors.ts';
import { because } from './failures.ts';

/** What is known of an engine: why it has stopped, once it has. */
interface Watch {
  why: LullError | null;
  readonly halted: PromiseWithResolvers<LullError>;
}

const watches = new WeakMap<PGlite, Watch>();

/**
 * Lets nothing reach the engine after it has stopped: it stops as after a crash when it cannot write its log,
 * and whatever is asked of it then goes round for ever, and with it the whole process. All further calls
 * throw.
 *
 * @example haltAfterPanic(pglite); whenHalted(pglite).then((error) => log('error', error.message))
 */
export function haltAfterPanic(pglite: PGlite): void {
  const watch = watchOf(pglite);
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
        if (watch.why === null && isTheEnd(error)) {
          watch.why = hasStopped(error as Error);
          watch.halted.resolve(watch.why);
        }
        throw error;
      }
    };
  };
  pglite.execProtocol = watched(pglite.execProtocol.bind(pglite));
  pglite.execProtocolStream = watched(pglite.execProtocolStream.bind(pglite));
}

/**
 * Throws when the engine has stopped by itself.
 *
 * @throws LullError `store-halted`
 */
export function checkRunning(pglite: PGlite): void {
  const { why } = watchOf(pglite);
  if (why) throw why;
}

/** Resolves, with why, when the engine has stopped by itself. */
export function whenHalted(pglite: PGlite): Promise<LullError> {
  return watchOf(pglite).halted.promise;
}

function watchOf(pglite: PGlite): Watch {
  const watch = watches.get(pglite) ?? { why: null, halted: Promise.withResolvers<LullError>() };
  watches.set(pglite, watch);
  return watch;
}

function isTheEnd(error: unknown): boolean {
  const { severity } = error as { severity?: unknown };
  return severity === 'PANIC' || severity === 'FATAL';
}

function hasStopped(error: Error): LullError {
  return because(
    error,
    new LullError(
      'store-halted',
      `The database in the data folder has stopped: ${error.message}`,
      'Make room on its disk; nothing that was acknowledged is lost.',
    ),
  );
}
