import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import type { ServerOptions } from '../support/lull-server.ts';

/** Has `work` use a server on an empty folder, or on an empty database of a PostgreSQL of its own. */
export async function withPlace<T>(
  engine: 'pglite' | 'postgres',
  work: (server: ServerOptions) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  if (engine === 'postgres') {
    const postgres = await startPostgres();
    try {
      return await work({ port, databaseUrl: await postgres.createDatabase() });
    } finally {
      await postgres.stop();
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'lull-torture-'));
  try {
    return await work({ port, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
