import { Command } from 'commander';
import { listOccurrences as onServer } from '../api/contract/occurrences.ts';
import { type Listed, listOccurrences } from '../catalog/occurrences.ts';
import { publishedTable, tableColumns } from '../catalog/table.ts';
import { LullError } from '../errors.ts';
import { printable } from '../printable.ts';
import { DAY, formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenClock } from '../time/spoken.ts';
import { ask } from './client/ask.ts';
import type { Server } from './client/server.ts';
import { helpingWithService } from './client/service.ts';
import { configOptions, openConfig } from './config.ts';
import { instantWritten } from './downtime/plan-options.ts';
import { common, present } from './options.ts';
import { print, printJson } from './output.ts';
import { type PlaceFlags, placeMeant, placeOption, refuseLocal } from './place.ts';
import { readersZone } from './render/moment.ts';
import { markdownTable, table, wrap } from './render/table.ts';
import { columns, type Paint, paint } from './terminal.ts';

interface Flags extends PlaceFlags {
  from?: string;
  to?: string;
  table?: boolean;
  now?: Instant;
  json?: boolean;
}

/** `lull windows`: what comes. */
export function occurrencesCommand(): Command {
  const command = new Command('occurrences')
    .description('List the windows and freezes that touch a period, whole and by start.')
    .option('--from <instant>', 'start of the period: on your own clock, or with an offset (default: now)')
    .option('--to <instant>', 'end of the period (default: 30 days after its start)')
    .option('--table', 'print the table that a team publishes, as Markdown');
  return common(placeOption(configOptions(command))).action(list);
}

async function list(flags: Flags, command: Command): Promise<void> {
  const server = await placeMeant(flags);
  if (server) refuseLocal(server, command, ['now']);
  const period = await periodMeant(flags);
  const occurrences = await (server ? fromServer(server, period, flags) : fromFile(period, flags));
  if (flags.json) return printJson(occurrences.map(asJson));
  if (flags.table) return print(markdownTable([tableColumns, ...publishedTable(occurrences)]));
  print(occurrences.length > 0 ? lines(occurrences) : ['No window and no freeze touches this period.']);
}

async function periodMeant(flags: Flags): Promise<Interval> {
  const read = async (text: string) => parseInstant(await instantWritten(text, async () => readersZone()));
  const start = flags.from === undefined ? present(flags.now) : await read(flags.from);
  const end = flags.to === undefined ? start + 30 * DAY : await read(flags.to);
  if (start < end) return { start, end };
  throw new LullError('bad-interval', '--to is not after --from', 'Give a --to that is later than --from.');
}

async function fromFile(period: Interval, flags: Flags): Promise<Listed[]> {
  const { catalog, service } = await openConfig({ ...flags, required: true });
  return listOccurrences(catalog!, period, { service: service?.name });
}

async function fromServer(server: Server, { start, end }: Interval, { service }: Flags): Promise<Listed[]> {
  const query = { from: formatInstant(start), to: formatInstant(end), service };
  const found = () => ask(server, onServer, { query });
  const { items } = await (service === undefined ? found() : helpingWithService(server, service, found));
  return items.map(({ name, ...rest }) => ({
    ...rest,
    window: name,
    start: parseInstant(rest.start),
    end: parseInstant(rest.end),
  }));
}

function asJson({ window, kind, start, end, startLocal, remark }: Listed) {
  return { window, kind, start: formatInstant(start), end: formatInstant(end), startLocal, remark };
}

function lines(occurrences: readonly Listed[]): string[] {
  const style = paint(process.stdout);
  const head = ['kind', 'name', 'start', 'end', 'zone', ''].map(style.dim);
  const rows = occurrences.map(({ window, kind, start, end, zone, comment }) => [
    kind === 'freeze' ? style.red(kind) : style.green(kind),
    printable(window),
    spokenClock(start, zone),
    spokenClock(end, zone),
    zone,
    style.dim(printable(comment ?? '')),
  ]);
  const [title = '', ...listed] = table([head, ...rows], 'llllll');
  return [title, ...listed.flatMap((line, i) => [line, ...remarkLine(occurrences[i]!.remark, style)])];
}

function remarkLine(remark: string | null, style: Paint): string[] {
  return remark ? wrap(style.yellow(`        ${remark}`), columns(process.stdout), ' '.repeat(8)) : [];
}
