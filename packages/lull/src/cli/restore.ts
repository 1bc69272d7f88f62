import { Command } from 'commander';
import { print, printJson } from './output.ts';

interface Flags {
  data?: string;
  databaseUrl?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `lull restore`: a backup into an empty place, while no server runs there. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('Restore a backup into an empty place, all of it or nothing. No server may run there yet.')
    .argument('<file>', 'the backup')
    .option('--data <folder>', 'the folder to restore into (default: LULL_DATA, else ./lull-data)')
    .option('--database-url <url>', 'the PostgreSQL to restore into (default: DATABASE_URL)')
    .option('--dry-run', 'restore into a place that is thrown away, which shows that the backup is good')
    .option('--json', 'print one JSON value and nothing else')
    .action(restore);
}

async function restore(file: string, flags: Flags): Promise<void> {
  const { restoreInto, tryRestoring } = await import('./offline/restored.ts');
  const { dryRun = false } = flags;
  const { at, rows } = await (dryRun ? tryRestoring(file) : restoreInto(file, flags));
  if (flags.json) return printJson({ file, at, rows, dryRun });
  const count = Object.values(rows).reduce((sum, some) => sum + some, 0);
  print([
    `${dryRun ? 'Can be restored' : 'Restored'}: ${file}, made at ${at}, ${count.toLocaleString('en')} rows.`,
    ...(dryRun
      ? ['Nothing was changed.']
      : [
          'Start the server with the same LULL_SECRET (or secret file) as before.',
          'Gates then go by what was restored: what was closed since the backup was made opens at once.',
        ]),
  ]);
}
