import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { readMe } from '../api/contract/people.ts';
import { LullError } from '../errors.ts';
import { printable } from '../printable.ts';
import { ask } from './client/ask.ts';
import { deviceKey } from './client/device.ts';
import { serverAddress } from './client/server.ts';
import { readServers, writeServers } from './client/servers.ts';
import { interruption, print, printJson, tell } from './output.ts';

interface Flags {
  server?: string;
  key?: boolean;
  json?: boolean;
}

/** `lull login`: from then on commands ask that server, as you. */
export function loginCommand(): Command {
  return new Command('login')
    .description('Log in to a server: a page in your browser lets this machine in, or a key does.')
    .option('--server <url>', 'its address (default: LULL_SERVER, or the one you last logged in to)')
    .option('--key', 'read a key from standard input instead of asking for one by the browser')
    .option('--json', 'print one JSON value and nothing else')
    .action(login);
}

async function login(flags: Flags): Promise<void> {
  const kept = await readServers();
  const named = flags.server ?? (process.env.LULL_SERVER || undefined);
  const url = named === undefined ? kept.current : serverAddress(named, flags.server === undefined);
  if (url === null) {
    throw new LullError(
      'no-server',
      'no server was named',
      'Add --server, such as https://lull.example.org.',
    );
  }
  warnOfPlainText(url);
  const key = flags.key ? await keyFromInput() : await deviceKey(url, hostname(), interruption());
  const me = await ask({ url, key }, readMe, {});
  await writeServers({ current: url, keys: { ...kept.keys, [url]: key } });
  if (flags.json) return printJson({ server: url, ...me });
  print([`Logged in to ${url} as ${printable(me.name)} (${me.role ?? 'no role of its own'}).`]);
  if (process.env.LULL_KEY) tell(['LULL_KEY is set and goes before the key that was kept now.']);
}

function warnOfPlainText(url: string): void {
  const { protocol, hostname: host } = new URL(url);
  if (protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)) return;
  tell([`Beware: ${url} is not encrypted, and whoever is on the way can read the key.`]);
}

/** A key that a person types unseen, or that a program pipes in: never an argument, which others can list. */
async function keyFromInput(): Promise<string> {
  const key = (process.stdin.isTTY ? await typedUnseen() : await text(process.stdin)).trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new LullError(
    'bad-option',
    'no key came from standard input',
    'Pipe it in: lull login --key < key.txt',
  );
}

async function typedUnseen(): Promise<string> {
  process.stderr.write('Key (it is not shown): ');
  const terminal = createInterface({ input: process.stdin, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
