import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { LullError } from '../errors.ts';
import type { Store } from './contract.ts';
import { because, codeOf } from './failures.ts';
import { lockFolder } from './lock.ts';
import type { StoreLog } from './log.ts';
import { pgliteStore, startPglite } from './pglite.ts';

/** The major version of PostgreSQL that the engine is. */
const engineVersion = 18;

/**
 * A store in a folder, which is made when it isn't there. One process at a time has it.
 *
 * @throws LullError `store-in-use`, `store-newer`, `store-older`, `store-damaged`, or `write-failed` when the
 *   folder can't be made or written
 * @example await openFolder('./lull-data', log)
 */
export async function openFolder(path: string, log: StoreLog): Promise<Store> {
  const folder = resolve(path);
  const free = await take(folder);
  try {
    const pglite = await openEngine(folder, log);
    return pgliteStore(pglite, free);
  } catch (error) {
    free();
    throw error;
  }
}

async function take(folder: string): Promise<() => void> {
  try {
    // Not `recursive`, which goes round for ever where nothing can be made, such as below /proc.
    if (!existsSync(folder)) await mkdir(folder, { mode: 0o700 });
    return lockFolder(folder);
  } catch (error) {
    throw error instanceof LullError ? error : await unwritable(folder, error);
  }
}

async function openEngine(folder: string, log: StoreLog): Promise<PGlite> {
  const dataDir = join(folder, 'pglite');
  // Without room for its log the engine neither starts nor says that it can't: it is silent for ever.
  if (await isFull(folder)) throw await unwritable(folder, new Error('no room'));
  if (!existsSync(dataDir)) await make(folder, dataDir);
  await checkVersion(dataDir);
  try {
    return await startPglite({ dataDir }, log);
  } catch (error) {
    throw because(error, damaged(`The data in ${dataDir} cannot be opened`));
  }
}

/** Made beside and moved: a process that is killed meanwhile leaves nothing that looks like data. */
async function make(folder: string, dataDir: string): Promise<void> {
  const unfinished = `${dataDir}.new`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await (await startPglite({ dataDir: unfinished })).close();
    await rename(unfinished, dataDir);
  } catch (error) {
    throw await unwritable(folder, error);
  }
}

async function checkVersion(dataDir: string): Promise<void> {
  const file = join(dataDir, 'PG_VERSION');
  const text = await readFile(file, 'utf8').catch((error) => {
    throw because(error, damaged(`${dataDir} is no data of ours: it has no readable PG_VERSION`));
  });
  const version = Number(text);
  if (version === engineVersion) return;
  if (version > engineVersion) {
    throw new LullError(
      'store-newer',
      `The data in ${dataDir} was written by PostgreSQL ${version}; this Lull has ${engineVersion}`,
      'Install the newer Lull again.',
    );
  }
  if (!(version > 0)) throw damaged(`${file} does not say a version`);
  throw new LullError(
    'store-older',
    `The data in ${dataDir} was written by PostgreSQL ${version}; this Lull has ${engineVersion}`,
    'Make a backup with the Lull that wrote it, and restore that into an empty folder.',
  );
}

function damaged(what: string): LullError {
  return new LullError('store-damaged', what, 'Restore a backup into an empty folder, and keep this one.');
}

/** The least room that the engine needs to start: two files of its log. */
const LEAST_ROOM = 32 * 2 ** 20;

async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LEAST_ROOM;
}

async function unwritable(folder: string, error: unknown): Promise<LullError> {
  const full = await isFull(folder).catch(() => false);
  const reason = full ? 'the disk is full' : (codeOf(error) ?? String((error as Error).message ?? error));
  return because(
    error,
    new LullError(
      'write-failed',
      `The data folder ${folder} cannot be written (${reason})`,
      'Name a folder that may be written and has room, with --data.',
      { folder, reason },
    ),
  );
}
