import {
  chmod,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { ProxyError } from './errors.ts';

/**
 * Names in a proxy's folder. `now` leads to the pages in force; `on` leads there too while something is
 * refused.
 */
export const names = {
  now: 'now',
  on: 'on',
  pages: 'pages',
  passes: 'passes',
  socket: 'gate.sock',
  refused: 'refused.log',
  passed: 'passed.log',
};

/**
 * Makes the folder that a proxy reads, with everything that its configuration names. Others may read it: it
 * holds pages that everybody gets, and passes that nobody can list.
 *
 * @throws ProxyError `no-permission`
 * @example await makeFolder('/var/lib/lull-gate/shop');
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, names.pages), { recursive: true });
    await mkdir(join(folder, names.passes), { recursive: true });
    await chmod(folder, 0o755);
    await chmod(join(folder, names.pages), 0o755);
    // Entered, not listed: who knows a pass by name is let through.
    await chmod(join(folder, names.passes), 0o711);
    await writeFile(join(folder, names.refused), '', { flag: 'a' });
    await writeFile(join(folder, names.passed), '', { flag: 'a' });
    await writeFile(join(folder, names.passes, 'allowed'), '');
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/**
 * Leads a name in the proxy's folder to a folder of pages, or to nothing, in one step: the proxy finds the
 * old or the new, never half.
 *
 * @param target from `Pages.ready`; null takes the name away
 * @throws ProxyError `no-permission`
 */
export async function pointTo(folder: string, name: string, target: string | null): Promise<void> {
  const path = join(folder, name);
  try {
    if (target === null) {
      await rm(path, { force: true });
      return;
    }
    const beside = join(folder, `.${name}-${process.pid}`);
    await rm(beside, { force: true });
    await symlink(target, beside);
    await rename(beside, path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Where a name leads to; null for nowhere. */
export async function pointedTo(folder: string, name: string): Promise<string | null> {
  return readlink(join(folder, name)).catch(() => null);
}

/** What of a token its pass is named by: the signature, which nobody has who wasn't given the token. */
export function passOf(token: string): string | null {
  return /^[\w-]+\.([\w-]{86})$/.exec(token)?.[1] ?? null;
}

/**
 * Lets a bearer of the token pass, until the instant.
 *
 * @param expires milliseconds since 1970, UTC; kept as the file's time, for after a restart
 */
export async function writePass(folder: string, token: string, expires: number): Promise<void> {
  const pass = passOf(token);
  if (pass === null) return;
  const path = join(folder, names.passes, pass);
  await writeFile(path, '');
  await utimes(path, expires / 1000, expires / 1000);
}

function unwritable(path: string, error: unknown): ProxyError {
  return new ProxyError(
    'no-permission',
    `${path} cannot be written: ${(error as Error).message}.`,
    'Run lull-gate as a user that may write there.',
    { cause: error },
  );
}

/** Takes away passes that have expired; their files' time says when. */
export async function clearPasses(folder: string, now: number): Promise<void> {
  const passes = join(folder, names.passes);
  const found = (await readdir(passes)).filter((name) => name !== 'allowed');
  await Promise.all(
    found.map(async (name) => {
      const { mtimeMs } = await stat(join(passes, name));
      if (mtimeMs <= now) await rm(join(passes, name), { force: true });
    }),
  );
}
