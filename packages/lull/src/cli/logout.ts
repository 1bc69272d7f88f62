import { Command } from 'commander';
import { revokeKey } from '../api/contract/keys.ts';
import { readMe } from '../api/contract/people.ts';
import { LullError } from '../errors.ts';
import { ask } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { serverAddress } from './client/server.ts';
import { readServers, writeServers } from './client/servers.ts';
import { print, printJson, tell } from './output.ts';

/** `lull logout`: revokes the kept key and forgets it. */
export function logoutCommand(): Command {
  const command = new Command('logout').description(
    'Revoke the key that login made for this machine, and forget it.',
  );
  return serverOptions(command).action(logout);
}

async function logout({ server: named, json }: ServerFlags): Promise<void> {
  const { current, keys } = await readServers();
  const url = named === undefined ? current : serverAddress(named);
  const key = url === null ? undefined : keys[url];
  if (url === null || key === undefined) {
    throw new LullError(
      'no-server',
      'you are not logged in there',
      'lull whoami tells which server is asked.',
    );
  }
  const revoked = await revoke(url, key);
  const { [url]: _, ...others } = keys;
  await writeServers({ current: current === url ? (Object.keys(others)[0] ?? null) : current, keys: others });
  if (json) return printJson({ server: url, revoked });
  print([`Logged out of ${url}.`]);
}

/** The key is forgotten here even where it cannot be revoked there, and the person is told. */
async function revoke(url: string, key: string): Promise<boolean> {
  try {
    const server = { url, key };
    const { kind, id } = await ask(server, readMe, {});
    if (kind === 'key') await ask(server, revokeKey, { params: { id } });
    return kind === 'key';
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    if (error.code === 'not-signed-in') return true;
    tell([`The key could not be revoked there: ${error.message}. Revoke it with lull keys.`]);
    return false;
  }
}
