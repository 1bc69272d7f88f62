import { Command } from 'commander';
import { readMe } from '../api/contract/people.ts';
import { printable } from '../printable.ts';
import { ask } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { print, printJson } from './output.ts';
import { nameShown } from './render/called.ts';

/** `lull whoami`: which server is asked, and as whom. */
export function whoamiCommand(): Command {
  const command = new Command('whoami').description(
    'Show which server is asked, as whom, and what they may do there.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const me = await ask(server, readMe, {});
    if (flags.json) return printJson({ server: server.url, ...me });
    const { kind, name, personName, role, grants, scopes } = me;
    const what = kind === 'key' ? `a key of ${nameShown(personName)}` : kind;
    const single = Object.entries(grants).map(([service, may]) => `${may} of ${printable(service)}`);
    print([
      `${server.url}`,
      `  ${printable(name)} (${what})`,
      `  ${[role ?? 'no role of its own', ...single].join(', ')}`,
      ...(scopes ? [`  only for ${scopes.join(', ')}`] : []),
    ]);
  });
}
