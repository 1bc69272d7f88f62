import { randomUUID } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Override } from './contract.ts';
import { GateError } from './errors.ts';
import type { Found, Kept } from './kept.ts';
import {
  documentOf,
  type Fields,
  isNewer,
  keptText,
  overrideOf,
  readKept,
  standingOf,
} from './kept-forms.ts';

/** How often the override is looked at, for whoever writes it from outside. Milliseconds. */
const LOOK = 500;

/** What was begun so long ago is never finished. Milliseconds. */
const STALE = 3_600_000;

/** The files of a gate's folder. */
const files = { document: 'document.json', standing: 'standing.json', override: 'override.json' } as const;

/**
 * Keeps a gate's document, standing and override in a folder of its own. Each file is replaced as a whole and
 * synced with its folder before it counts, so a kill or a power cut leaves the old one or the new one.
 *
 * @param folder made where it isn't there, readable by its owner only
 * @example followWith(options, { verify: nodeVerify(), kept: keepsOnDisk('/var/lib/lull/shop', 'shop') })
 */
export function keepsOnDisk(folder: string, service: string): Kept {
  let writing: Promise<unknown> = Promise.resolve();
  // One write at a time: what is written last is what stays.
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const turn = writing.then(write, write);
    writing = turn.catch(() => {});
    return turn;
  };
  const save = (file: string, value: object): Promise<void> =>
    inTurn(() => replaceFile(folder, file, keptText(value)));

  return {
    load: async () => {
      const torn: string[] = [];
      await sweep(folder);
      const read = async <T>(file: string, form: (value: Fields) => T): Promise<T | null> => {
        const found = await readFileOf(join(folder, file), form);
        if (found === 'torn') torn.push(join(folder, file));
        return found === 'torn' ? null : found;
      };
      const found: Found = {
        document: await read(files.document, documentOf),
        standing: await read(files.standing, standingOf),
        override: await read(files.override, overrideOf),
        torn,
      };
      for (const other of [found.document?.trust.service, found.standing?.service]) {
        if (other === undefined || other === service) continue;
        throw new GateError(
          'foreign-folder',
          `The folder ${folder} is the gate of "${other}", not of "${service}".`,
          'Give each service a folder of its own.',
        );
      }
      return found;
    },
    saveDocument: (document) =>
      inTurn(async () => {
        // Another process of this gate may have written a newer one.
        const there = await readFileOf(join(folder, files.document), documentOf);
        if (there !== null && there !== 'torn' && isNewer(there, document)) return;
        await replaceFile(folder, files.document, keptText(document));
      }),
    saveStanding: (standing) => save(files.standing, standing),
    saveOverride: (override) => inTurn(() => writeOverride(folder, override)),
    watchOverride: (listener) => {
      const path = join(folder, files.override);
      const look = async (): Promise<void> => {
        const override = await readFileOf(path, overrideOf);
        // What cannot be read is no word of anybody: the last one stands.
        if (override !== 'torn') listener(override);
      };
      const changed = (): void => void look();
      watchFile(path, { interval: LOOK, persistent: false }, changed);
      return () => unwatchFile(path, changed);
    },
  };
}

/**
 * Opens or shuts a gate by its folder, whatever else is dead: the gate that follows there sees it within a
 * second, one that isn't running when it starts.
 *
 * @throws GateError `unwritable-folder`
 * @example await writeOverride('/var/lib/lull/shop', { state: 'open', why: 'server lost', at: Date.now() });
 */
export async function writeOverride(folder: string, override: Override | null): Promise<void> {
  await replaceFile(folder, files.override, keptText({ override }));
}

async function readFileOf<T>(path: string, form: (fields: Fields) => T): Promise<T | null | 'torn'> {
  try {
    return readKept(await readFile(path, 'utf8'), form);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'torn';
  }
}

/** Writes beside, syncs, renames over, syncs the folder: there is the old file or the new one, never half. */
async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const beside = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, join(folder, name));
    await syncFolder(folder);
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw new GateError(
      'unwritable-folder',
      `${join(folder, name)} cannot be written: ${(error as Error).message}.`,
      'The gate goes on in memory; after a restart it knows only what is on the disk.',
      { cause: error },
    );
  }
}

/** Removes what processes that were killed while they wrote left behind. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\.(document|standing|override)\.json\./.test(one))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    // A young one may be of another process of this gate that writes it now.
    if (Date.now() - mtimeMs > STALE) await unlink(path).catch(() => {});
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows syncs no folders; there the rename itself is what lasts.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
