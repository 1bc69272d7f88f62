import type { Command } from 'commander';
import { LullError } from '../errors.ts';
import { type Server, serverMeant } from './client/server.ts';
import type { ConfigFlags } from './config.ts';

/** The options that say where a command looks that can do without a server. */
export interface PlaceFlags extends ConfigFlags {
  server?: string;
}

/** --server, for a command that can do without one. */
export function placeOption(command: Command): Command {
  return command.option(
    '--server <url>',
    'the server to ask (default: LULL_SERVER, or the one you are logged in to, else lull.yaml is read)',
  );
}

/**
 * The server that answers, or null where lull.yaml does: a file that is named goes before a server that
 * isn't.
 *
 * @throws LullError `bad-option` when both are named; as `serverMeant`
 */
export async function placeMeant({ server, config }: PlaceFlags): Promise<Server | null> {
  if (server !== undefined && config !== undefined) {
    throw new LullError('bad-option', '--config and --server are two places', 'Name one of them.');
  }
  return config === undefined ? serverMeant(server) : null;
}

/**
 * Refuses options that a server does not take.
 *
 * @param only what counts only without a server
 * @throws LullError `bad-option`
 */
export function refuseLocal(server: Server, command: Command, only: readonly string[]): void {
  const given = only.find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  const flag = command.options.find((option) => option.attributeName() === given)!.long;
  throw new LullError(
    'bad-option',
    `${flag} counts only where no server is asked, and ${server.url} is`,
    'Leave it out, or name a file with --config.',
  );
}
