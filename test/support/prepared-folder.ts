import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaHash } from '../../packages/lull/test/store/pglite-in-memory.ts';

const script = join(import.meta.dirname, 'make-folder.ts');

/**
 * Puts the embedded store as a first start leaves it into a folder that has none: to make it takes seconds
 * of computing, to copy it a tenth of one. It is made once for all runs with the same schema and engine.
 */
export function prepareFolder(folder: string): void {
  if (existsSync(join(folder, 'pglite'))) return;
  const prepared = join(tmpdir(), `lull-folder-${schemaHash()}`);
  if (!existsSync(prepared)) make(prepared);
  cpSync(join(prepared, 'pglite'), join(folder, 'pglite'), { recursive: true });
}

function make(prepared: string): void {
  const own = mkdtempSync(`${prepared}-`);
  execFileSync(process.execPath, [script, join(own, 'data')]);
  try {
    renameSync(join(own, 'data'), prepared);
  } catch (error) {
    if (!existsSync(prepared)) throw error;
  } finally {
    rmSync(own, { recursive: true });
  }
}
