import { Command } from 'commander';
import type { Request } from '../../api/contract/endpoint.ts';
import { makeKey } from '../../api/contract/keys.ts';
import { action } from '../../api/contract/people.ts';
import { formatDuration } from '../../time/duration.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { length, several } from '../options.ts';
import { print, printJson, tell } from '../output.ts';
import { roleOption } from '../people/role-meant.ts';

type NewKey = Request<typeof makeKey>['body'];

interface Flags extends ServerFlags {
  role?: NewKey['role'];
  scope?: string[];
  service?: string[];
  lasts?: number;
  forever?: boolean;
}

/** `lull keys make` */
export function makeCommand(): Command {
  const command = new Command('make')
    .description('Make a key for a program. It is printed once, and never again.')
    .argument('<name>', 'what it is for')
    .addOption(roleOption('the most it may (default: as you)'))
    .option('--scope <actions>', `only these actions: ${action.options.join(', ')}`, several)
    .option('--service <names>', 'only these services', several)
    .option('--lasts <length>', 'how long it works (default: 90d)', length)
    .option('--forever', 'it works until it is revoked');
  return serverOptions(command).action(make);
}

async function make(name: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const { role, scope, service, lasts, forever, json } = flags;
  const body: NewKey = {
    name,
    ...(role !== undefined && { role }),
    ...(scope && { scopes: scope as NonNullable<NewKey['scopes']> }),
    ...(service && { services: service }),
    ...(lasts !== undefined && { lasts: formatDuration({ days: 0, ms: lasts }) }),
    ...(forever && { lasts: null }),
  };
  const made = await ask(server, makeKey, { body });
  if (json) return printJson(made);
  tell([`Key ${made.id}; it is told here and never again:`]);
  print([made.secret]);
}
