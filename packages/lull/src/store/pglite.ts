import { setImmediate } from 'node:timers/promises';
import { PGlite, type PGliteOptions, types } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { channelName } from './channel.ts';
import type { Store } from './contract.ts';
import { type StoreLog, silent } from './log.ts';
import { checkRunning, haltAfterPanic, whenHalted } from './pglite-halt.ts';
import { sqlStore } from './sql-store.ts';

/** Whole numbers of 8 bytes come as text, as PostgreSQL's driver gives them. */
const settings: PGliteOptions = { parsers: { [types.INT8]: (text) => text } };

/**
 * Starts the engine.
 *
 * @param log is told when it stops by itself
 * @example await startPglite({ dataDir: './lull-data/pglite' })
 */
export async function startPglite(options: PGliteOptions, log: StoreLog = silent): Promise<PGlite> {
  const pglite = await PGlite.create({ ...settings, ...options });
  haltAfterPanic(pglite);
  void whenHalted(pglite).then(({ message }) => log('error', message));
  return pglite;
}

/**
 * A store on a running engine, which it stops when it is closed.
 *
 * @param freed called when the engine has stopped
 * @example pgliteStore(await startPglite({}))
 */
export function pgliteStore(pglite: PGlite, freed: () => void = () => undefined): Store {
  const listening = new Set<() => Promise<void>>();
  return sqlStore({
    native: { engine: 'pglite', pglite },
    dialect: new PGliteDialect({ pglite }),
    pause: () => setImmediate(),
    checkRunning: () => checkRunning(pglite),
    halted: whenHalted(pglite),
    async listen(channel, heard) {
      const stop = await pglite.listen(channelName(channel), heard);
      const once = async () => {
        if (listening.delete(once)) await stop();
      };
      listening.add(once);
      return once;
    },
    async beforeEnd() {
      for (const stop of listening) await stop();
    },
    async afterEnd() {
      try {
        if (!pglite.closed) await pglite.close();
      } finally {
        freed();
      }
    },
  });
}
