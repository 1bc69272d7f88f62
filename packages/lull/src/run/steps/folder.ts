import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LullError } from '../../errors.ts';
import { isBeside } from '../actions/fields.ts';
import { exposure } from './exposure.ts';

const ANY_EXECUTES = 0o111;

/** Why a file of a folder can't be used, as the end of a sentence that begins with its name. */
export class NoFile extends Error {
  readonly isMissing: boolean;

  constructor(why: string, isMissing = false) {
    super(why);
    this.isMissing = isMissing;
  }
}

/** The files of one folder: nothing outside of it is ever read. */
export interface StepsFolder {
  /** Where it really is. */
  readonly path: string;
  /** Names of the files that lie in it directly. */
  names(): Promise<readonly string[]>;
  /**
   * The bytes of a file.
   *
   * @param name relative to the folder, with `/`
   * @throws NoFile; LullError `steps-exposed`
   */
  read(name: string, most: number): Promise<Buffer>;
  /**
   * Whether there is a file, or a folder, of that name in it.
   *
   * @throws LullError `steps-exposed` of a folder
   */
  has(name: string, what: 'file' | 'folder'): Promise<boolean>;
  /** Whether it may be executed; yes where files have no modes. */
  isProgram(name: string): Promise<boolean>;
  /** SHA-256 of a file in hexadecimal; throws as `read`. */
  digest(name: string, most: number): Promise<string>;
}

/**
 * Opens a folder with step files.
 *
 * @param mustBeOurs whether it is refused when others on the machine could change what is read: set wherever
 * it may be run, because who writes step files runs whatever they like
 * @throws LullError `steps-not-found`, `steps-exposed`
 * @example await (await openFolder('/etc/lull/steps', true)).read('move.yaml', 100_000)
 */
export async function openFolder(folder: string, mustBeOurs: boolean): Promise<StepsFolder> {
  const path = await realpath(folder).catch((error: NodeJS.ErrnoException) => notFound(folder, error));
  const refuse = (where: string, found: Stats): void => {
    const why = mustBeOurs ? exposure(found) : null;
    if (why === null) return;
    const what = `${where} ${why}: whoever can write there could run anything`;
    throw new LullError('steps-exposed', what, `Take the right away: chmod go-w ${where}, chown root.`, {
      path: where,
    });
  };
  if (!(await stat(path)).isDirectory()) notFound(folder, { code: 'ENOTDIR' });
  for (const each of upwards(path)) refuse(each, await stat(each));

  const isWithin = (whole: string): boolean => whole.startsWith(`${path === sep ? '' : path}${sep}`);
  const opened = async <T>(name: string, most: number, use: (file: FileHandle) => Promise<T>): Promise<T> => {
    if (!isBeside(name)) throw new NoFile('leads out of the folder');
    const whole = await realpath(join(path, name)).catch(unreadable);
    if (!isWithin(whole)) throw new NoFile('leads out of the folder');
    for (const each of upwards(dirname(whole), path)) refuse(each, await stat(each));
    // Whoever opens a pipe waits for its other end; a link that was put there meanwhile isn't followed.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const file = await open(whole, flags).catch(unreadable);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new NoFile('is not a file');
      if (found.size > most) throw new NoFile(`is larger than ${most / 1024} KiB`);
      refuse(whole, found);
      return await use(file);
    } finally {
      await file.close();
    }
  };

  return {
    path,
    names: async () => (await readdir(path)).toSorted(),
    async has(name, what) {
      const whole = isBeside(name) ? await realpath(join(path, name)).catch(() => null) : null;
      if (whole === null || !isWithin(whole)) return false;
      const found = await stat(whole);
      if (what === 'file') return found.isFile();
      for (const each of upwards(whole, path)) refuse(each, await stat(each));
      return found.isDirectory();
    },
    isProgram: (name) =>
      opened(name, Number.POSITIVE_INFINITY, async (file) => {
        return process.platform === 'win32' || ((await file.stat()).mode & ANY_EXECUTES) !== 0;
      }),
    read: (name, most) =>
      opened(name, most, async (file) => Buffer.concat(await Array.fromAsync(chunksOf(file, most)))),
    digest: (name, most) =>
      opened(name, most, async (file) => {
        const hash = createHash('sha256');
        for await (const chunk of chunksOf(file, most)) hash.update(chunk);
        return hash.digest('hex');
      }),
  };
}

/** A folder and those that it lies in, up to a folder or the root. */
function upwards(path: string, until?: string): string[] {
  const above = dirname(path);
  return path === until || above === path ? [path] : [path, ...upwards(above, until)];
}

/** The bytes of a file, which may have grown since its size was looked at. */
async function* chunksOf(file: FileHandle, most: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of file.createReadStream({ autoClose: false, end: most })) {
    length += chunk.length;
    if (length > most) throw new NoFile(`is larger than ${most / 1024} KiB`);
    yield chunk;
  }
}

function unreadable({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'ENOENT') throw new NoFile('does not exist', true);
  throw new NoFile(`cannot be read (${code ?? message})`);
}

function notFound(folder: string, { code }: { code?: string }): never {
  const why =
    code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is no folder' : `cannot be read (${code})`;
  const todo = 'Name the folder that the step files lie in.';
  throw new LullError('steps-not-found', `The folder ${folder} ${why}`, todo, { path: folder });
}
