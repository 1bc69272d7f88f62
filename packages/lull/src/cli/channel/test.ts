import { text } from 'node:stream/consumers';
import { Argument, Command } from 'commander';
import { channelName, tryChannel } from '../../api/contract/channels.ts';
import type { Answered } from '../../api/contract/endpoint.ts';
import { exitCodes } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson, tell } from '../output.ts';

interface Flags extends ServerFlags {
  secret?: boolean;
  language?: string;
}

/** `lull channels test` */
export function testCommand(): Command {
  const command = new Command('test')
    .description(
      'Send one message that says that it is a test, now and once, and tell what the other side says ' +
        'to it. For owners.',
    )
    .addArgument(new Argument('<channel>', 'the channel').choices(channelName.options))
    .argument('<address>', 'an e-mail address, or that of a webhook, a Slack hook or a topic')
    .option('--secret', 'read a webhook’s signing secret or a token of ntfy from standard input')
    .option('--language <tag>', 'the language that it speaks (default: en)');
  return serverOptions(command).action(test);
}

async function test(
  name: (typeof channelName.options)[number],
  address: string,
  flags: Flags,
): Promise<void> {
  const server = await serverNeeded(flags.server);
  const secret = flags.secret ? (await text(process.stdin)).trim() : null;
  const tried = await ask(server, tryChannel, {
    params: { name },
    body: { address, secret, ...(flags.language !== undefined && { language: flags.language }) },
  });
  if (tried.outcome !== 'sent') process.exitCode = exitCodes.failed;
  if (flags.json) return printJson(tried);
  if (tried.secret !== null) tell([`It was signed with ${tried.secret}`]);
  print([spoken(tried)]);
}

function spoken({ outcome, shown, error, id, disables }: Answered<typeof tryChannel>): string {
  const where = printable(shown);
  if (outcome === 'sent') return `Sent to ${where} as ${id}.`;
  const said = printable(error ?? '');
  if (outcome === 'again') return `Not sent to ${where}; trying again may help: ${said}`;
  const then = disables ? ' A subscriber with this address would be disabled.' : '';
  return `Refused by ${where}: ${said}.${then}`;
}
