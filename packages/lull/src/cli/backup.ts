import { Command } from 'commander';
import { backup as endpoint } from '../api/contract/operate.ts';
import { callOf } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { streamed } from './client/streamed.ts';
import { interruption, print, printJson } from './output.ts';
import { writeWhole } from './written-whole.ts';

interface Flags extends ServerFlags {
  force?: boolean;
  data?: string;
  databaseUrl?: string;
}

/** `lull backup`: everything in one file, from a running server or from its stopped store. */
export function backupCommand(): Command {
  const command = new Command('backup')
    .description(
      'Write everything to a file: from a running server as it goes on, or with --data or --database-url from the store itself.',
    )
    .argument('<file>', 'the file to write')
    .option('--force', 'take the place of a file that is there')
    .option('--data <folder>', 'the data folder of a server that is stopped')
    .option('--database-url <url>', 'the PostgreSQL that a server keeps everything in');
  return serverOptions(command).action(backup);
}

async function backup(file: string, flags: Flags): Promise<void> {
  const { data, databaseUrl, force, json } = flags;
  const signal = interruption();
  const offline = data !== undefined || databaseUrl !== undefined;
  const content = offline
    ? (await import('./offline/stored.ts')).storedBackup({ data, databaseUrl })
    : streamed(await serverNeeded(flags.server), callOf(endpoint, {}), {
        accept: 'application/x-ndjson',
        what: 'backup',
        signal,
      });
  const bytes = await writeWhole(file, content, { over: force === true });
  if (json) return printJson({ file, bytes });
  print([
    `Wrote ${file} (${(bytes / 1e6).toFixed(1)} MB). It holds secrets: keep it as you keep the server.`,
  ]);
}
