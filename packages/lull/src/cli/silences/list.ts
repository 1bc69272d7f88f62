import { Command } from 'commander';
import type { Answered } from '../../api/contract/endpoint.ts';
import { listSilences } from '../../api/contract/silences.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { print, printJson } from '../output.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

interface Flags extends ServerFlags {
  downtime?: string;
}

type Silence = Answered<typeof listSilences>['items'][number];

/** `lull silences` */
export function listCommand(): Command {
  const command = new Command('list')
    .description('Show what is quiet in which monitor, until when, and what could not be.')
    .argument('[service...]', 'only of these services')
    .option('--downtime <id>', 'only of this downtime, with those that are over');
  return serverOptions(command).action(async (services: string[], flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const query = services.length > 0 ? { service: services } : {};
    const { downtime: id } = flags;
    const found =
      id === undefined
        ? await ask(server, listSilences, { query })
        : await withDowntime(server, id, (downtime) =>
            ask(server, listSilences, { query: { ...query, downtime } }),
          );
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['Nothing is quiet.']);
    const style = paint(process.stdout);
    const head = ['service', 'monitor', '', 'until', 'renewed by', 'about'];
    const [first = '', ...rows] = table([head, ...found.items.map(cells)], 'llllll');
    const errors = found.items.flatMap(({ error, state }) =>
      error === null || state === 'gone' ? [] : [`${style.red('!')} ${printable(error)}`],
    );
    print([style.dim(first), ...rows, ...errors]);
  });
}

const words: Readonly<Record<Silence['state'], string>> = {
  wanted: 'to come',
  held: 'quiet',
  ending: 'ending',
  gone: 'over',
};

function cells({ service, silencer, state, until, heldUntil, shows, error }: Silence): string[] {
  const at = (time: string) => spokenTime(parseInstant(time), readersZone());
  const failing = error !== null && state !== 'gone' ? ', failing' : '';
  return [
    printable(service),
    printable(silencer),
    `${words[state]}${failing}`,
    at(until),
    heldUntil === null || state === 'gone' ? '' : at(heldUntil),
    printable(shows),
  ];
}
