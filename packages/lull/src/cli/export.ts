import { Command } from 'commander';
import { parse } from 'yaml';
import { exportDocument } from '../api/contract/documents.ts';
import { callOf } from './client/ask.ts';
import { send } from './client/call.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { print, printJson } from './output.ts';

/** `lull export`: what the server holds, as a lull.yaml. */
export function exportCommand(): Command {
  const command = new Command('export').description(
    'Print the services, windows, freezes and teams of the server as a lull.yaml.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const response = await send(server, callOf(exportDocument, {}), { accept: 'application/yaml' });
    const text = await response.text();
    if (flags.json) return printJson(parse(text));
    print([text.trimEnd()]);
  });
}
