import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

/** Which files of a folder are ours: what is there besides is nobody's business. */
const LIST = '.lull-files.json';
/** How files are called that are being written. */
const part = /^\.lull-[0-9a-f]{12}\.part$/;

/** A folder that is kept as it is said to be. */
export interface KeptFolder {
  /**
   * Makes the folder hold these files, and takes away those of before that aren't among them. Each file is
   * there whole or as it was; what already is as it should be isn't touched.
   *
   * @param signal breaks off between two files; what is left is done the next time
   * @throws what the disk says, of the first file that could not be written; the others are written all the
   *   same
   */
  keep(files: readonly OneFile[], signal?: AbortSignal): Promise<Kept>;
  /** What `keep` would do; nothing is touched. */
  compare(files: readonly OneFile[]): Promise<Kept>;
}

/** How many files were written and taken away. */
export interface Kept {
  readonly written: number;
  readonly removed: number;
}

/** A file and what it is to hold. */
export interface OneFile {
  /** With `/` between its parts; none of them begins with a dot. */
  readonly path: string;
  content(): Buffer;
}

/**
 * Keeps a folder of files, also over crashes: which files are ours stands in it, so that they go when they
 * are to go, whoever wrote them.
 *
 * @example await keptFolder('/var/www/status').keep([{ path: 'index.html', content: () => page }])
 */
export function keptFolder(folder: string): KeptFolder {
  const known = new Map<string, string>();
  let listed: ReadonlySet<string> | null = null;

  const put = async (path: string, content: Buffer): Promise<boolean> => {
    const hash = createHash('sha256').update(content).digest('hex');
    if (known.get(path) === hash) return false;
    const file = join(folder, path);
    const isThere = !known.has(path) && (await readFile(file).catch(() => null))?.equals(content);
    if (!isThere) await writeWhole(file, content);
    known.set(path, hash);
    return !isThere;
  };
  const list = async (paths: ReadonlySet<string>): Promise<ReadonlySet<string>> => {
    const content = Buffer.from(`${JSON.stringify([...paths].sort(), null, 1)}\n`);
    await writeWhole(join(folder, LIST), content);
    return paths;
  };

  return {
    async keep(files, signal) {
      let failure: unknown = null;
      let written = 0;
      const wanted = pathsOf(files);
      let before = listed ?? (await begin(folder));
      // A file is listed before it is there: whatever breaks off, it is known to be ours.
      if (!wanted.isSubsetOf(before)) before = await list(before.union(wanted));
      listed = before;
      for (const { path, content } of files) {
        // Others have their turn in between.
        await setImmediate();
        if (signal?.aborted) return { written, removed: 0 };
        try {
          if (await put(path, content())) written += 1;
        } catch (error) {
          known.delete(path);
          failure ??= error;
        }
      }
      const gone = before.difference(wanted);
      for (const path of gone) {
        await rm(join(folder, path), { force: true });
        known.delete(path);
      }
      if (gone.size > 0) listed = await list(wanted);
      if (failure !== null) throw failure;
      return { written, removed: gone.size };
    },
    async compare(files) {
      const before = await listedIn(folder);
      let written = 0;
      for (const { path, content } of files) {
        const held = await readFile(join(folder, path)).catch(() => null);
        if (!held?.equals(content())) written += 1;
      }
      return { written, removed: before.difference(pathsOf(files)).size };
    },
  };
}

/** The files' paths, none of which may lead out of the folder. */
function pathsOf(files: readonly OneFile[]): ReadonlySet<string> {
  const outside = files.find(({ path }) => !isWithin(path));
  if (outside) throw new Error(`${JSON.stringify(outside.path)} is no path of a file in a folder`);
  return new Set(files.map(({ path }) => path));
}

/** What stood in the folder; what a crash left half is taken away. */
async function begin(folder: string): Promise<ReadonlySet<string>> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && part.test(entry.name))
      await rm(join(entry.parentPath, entry.name), { force: true });
  }
  return listedIn(folder);
}

async function listedIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set(pathsIn(await readFile(join(folder, LIST), 'utf8').catch(() => '[]')));
}

/** The list may have been touched: only what can be ours is taken from it. */
function pathsIn(text: string): string[] {
  try {
    const paths: unknown = JSON.parse(text);
    if (!Array.isArray(paths)) return [];
    return paths.filter((path) => typeof path === 'string' && isWithin(path));
  } catch {
    return [];
  }
}

function isWithin(path: string): boolean {
  return path !== '' && path.split('/').every((name) => name !== '' && !/^\.|[\\\0]/.test(name));
}

/** Readable for the server of the files, which may be another user. */
async function writeWhole(file: string, content: Buffer): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.lull-${randomBytes(6).toString('hex')}.part`);
  await mkdir(folder, { recursive: true });
  try {
    const handle = await open(temporary, 'wx', 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
