import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { postgresMissing, startPostgres } from '../../test/peers/postgres.ts';
import type { ShopSettings } from './shop/contract.ts';
import type { Stage } from './stage.ts';

/** Which database the shop has: a PostgreSQL beside it, or one in its own process. */
export const engines = ['postgres', 'pglite'] as const;

export type Engine = (typeof engines)[number];

/** The shop's database, before anything is in it. */
export interface ShopDatabase {
  readonly engine: Engine;
  readonly where: ShopSettings['database'];
}

/** Starts the real PostgreSQL where it is installed and can run, else takes PGlite; or the one that is asked for. */
export async function startDatabase(stage: Stage, asked: Engine | undefined): Promise<ShopDatabase> {
  const { folder, talk } = stage;
  const embedded = { engine: 'pglite', where: { folder: join(folder, 'shop') } } as const;
  if (asked === 'pglite') return embedded;
  const trouble = postgresMissing === null ? await tried() : `${postgresMissing} is not installed here`;
  if (typeof trouble !== 'string') return trouble;
  if (asked === 'postgres') throw new Error(trouble);
  talk.event(`The shop gets a PostgreSQL within itself (PGlite), because ${trouble}.`);
  return embedded;

  async function tried(): Promise<ShopDatabase | string> {
    const own = join(folder, 'postgres');
    mkdirSync(own, { mode: 0o711 });
    const before = process.env.TMPDIR;
    // It makes its folders below the temporary one: so they go with the demo's.
    process.env.TMPDIR = own;
    try {
      const postgres = await startPostgres();
      stage.endsWith(postgres.stop);
      return { engine: 'postgres', where: { url: await postgres.createDatabase() } };
    } catch (error) {
      return `another can't run here: ${(error as Error).message.trim().split('\n')[0]}`;
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  }
}
