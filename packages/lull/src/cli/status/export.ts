import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { exportStatus as endpoint } from '../../api/contract/operate.ts';
import { LullError } from '../../errors.ts';
import { callOf } from '../client/ask.ts';
import { send } from '../client/call.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { keepFiles, type SentFile } from '../offline/kept-files.ts';
import { interruption, print, printJson } from '../output.ts';

interface Flags extends ServerFlags {
  dryRun?: boolean;
}

/** `lull status export`: everything public as files, for any host to serve. */
export function exportCommand(): Command {
  const command = new Command('export')
    .description(
      'Write the status page, feeds, compatible JSON and the banner into a folder, in every language, to be served by any host. Files of an earlier export that are gone are taken away; others stay.',
    )
    .argument('<folder>', 'the folder to write into')
    .option('--dry-run', 'only say what would be written');
  return serverOptions(command).action(exportStatus);
}

async function exportStatus(folder: string, { server, dryRun = false, json }: Flags): Promise<void> {
  const files = await filesOf(await serverNeeded(server), interruption());
  // Nothing is touched before all of it has arrived.
  const done = await keepFiles(folder, files, { dryRun });
  if (json) return printJson({ folder, files: files.map(({ path }) => path), ...done, dryRun });
  const [write, take] = dryRun ? ['Would write', 'take'] : ['Wrote', 'took'];
  print([
    `${write} ${done.written} of ${files.length} files to ${folder}, and ${take} away ${done.removed}.`,
  ]);
}

async function filesOf(server: Server, signal: AbortSignal): Promise<SentFile[]> {
  const accept = { accept: 'application/x-ndjson' };
  const response = await send(server, { ...callOf(endpoint, {}), streams: true, signal }, accept);
  const files: SentFile[] = [];
  try {
    const lines = createInterface({ input: Readable.fromWeb(response.body!), crlfDelay: Infinity });
    for await (const line of lines) files.push(JSON.parse(line) as SentFile);
    return files;
  } catch (error) {
    signal.throwIfAborted();
    throw new LullError(
      'server-unreachable',
      `${server.url} broke off: ${(error as Error).message}`,
      'Nothing was written. Try again.',
    );
  }
}
