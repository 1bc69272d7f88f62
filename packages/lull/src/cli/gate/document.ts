import { Command } from 'commander';
import { readDocument } from '../../api/contract/gates.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { helpingWithService } from '../client/service.ts';
import { printJson, tell } from '../output.ts';

/** `lull gates document` */
export function documentCommand(): Command {
  const command = new Command('document')
    .description(
      'Print the signed document that the gates of a service hold. It has no secrets: it may lie in a bucket or behind a CDN.',
    )
    .argument('<service>', 'the service');
  return serverOptions(command).action(async (name: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const read = () => ask(server, readDocument, { params: { name } });
    printJson(await helpingWithService(server, name, read));
    tell([
      'A gate that follows nothing but a copy of it skips planned closings: give it the server as well.',
    ]);
  });
}
