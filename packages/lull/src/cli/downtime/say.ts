import { Command } from 'commander';
import type { CommandName } from '../../api/contract/command-names.ts';
import { commands } from '../../api/contract/commands.ts';
import { readDowntime } from '../../api/contract/downtimes.ts';
import type { OutcomeView } from '../../api/contract/outcome.ts';
import { ask } from '../client/ask.ts';
import { dryRunQuery, type OutcomeFlags, outcomeOptions } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { outcomeReport } from '../render/outcome-report.ts';
import { columns, paint } from '../terminal.ts';
import { withDowntime } from './near-ids.ts';
import { sayings } from './sayings.ts';
import { tellingZone } from './telling-zone.ts';

/** The options of everything that is said to a downtime. */
export interface SayFlags extends OutcomeFlags {
  reason?: string;
}

/**
 * The command for something that is said with nothing but the downtime's id and perhaps a reason.
 *
 * @param word its word, where it has another than in the table
 */
export function sayCommand(says: CommandName, word: string = says): Command {
  const { description, reason } = sayings[says];
  const command = new Command(word)
    .description(description)
    .argument('<id>', 'the downtime: its id, or how that begins');
  reasonOption(command, reason === 'must');
  return outcomeOptions(command).action(async (id: string, flags: SayFlags) => {
    const server = await serverNeeded(flags.server);
    showOutcome(await say(server, says, id, {}, flags), flags);
  });
}

/** --reason, which must be given where it is needed. */
export function reasonOption(command: Command, needed = false): Command {
  const why = 'why; it is kept in the record';
  return needed ? command.requiredOption('--reason <why>', why) : command.option('--reason <why>', why);
}

/**
 * Says something to a downtime.
 *
 * @param body what it needs beside the reason
 * @param id the downtime's, or how it begins
 * @throws LullError what the server refuses it with, and as `withDowntime`
 */
export function say(
  server: Server,
  says: CommandName,
  id: string,
  body: Readonly<Record<string, unknown>>,
  flags: SayFlags,
): Promise<OutcomeView> {
  const asked = { query: dryRunQuery(flags), version: flags.ifVersion, body: { ...body, why: flags.reason } };
  return withDowntime(server, id, (found) => {
    const work = () => ask(server, commands[says], { ...asked, params: { id: found } });
    return tellingZone(() => zoneOfDowntime(server, found), work);
  });
}

/**
 * The zone of a downtime's first service.
 *
 * @throws LullError as `withDowntime`
 */
export async function zoneOfDowntime(server: Server, id: string): Promise<string> {
  const read = (found: string) => ask(server, readDowntime, { params: { id: found } });
  return (await withDowntime(server, id, read)).zone;
}

/** Prints what became of it. */
export function showOutcome(outcome: OutcomeView, { json, texts = false }: OutcomeFlags): void {
  if (json) printJson(outcome);
  else print(outcomeReport(outcome, columns(process.stdout), paint(process.stdout), { texts }));
}
