import { readFile } from 'node:fs/promises';
import { LullError } from '../errors.ts';
import type { Catalog } from './catalog.ts';
import { parseCatalog } from './parse.ts';

export type {
  Catalog,
  Freeze,
  MaintenanceWindow,
  Service,
  Team,
  TrafficEntry,
} from './catalog.ts';
export { parseCatalog } from './parse.ts';

/**
 * Reads lull.yaml.
 *
 * @throws LullError `config-not-found`; `bad-config` as `parseCatalog`
 * @example const catalog = await loadCatalog('lull.yaml');
 */
export async function loadCatalog(path: string): Promise<Catalog> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new LullError('config-not-found', `${path} ${why}`, 'Name a file with --config, or run lull init.');
  });
  return parseCatalog(text, path);
}
