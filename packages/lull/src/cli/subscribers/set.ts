import { Command, Option } from 'commander';
import { setSubscriber } from '../../api/contract/subscribers.ts';
import { LullError } from '../../errors.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { paint } from '../terminal.ts';
import { type ChoiceFlags, choiceOptions, choicesOf } from './options.ts';
import { subscriberLines } from './shown.ts';

interface Flags extends ChangeFlags, ChoiceFlags {
  state?: 'active' | 'disabled';
  reason?: string;
}

/** `lull subscribers set` */
export function setCommand(): Command {
  const command = new Command('set')
    .description('Change what a subscriber hears of, and how; what is left out stays.')
    .argument('<id>', 'the subscriber, as lull subscribers shows it')
    .addOption(
      new Option('--state <state>', 'disabled hears of nothing; active again').choices([
        'active',
        'disabled',
      ]),
    )
    .option('--dry-run', 'change nothing; show what would be');
  return serverOptions(reasonOption(choiceOptions(command))).action(set);
}

async function set(id: string, { state, reason, ...flags }: Flags): Promise<void> {
  const changes = { ...(await choicesOf(flags)), ...(state !== undefined && { state }) };
  if (Object.keys(changes).length === 0) {
    throw new LullError('bad-option', 'nothing is to be changed', 'Say what, such as --tags partners.');
  }
  const server = await serverNeeded(flags.server);
  const body = { ...changes, ...(reason !== undefined && { why: reason }) };
  const changed = await ask(server, setSubscriber, { params: { id }, query: dryRunQuery(flags), body });
  if (flags.json) return printJson(changed);
  print(subscriberLines([changed.subscriber], paint(process.stdout)));
  if (changed.dryRun) print(['', 'Nothing was changed.']);
}
