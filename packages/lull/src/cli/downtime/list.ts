import { Command } from 'commander';
import { type DowntimeSummary, state } from '../../api/contract/downtime-view.ts';
import { listDowntimes } from '../../api/contract/downtimes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { firstOf } from '../client/pages.ts';
import { serverNeeded } from '../client/server.ts';
import { zoneOfService } from '../client/service.ts';
import { count, several } from '../options.ts';
import { print, printJson, tell } from '../output.ts';
import { called } from '../render/called.ts';
import { readersZone } from '../render/moment.ts';
import { stateWord } from '../render/state-word.ts';
import { table } from '../render/table.ts';
import { columns, type Paint, paint } from '../terminal.ts';
import { instantWritten } from './plan-options.ts';

type State = DowntimeSummary['state'];

interface Flags extends ServerFlags {
  state?: string[];
  all?: boolean;
  service?: string[];
  from?: string;
  to?: string;
  owner?: string;
  series?: string;
  search?: string;
  limit: number;
  after?: string;
}

const ended: readonly State[] = ['completed', 'cancelled', 'aborted'];

/** `lull downtime list`: what is planned and under way. */
export function listCommand(): Command {
  const command = new Command('list')
    .description('List the downtimes that are planned or under way, by start.')
    .option('--state <states>', `only these: ${state.options.join(', ')}`, several)
    .option('--all', 'those that are over, too')
    .option('--service <names>', 'only those that touch one of these services', several)
    .option('--from <time>', 'only what is not over before')
    .option('--to <time>', 'only what begins before')
    .option('--owner <person>', 'only those of the person of this id')
    .option('--series <id>', 'only those of this series')
    .option('--search <words>', 'only those whose title has these words')
    .option('--limit <count>', 'how many at most', count, 50)
    .option('--after <place>', 'go on after this place, which a list that has more tells');
  return serverOptions(command).action(list);
}

async function list(flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const zone = async () => (flags.service ? zoneOfService(server, flags.service[0]!) : readersZone());
  const at = (text: string | undefined) => (text === undefined ? undefined : instantWritten(text, zone));
  const filter = {
    state: statesMeant(flags),
    service: flags.service,
    from: await at(flags.from),
    to: await at(flags.to),
    owner: flags.owner,
    series: flags.series,
    q: flags.search,
  };
  const found = await firstOf(flags.limit, flags.after, (place) =>
    ask(server, listDowntimes, { query: { ...filter, ...place } }),
  );
  if (flags.json) return printJson(found);
  if (found.items.length === 0) return print(['No downtime.']);
  print(lines(found.items, columns(process.stdout), paint(process.stdout)));
  if (found.next !== null) tell([`There are more: add --after ${found.next}`]);
}

function statesMeant({ state: named, all }: Flags): State[] | undefined {
  if (all) return undefined;
  if (!named) return state.options.filter((one) => !ended.includes(one));
  const unknown = named.find((one) => !state.options.includes(one as State));
  if (unknown === undefined) return named as State[];
  throw new LullError(
    'bad-option',
    `"${unknown}" is not a state of a downtime`,
    `Use ${state.options.join(', ')}.`,
  );
}

function lines(items: readonly DowntimeSummary[], width: number, style: Paint): string[] {
  const reader = readersZone();
  const forReader = width >= 120 && items.some(({ zone }) => zone !== reader);
  const rows = items.map(({ id, title, state, overdue, services, start, zone, owner, names }) => [
    id,
    stateWord(state, overdue, style),
    start === null ? '-' : spokenTime(parseInstant(start), zone),
    ...(forReader ? [start === null ? '-' : spokenTime(parseInstant(start), reader)] : []),
    services.map(printable).join(', '),
    called(owner, names),
    printable(title),
  ]);
  const head = ['id', 'state', 'begins', ...(forReader ? ['for you'] : []), 'services', 'owner', 'title'];
  const [first = '', ...others] = table([head, ...rows], 'lllllll');
  return [style.dim(first), ...others];
}
