import { Command } from 'commander';
import { rotateAgentKey } from '../../api/contract/agents.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { demandPlace, giveKey, type KeyFlags, keyOptions } from './give-key.ts';

interface Flags extends KeyFlags {
  reason?: string;
}

/** `lull agents rotate` */
export function rotateCommand(): Command {
  const command = new Command('rotate')
    .description(
      'Give an agent another key; the old one ends at once. What the agent runs goes on, and it takes up the ' +
        'new key by itself when that is in its key file. The key is told once.',
    )
    .argument('<name>', 'the agent, as lull agents shows it');
  return serverOptions(reasonOption(keyOptions(command))).action(rotate);
}

async function rotate(name: string, { reason, ...flags }: Flags): Promise<void> {
  demandPlace(flags);
  const server = await serverNeeded(flags.server);
  const made = await ask(server, rotateAgentKey, { params: { name }, body: { why: reason } });
  const next = 'Put it in the place of the old one on its host: the agent takes it up, and needs no restart.';
  await giveKey(made, flags, {
    toKeep: 'The old key works no more. Keep this one; it is told here and never again.',
    written: `The old key works no more; the new one of agent ${printable(made.name)} is in ${flags.file}.`,
    next: () => [next],
  });
}
