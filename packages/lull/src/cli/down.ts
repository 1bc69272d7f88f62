import { Command } from 'commander';
import { takeDown } from '../api/contract/emergencies.ts';
import type { Mode } from '../plan/rules.ts';
import { formatDuration } from '../time/duration.ts';
import { ask } from './client/ask.ts';
import { dryRunQuery, type OutcomeFlags, serverOptions, textsOption } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { helpingWithService } from './client/service.ts';
import { modeOption } from './config.ts';
import { showOutcome } from './downtime/say.ts';
import { length } from './options.ts';

interface Flags extends OutcomeFlags {
  reason: string;
  takes?: number;
  rollback?: number;
  mode: Mode;
  title?: string;
}

/** `lull down`: an emergency; the service is taken down now. */
export function downCommand(): Command {
  const command = new Command('down')
    .description('Take a service down now: an emergency. Its notice is waived, and that is recorded.')
    .argument('<service>', 'the service')
    .requiredOption('--reason <why>', 'why; it is told, and kept in the record')
    .option('--takes <length>', 'how long it is expected to take (default: 1h)', length)
    .option('--rollback <length>', 'how long the way back takes', length)
    .addOption(modeOption())
    .option('--title <words>', 'what is done, in a few words')
    .option('--dry-run', 'change nothing; show what would follow');
  return serverOptions(textsOption(command)).action(down);
}

async function down(name: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const iso = (ms: number) => formatDuration({ days: 0, ms });
  const { reason: why, takes, rollback, mode, title } = flags;
  const body = {
    why,
    mode,
    ...(takes !== undefined && { takes: iso(takes) }),
    ...(rollback !== undefined && { rollback: iso(rollback) }),
    ...(title !== undefined && { title }),
  };
  const asked = { params: { name }, query: dryRunQuery(flags), body };
  showOutcome(await helpingWithService(server, name, () => ask(server, takeDown, asked)), flags);
}
