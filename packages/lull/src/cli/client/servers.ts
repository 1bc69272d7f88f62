import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LullError } from '../../errors.ts';

/** The servers that a person is logged in to, and the one that is meant where none is named. */
export interface KeptServers {
  readonly current: string | null;
  /** Keys by the server's address. */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Where they are kept: `$XDG_CONFIG_HOME/lull/servers.json`, else under `~/.config`.
 *
 * @example serversFile({ XDG_CONFIG_HOME: '/c' }) === '/c/lull/servers.json'
 */
export function serversFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'lull', 'servers.json');
}

/**
 * The kept servers; none where there is no file.
 *
 * @throws LullError `file-exposed` when others may read the file; `bad-setting` when it is none of ours
 */
export async function readServers(file = serversFile()): Promise<KeptServers> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new LullError('bad-setting', `${file} cannot be read: ${error.message}`, 'See who may read it.');
  });
  if (text === null) return { current: null, keys: {} };
  await refuseExposed(file);
  return keptIn(text) ?? unreadable(file);
}

async function refuseExposed(file: string): Promise<void> {
  // Windows has no such bits: there the profile's own folder guards the file.
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & 0o077) === 0) return;
  throw new LullError(
    'file-exposed',
    `${file} holds keys, and others on this machine may read it`,
    `Make it yours alone with chmod 600 ${file}, and revoke its keys if somebody may have read them.`,
  );
}

function keptIn(text: string): KeptServers | null {
  try {
    const { current, keys } = JSON.parse(text) as Partial<KeptServers>;
    const known = Object.entries(keys ?? {}).every((entry) =>
      entry.every((part) => typeof part === 'string'),
    );
    if (!known || (current !== null && typeof current !== 'string')) return null;
    return { current, keys: { ...keys } };
  } catch {
    return null;
  }
}

function unreadable(file: string): never {
  throw new LullError(
    'bad-setting',
    `${file} is not a list of servers`,
    'Remove it and use lull login again.',
  );
}

/**
 * Keeps the servers for the next command: the file is complete at every moment, and its owner's alone.
 *
 * @throws LullError `write-failed`
 */
export async function writeServers(servers: KeptServers, file = serversFile()): Promise<void> {
  const part = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(servers, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(part, 0o600);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw new LullError(
      'write-failed',
      `${file} cannot be written: ${(error as Error).message}`,
      'See that its folder is yours, or name another with XDG_CONFIG_HOME.',
    );
  }
}
