import { freezesFor, windowGroups } from '../../plan/open-starts.ts';
import type { Calendar, Work } from '../../plan/rules.ts';
import { HOUR, type Instant } from '../../time/instant.ts';
import { type Interval, intersects } from '../../time/interval.ts';
import { atWallTime, wallTime } from '../../time/zone.ts';
import type { Series } from '../../traffic/series.ts';
import { sumOver } from '../../traffic/sum-over.ts';
import type { Paint } from '../terminal.ts';
import { wrap } from './table.ts';

/** What a week's heatmap shows. */
export interface HeatmapRequest {
  readonly harm: Series;
  readonly zone: string;
  readonly horizon: Interval;
  readonly calendar: Calendar;
  /** The work that windows and freezes are judged for. */
  readonly work: Work;
  /** Periods to mark, best first. */
  readonly marked: readonly Interval[];
  readonly columns: number;
}

type Cell =
  | { kind: 'none' }
  | { kind: 'hour'; harm: number; frozen: boolean; closed: boolean; mark: number | null };

/** Two weeks, and the day in which they end. */
const mostDays = 15;
/** Quiet to busy, of the 256-colour palette: dark blue over green to yellow. */
const ramp = [17, 18, 24, 30, 36, 72, 114, 191, 227];
const shades = [' ', '░', '▒', '▓', '█'];
const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/**
 * Expected harm by hour (24 columns) and day (a row each, two weeks at most) on the zone's clock, with
 * freezes, closed hours and the best moments marked.
 */
export function heatmap(request: HeatmapRequest, style: Paint): string[] {
  const { zone, columns } = request;
  const width = columns >= 88 ? 3 : columns >= 62 ? 2 : 1;
  const days = daysShown(request);
  const rows = days.map((day) => ({ day, cells: dayCells(request, day) }));
  const harms = rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell.kind === 'hour' ? [cell.harm] : [])),
  );
  const scale = { quiet: Math.min(...harms), busy: Math.max(...harms) };
  const label = (day: Temporal.PlainDate): string =>
    width === 1 ? names[day.dayOfWeek - 1]! : `${names[day.dayOfWeek - 1]} ${day}`;
  const gutter = label(days[0]!).length + 2;
  const body = rows.flatMap(({ day, cells }, i) => [
    ...(i > 0 && i % 7 === 0 ? [''] : []),
    `${label(day)}  ${cells.map((cell) => draw(cell, scale, width, style)).join('')}`,
  ]);
  return [
    `${' '.repeat(gutter)}${hourScale(width)}  ${width > 1 ? zone : ''}`.trimEnd(),
    ...body,
    '',
    ...legend(request, style),
  ];
}

function daysShown({ horizon, zone, marked }: HeatmapRequest): Temporal.PlainDate[] {
  const first = wallTime(horizon.start, zone).toPlainDate();
  const last = wallTime(horizon.end - 1, zone).toPlainDate();
  const all = first.until(last).days + 1;
  const best = marked[0] && wallTime(marked[0].start, zone).toPlainDate();
  const skip = all > mostDays && best ? Math.min(first.until(best).days, all - mostDays) : 0;
  return Array.from({ length: Math.min(all, mostDays) }, (_, i) => first.add({ days: skip + i }));
}

function dayCells(request: HeatmapRequest, day: Temporal.PlainDate): Cell[] {
  const over = sumOver(request.harm);
  const windows = request.calendar.windows && windowGroups(request.calendar.windows, request.work);
  const freezes = freezesFor(request.calendar.freezes, request.work);
  const at = (hour: number): Instant =>
    atWallTime(day.toPlainDateTime().add({ hours: hour }), request.zone).instant;
  return Array.from({ length: 24 }, (_, hour): Cell => {
    const [start, end] = [at(hour), at(hour + 1)];
    // An hour that the clocks leave out has no length; one that they repeat is drawn as one.
    const period = { start: Math.max(start, request.horizon.start), end: Math.min(end, request.horizon.end) };
    if (period.start >= period.end) return { kind: 'none' };
    const mark = request.marked.findIndex((candidate) => intersects(candidate, period));
    return {
      kind: 'hour',
      harm: (over(period) / (period.end - period.start)) * HOUR,
      frozen: freezes.some((freeze) => intersects(freeze, period)),
      closed: windows !== null && !windows.some((window) => intersects(window, period)),
      mark: mark < 0 ? null : mark + 1,
    };
  });
}

function draw(
  cell: Cell,
  { quiet, busy }: { quiet: number; busy: number },
  width: number,
  style: Paint,
): string {
  if (cell.kind === 'none') return ' '.repeat(width);
  const level = busy > quiet ? (cell.harm - quiet) / (busy - quiet) : 0;
  const shade = (of: readonly unknown[]): number => Math.min(of.length - 1, Math.floor(level * of.length));
  const text = (sign: string): string => sign.padStart(Math.ceil(width / 2)).padEnd(width);
  if (cell.mark !== null) {
    const mark = cell.mark < 10 ? String(cell.mark) : '+';
    return style.colors ? style.on(255, text(mark), 16) : text(mark);
  }
  const sign = cell.frozen ? '/' : cell.closed ? '·' : null;
  if (!style.colors) return sign ? sign.repeat(width) : shades[shade(shades)]!.repeat(width);
  const ink = level > 0.5 ? { frozen: 88, closed: 238 } : { frozen: 210, closed: 250 };
  return style.on(ramp[shade(ramp)]!, text(sign ?? ' '), cell.frozen ? ink.frozen : ink.closed);
}

function hourScale(width: number): string {
  const every = width === 1 ? 6 : 3;
  let scale = '';
  for (let hour = 0; hour < 24; hour += every)
    scale += String(hour)
      .padStart(2, '0')
      .padEnd(every * width);
  return scale;
}

function legend({ calendar, columns }: HeatmapRequest, style: Paint): string[] {
  const quiet = style.colors ? ramp.map((color) => style.on(color, ' ')).join('') : '░▒▓█';
  const parts = [`quiet ${quiet} busy`, '1-9 best moments'];
  if (calendar.windows) parts.push('· no window');
  if (calendar.freezes.length > 0) parts.push('/ freeze');
  // A no-break space keeps each part whole where the line is cut.
  const line = parts.map((part) => part.replaceAll(' ', '\u00a0')).join('  ');
  return wrap(line, columns).map((cut) => style.dim(cut.replaceAll('\u00a0', ' ')));
}
