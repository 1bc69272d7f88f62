import { Command } from 'commander';
import { addSubscriber } from '../../api/contract/subscribers.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson, tell } from '../output.ts';
import { type ChoiceFlags, channelOption, choiceOptions, choicesOf, type FilterFlags } from './options.ts';

interface Flags extends ChangeFlags, ChoiceFlags, Pick<FilterFlags, 'channel'> {
  reason?: string;
}

/** `lull subscribers add` */
export function addCommand(): Command {
  const command = new Command('add')
    .description(
      'Add a subscriber, who agreed to hear of downtimes. A webhook’s signing secret is made where none is ' +
        'given, and told once.',
    )
    .argument('<address>', 'an e-mail address, or that of a webhook, a Slack hook or a topic of ntfy')
    .addOption(channelOption('how it is reached').default('mail'))
    .option('--dry-run', 'change nothing; show what would be added');
  return serverOptions(reasonOption(choiceOptions(command))).action(add);
}

async function add(address: string, { channel, reason, ...flags }: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const choices = await choicesOf(flags);
  const body = { channel, address, ...choices, ...(reason !== undefined && { why: reason }) };
  const made = await ask(server, addSubscriber, { query: dryRunQuery(flags), body });
  if (flags.json) return printJson(made);
  const { subscriber, secret, dryRun } = made;
  if (dryRun) return print([`${printable(subscriber.shown)} would be added. Nothing was changed.`]);
  print([`${printable(subscriber.shown)} is subscriber ${subscriber.id}.`]);
  if (secret === null) return;
  tell(['What comes to it is signed with this secret, which is told here and never again:']);
  print([secret]);
}
