import { type FileHandle, open } from 'node:fs/promises';
import { LullError } from '../../errors.ts';

/** Longer than any key, in bytes. */
const MOST = 1_000;

/**
 * The key in a file. One that others on the machine may read is refused: whoever has it is this agent.
 *
 * @throws LullError `file-exposed`; `bad-setting` where it can't be read, or holds none
 * @example await keyIn('/etc/lull/agent.key')
 */
export async function keyIn(file: string): Promise<string> {
  return aKey(await read(file), file);
}

/**
 * What was given as a key.
 *
 * @param setting where it came from
 * @throws LullError `bad-setting` where it is none
 * @example aKey(process.env.LULL_AGENT_KEY, 'LULL_AGENT_KEY')
 */
export function aKey(given: string, setting: string): string {
  const key = given.trim();
  if (/^lull_[A-Za-z]{64}$/.test(key)) return key;
  throw new LullError('bad-setting', `${setting} holds no key`, 'Make one with lull agents add NAME.', {
    setting,
  });
}

async function read(file: string): Promise<string> {
  const handle = await open(file).catch((error: Error) => unreadable(file, error.message));
  try {
    // Of the file that is open, and not of what may lie there a moment later.
    await refuseExposed(handle, file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST), 0, MOST, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function refuseExposed(handle: FileHandle, file: string): Promise<void> {
  const own = process.geteuid?.();
  // Windows has no such bits: there the folder guards the file.
  if (own === undefined) return;
  const found = await handle.stat();
  if (!found.isFile()) unreadable(file, 'it is no file');
  if ((found.mode & 0o077) === 0 && (found.uid === own || found.uid === 0)) return;
  throw new LullError(
    'file-exposed',
    `${file} holds the agent's key, and others on this machine may read it`,
    `Make it its own alone: chown its user, chmod 600 ${file}. If somebody may have read it: lull agents rotate.`,
    { file },
  );
}

function unreadable(file: string, why: string): never {
  throw new LullError(
    'bad-setting',
    `${file} cannot be read: ${why}`,
    'See that it is there, and whose it is.',
    {
      setting: '--key-file',
    },
  );
}
