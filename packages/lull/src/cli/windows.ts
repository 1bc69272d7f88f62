import { Command } from 'commander';
import { type Listed, listOccurrences } from '../catalog/occurrences.ts';
import { publishedTable, tableColumns } from '../catalog/table.ts';
import { LullError } from '../errors.ts';
import { printable } from '../printable.ts';
import { DAY, formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import { spokenClock } from '../time/spoken.ts';
import { type ConfigFlags, configOptions, openConfig } from './config.ts';
import { common, present } from './options.ts';
import { print, printJson } from './output.ts';
import { markdownTable, table, wrap } from './render/table.ts';
import { columns, type Paint, paint } from './terminal.ts';

interface Flags extends ConfigFlags {
  from?: Instant;
  to?: Instant;
  table?: boolean;
  now?: Instant;
  json?: boolean;
}

/** `lull windows`: what comes. */
export function windowsCommand(): Command {
  const command = new Command('windows')
    .description('List the windows and freezes that touch a period, whole and by start.')
    .option('--from <instant>', 'start of the period (default: now)', parseInstant)
    .option('--to <instant>', 'end of the period (default: 30 days after its start)', parseInstant)
    .option('--table', 'print the table that a team publishes, as Markdown');
  return common(configOptions(command)).action(list);
}

async function list(flags: Flags): Promise<void> {
  const start = flags.from ?? present(flags.now);
  const end = flags.to ?? start + 30 * DAY;
  if (start >= end) {
    throw new LullError('bad-interval', '--to is not after --from', 'Give a --to that is later than --from.');
  }
  const { catalog, service } = await openConfig({ ...flags, required: true });
  const occurrences = listOccurrences(catalog!, { start, end }, { service: service?.name });
  if (flags.json) return printJson(occurrences.map(asJson));
  if (flags.table) return print(markdownTable([tableColumns, ...publishedTable(occurrences)]));
  print(occurrences.length > 0 ? lines(occurrences) : ['No window and no freeze touches this period.']);
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
