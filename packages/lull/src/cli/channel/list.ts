import { Command } from 'commander';
import { listChannels } from '../../api/contract/channels.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

/** `lull channels list` */
export function listCommand(): Command {
  const command = new Command('list').description(
    'Show the ways to reach people, which of them the server can use, and how fast.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const found = await ask(await serverNeeded(flags.server), listChannels, {});
    if (flags.json) return printJson(found);
    const rows = found.items.map(({ name, isSetUp, isPublic, perMinute, attempts }) => [
      name,
      isSetUp ? 'yes' : 'no',
      isPublic ? 'yes' : 'no',
      String(perMinute),
      String(attempts),
    ]);
    const [head = '', ...lines] = table(
      [['channel', 'set up', 'sign-up', 'a minute', 'attempts'], ...rows],
      'lllrr',
    );
    print([paint(process.stdout).dim(head), ...lines]);
  });
}
