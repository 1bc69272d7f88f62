import { Command } from 'commander';
import type { Answered } from '../../api/contract/endpoint.ts';
import { importSubscribers } from '../../api/contract/subscribers.ts';
import { printable } from '../../printable.ts';
import { MINUTE } from '../../time/instant.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson, tell } from '../output.ts';
import { textOf } from '../text-of.ts';

interface Flags extends ChangeFlags {
  consent: string;
  skipBad?: boolean;
}

/** `lull subscribers import` */
export function importCommand(): Command {
  const command = new Command('import')
    .description(
      'Add subscribers from a CSV with the columns address, channel, services, kinds, language, zone, ' +
        'tenants and tags: all of them or none. Those who are known keep what they chose.',
    )
    .argument('<file>', 'the file; - for standard input')
    .requiredOption('--consent <how>', 'how they agreed to hear of downtimes; kept in the audit trail')
    .option('--skip-bad', 'import the lines that can be, and tell of the others')
    .option('--dry-run', 'change nothing; show what would be');
  return serverOptions(command).action(importFile);
}

async function importFile(file: string, { consent, skipBad, ...flags }: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = await textOf(file);
  const query = { consent, ...dryRunQuery(flags), ...(skipBad && { skipBad: 'true' as const }) };
  const done = await ask(server, importSubscribers, { query, body, within: 10 * MINUTE });
  if (flags.json) return printJson(done);
  if (done.badCount > 0) tell(badLines(done));
  print([...counts(done), ...(done.dryRun ? ['', 'Nothing was changed.'] : [])]);
}

function counts({
  added,
  changed,
  unchanged,
  stayAway,
  badCount,
}: Answered<typeof importSubscribers>): string[] {
  const lines: readonly (readonly [number, string])[] = [
    [added, 'added'],
    [changed, 'known, with other tenants or tags'],
    [unchanged, 'known, as they are'],
    [stayAway, 'have left or are disabled, and stay so'],
    [badCount, 'skipped'],
  ];
  const told = lines.filter(([count], i) => i === 0 || count > 0);
  return told.map(([count, what]) => `${count.toLocaleString('en')} ${what}`);
}

function badLines({ bad, badCount }: Answered<typeof importSubscribers>): string[] {
  const more = badCount - bad.length;
  return [
    ...bad.map(({ line, message }) => `line ${line}: ${printable(message)}`),
    ...(more > 0 ? [`and ${more.toLocaleString('en')} more lines`] : []),
  ];
}
