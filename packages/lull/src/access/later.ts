import type { AccessLog } from './library.ts';

/** Work that no answer waits for. */
export interface Later {
  /** Begins it; what goes wrong is logged. */
  begin(what: string, work: () => Promise<void>): void;
  /** Waits for all that was begun. */
  settled(): Promise<void>;
}

/**
 * Keeps work together that no answer waits for, so that it is through before the store closes.
 *
 * @example later.begin('noting a wrong password', () => auditWrongPassword(store, email, origin));
 */
export function doLater(log: AccessLog): Later {
  const running = new Set<Promise<void>>();
  return {
    begin(what, work) {
      const ended = work()
        .catch((error: Error) => log('error', `${what}: ${error.message}`))
        .finally(() => running.delete(ended));
      running.add(ended);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
