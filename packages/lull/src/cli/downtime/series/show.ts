import { Command } from 'commander';
import { readSeries, type SeriesView } from '../../../api/contract/series.ts';
import { printable } from '../../../printable.ts';
import { parseInstant } from '../../../time/instant.ts';
import { ask } from '../../client/ask.ts';
import { type ServerFlags, serverOptions } from '../../client/flags.ts';
import { serverNeeded } from '../../client/server.ts';
import { print, printJson } from '../../output.ts';
import { moment } from '../../render/moment.ts';
import { table } from '../../render/table.ts';
import { paint } from '../../terminal.ts';
import { seriesCells } from './list.ts';

/** `lull downtime series show` */
export function showCommand(): Command {
  const command = new Command('show').description('Show one series.').argument('<id>', 'the series');
  return serverOptions(command).action(async (id: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    showSeries(await ask(server, readSeries, { params: { id } }), flags);
  });
}

/** Prints a series. */
export function showSeries(series: SeriesView, { json }: ServerFlags): void {
  if (json) {
    printJson(series);
    return;
  }
  const { id, title, zone, exdate, rdate, madeUntil, ended, version } = series;
  const [, first, rule, takes, services] = seriesCells(series) as [string, string, string, string, string];
  const dates = (list: readonly string[]) => list.map((date) => printable(date)).join(', ');
  const rows = [
    ['first', first],
    ['rule', ended ? `${printable(series.rrule)} (ended)` : rule],
    ...(exdate.length > 0 ? [['without', dates(exdate)]] : []),
    ...(rdate.length > 0 ? [['with', dates(rdate)]] : []),
    ['takes', takes],
    ['services', services],
    ...(madeUntil ? [['made until', moment(parseInstant(madeUntil), zone)]] : []),
    ['version', String(version)],
  ];
  print([
    `${paint(process.stdout).bold(printable(title))}  ${id}`,
    ...table(rows, 'll').map((line) => `  ${line}`),
    '',
    `Its downtimes: lull downtime list --series ${id}`,
  ]);
}
