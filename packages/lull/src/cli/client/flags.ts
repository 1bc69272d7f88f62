import type { Command } from 'commander';
import { count } from '../options.ts';

/** What every command that asks a server can be told. */
export interface ServerFlags {
  server?: string;
  json?: boolean;
}

/** What every command that changes something on a server can be told. */
export interface ChangeFlags extends ServerFlags {
  dryRun?: boolean;
  ifVersion?: number;
}

/** --server and --json, which every command that asks a server has. */
export function serverOptions(command: Command): Command {
  return command
    .option('--server <url>', 'the server to ask (default: LULL_SERVER, or the one you are logged in to)')
    .option('--json', 'print one JSON value and nothing else');
}

/** --dry-run, --if-version, --server and --json. */
export function changeOptions(command: Command): Command {
  command
    .option('--dry-run', 'change nothing; show what would follow')
    .option('--if-version <number>', 'only if nobody has changed it since that version', count);
  return serverOptions(command);
}

/** What commands can be told whose outcome says what people are told. */
export interface OutcomeFlags extends ChangeFlags {
  texts?: boolean;
}

/** --texts, for a command that shows an outcome. */
export function textsOption(command: Command): Command {
  return command.option('--texts', 'show the whole text of each notice');
}

/** The same with all that `changeOptions` adds. */
export function outcomeOptions(command: Command): Command {
  return changeOptions(textsOption(command));
}

/** --dry-run as the API takes it. */
export function dryRunQuery({ dryRun }: ChangeFlags): { dryRun?: 'true' } {
  return dryRun ? { dryRun: 'true' } : {};
}
