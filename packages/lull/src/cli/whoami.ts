import { Command } from 'commander';
import { readMe } from '../api/contract/people.ts';
import { printable } from '../printable.ts';
import { ask } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { print, printJson } from './output.ts';

/** `lull whoami`: which server is asked, and as whom. */
export function whoamiCommand(): Command {
  const command = new Command('whoami').description(
    'Show which server is asked, as whom, and what they may do there.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const me = await ask(server, readMe, {});
    if (flags.json) return printJson({ server: server.url, ...me });
    const { kind, name, role, grants, scopes } = me;
    const single = Object.entries(grants).map(([service, may]) => `${may} of ${printable(service)}`);
    print([
      `${server.url}`,
      `  ${printable(name)} (${kind})`,
      `  ${[role ?? 'no role of its own', ...single].join(', ')}`,
      ...(scopes ? [`  only for ${scopes.join(', ')}`] : []),
    ]);
  });
}
