import { Command } from 'commander';
import { addAgent } from '../../api/contract/agents.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { demandPlace, giveKey, type KeyFlags, keyOptions } from './give-key.ts';

/** `lull agents add` */
export function addCommand(): Command {
  const command = new Command('add')
    .description(
      'Enrol an agent: makes its key, which may do nothing but run what is ordered from it, and prints it. ' +
        'The key is told once.',
    )
    .argument('<name>', 'what it is called, such as the name of its host');
  return serverOptions(keyOptions(command)).action(add);
}

async function add(name: string, flags: KeyFlags): Promise<void> {
  demandPlace(flags);
  const server = await serverNeeded(flags.server);
  const made = await ask(server, addAgent, { body: { name } });
  await giveKey(made, flags, {
    toKeep:
      'Keep this as a file of mode 0600 on the host; the key is told here and never again. Then, there:',
    written: `The key of agent ${printable(made.name)} is in ${flags.file}. On its host, with that file:`,
    next: (file) => [
      `  lull agent --server ${made.server} --key-file ${file} --steps /etc/lull/steps --folder /var/lib/lull-agent`,
    ],
  });
}
