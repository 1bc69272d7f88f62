import type { DowntimeSummary } from '../../api/contract/downtime-view.ts';
import type { SeriesOutcomeView, SeriesView } from '../../api/contract/series.ts';
import { printable } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { moment } from './moment.ts';
import { table } from './table.ts';

/** A series as the cells of a row: id, first start, rule, length, services, title. */
export function seriesCells({ id, start, zone, rrule, takes, services, title, ended }: SeriesView): string[] {
  return [
    id,
    `${start.replace('T', ' ')} ${zone}`,
    ended ? 'ended' : printable(rrule),
    spokenLength(exactLength(parseDuration(takes))),
    services.map(printable).join(', '),
    printable(title),
  ];
}

/** A series as a person reads it. */
export function seriesReport(series: SeriesView, style: Paint): string[] {
  const { id, title, zone, exdate, rdate, madeUntil, endsAt, plan, version } = series;
  const [, first = '', , takes = '', services = ''] = seriesCells(series);
  const dates = (list: readonly string[]) => list.map((date) => printable(date)).join(', ');
  const at = (what: string, text: string | null) =>
    text === null ? [] : [[what, moment(parseInstant(text), zone)]];
  const rows = [
    ['services', `${services} (${plan.mode})`],
    ['first', first],
    ['rule', printable(series.rrule)],
    ...(exdate.length > 0 ? [['without', dates(exdate)]] : []),
    ...(rdate.length > 0 ? [['with', dates(rdate)]] : []),
    ['takes', takes],
    ...at('made until', madeUntil),
    ...at(series.ended ? 'ended' : 'ends', endsAt),
    ['version', String(version)],
  ];
  return [
    `${style.bold(printable(title))}  ${id}`,
    ...table(rows, 'll').map((line) => `  ${line}`),
    '',
    `Its downtimes: lull downtime list --series ${id}`,
  ];
}

/** The same after a change, with what became of its downtimes, or would. */
export function seriesOutcomeReport(outcome: SeriesOutcomeView, style: Paint): string[] {
  const { made, changed, cancelled, unpromised, kept, zone, dryRun, ended } = outcome;
  const when = (start: string | null) => (start === null ? '-' : moment(parseInstant(start), zone));
  const some = (what: string, list: readonly DowntimeSummary[]) =>
    list.length === 0 ? [] : ['', `${what}:`, ...list.map(({ id, start }) => `  ${id}  ${when(start)}`)];
  return [
    ...seriesReport(outcome, style),
    ...some(dryRun ? 'Would be made' : 'Made', made),
    ...some(dryRun ? 'Would be changed' : 'Changed', changed),
    ...some(dryRun ? 'Would be called off' : 'Called off', cancelled),
    ...(unpromised.length > 0 ? ['', style.yellow('Not promised, a person has to look at these:')] : []),
    ...unpromised.map(
      ({ downtime, start, message }) => `  ${downtime}  ${when(start)}: ${printable(message)}`,
    ),
    ...(kept.length > 0 ? ['', dryRun ? 'Would stay as they are:' : 'Stay as they are:'] : []),
    ...kept.map(({ downtime, start, because }) => `  ${downtime}  ${when(start)}: ${whyKept[because]}`),
    ...(ended && kept.some(({ because }) => because === 'moved') ? [callOff(dryRun)] : []),
    ...(dryRun ? ['', 'Nothing was changed.'] : []),
  ];
}

const whyKept: Readonly<Record<SeriesOutcomeView['kept'][number]['because'], string>> = {
  moved: 'it was changed by itself',
  'go-no-go': 'its go/no-go is open',
  begun: 'it has begun',
  due: 'its time has come',
};

/** How to be rid of what was moved: a series that has ended can't be ended again. */
const callOff = (dryRun: boolean) =>
  dryRun
    ? 'To call off what was moved too, add --with-moved.'
    : 'To call one of them off: lull downtime cancel ID';
