import { Command } from 'commander';
import { type AgentView, listAgents } from '../../api/contract/agents.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

/** `lull agents` */
export function listCommand(): Command {
  const command = new Command('list').description(
    'Show the hosts that run steps: which are there, how many step files they have, and what they do.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const found = await ask(server, listAgents, {});
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['No agent. Enrol one with lull agents add NAME.']);
    const style = paint(process.stdout);
    const head = ['agent', 'host', 'version', 'heard', 'step files', 'runs'];
    const [first = '', ...lines] = table([head, ...found.items.map(cells)], 'llllrl');
    const notes = found.items.flatMap(notesOn).map((text) => `${style.yellow('!')} ${printable(text)}`);
    print([style.dim(first), ...lines, ...notes]);
  });
}

const called = ({ name }: AgentView): string => name ?? 'the server';

function cells({ host, version, files, downtimes, ...agent }: AgentView): string[] {
  return [
    printable(called({ host, version, files, downtimes, ...agent })),
    printable(host ?? ''),
    printable(version ?? ''),
    heard(agent),
    String(files.length),
    downtimes.join(', '),
  ];
}

function heard({ isThere, heardAt }: Pick<AgentView, 'isThere' | 'heardAt'>): string {
  if (heardAt === null) return 'never';
  const at = spokenTime(parseInstant(heardAt), readersZone());
  return isThere ? at : `away since ${at}`;
}

function notesOn(agent: AgentView): string[] {
  const mistakes = agent.files.flatMap(({ name, mistake }) =>
    mistake === null ? [] : [`${name}: ${mistake}`],
  );
  return [...(agent.trouble === null ? [] : [agent.trouble]), ...mistakes].map(
    (text) => `${called(agent)}: ${text}`,
  );
}
