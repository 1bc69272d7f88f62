import { readFigure } from '../../figures/figure.ts';
import { splitRow } from './rows.ts';
import { StampReader } from './stamps.ts';

/** How the rows of a file are laid out. */
export interface Layout {
  readonly separator: ',' | ';' | '\t';
  /** Fields of a row. */
  readonly columns: number;
  /** Places of the fields, from 0. */
  readonly time: number;
  readonly value: number;
  /** Null in a file of one series that has no name. */
  readonly series: number | null;
  /** The first line where it names the columns. */
  readonly header: string | null;
}

/** What is assumed of a file in which no row can be read. */
export const usualLayout: Layout = {
  separator: ',',
  columns: 2,
  time: 0,
  value: 1,
  series: null,
  header: null,
};

const timeNames = new Set(['timestamp', 'time', 'datetime', 'date', 'ts', 'ds', 'start', 'bucket', 'hour']);
const seriesNames = new Set(['series_id', 'series', 'id', 'name', 'unique_id', 'metric', 'label']);
const valueNames = new Set(['count', 'requests', 'visitors', 'users', 'sessions', 'hits', 'total']);
const separators = [',', ';', '\t'] as const;
type Places = Pick<Layout, 'columns' | 'time' | 'value' | 'series'>;

/**
 * The layout in which most of the lines read as `timestamp,value` or `series_id,timestamp,value`, or null
 * when none do. The names in a header decide where the columns are; a file of only a header has a layout too.
 *
 * @param lines the first lines of a file, blank ones left out
 * @example detectLayout(['series_id,timestamp,value', 'shop,2026-01-05T02:00:00Z,12'])?.series === 0
 */
export function detectLayout(lines: readonly string[]): Layout | null {
  let best: { layout: Layout; score: number } | null = null;
  const stamps = new StampReader('UTC');
  for (const separator of separators) {
    const reads = (line: string, places: Places) => readsAs(line, separator, places, stamps);
    const named = placesByName(lines[0] ?? '', separator);
    const candidates = named ? [named] : placesByShape(lines, separator, stamps);
    for (const places of candidates) {
      const header = named || namesColumns(lines[0] ?? '', separator, places) ? lines[0]! : null;
      const score = lines.filter((line) => reads(line, places)).length + (named ? 0.5 : 0);
      if (score > (best?.score ?? 0)) best = { layout: { separator, ...places, header }, score };
    }
  }
  return best?.layout ?? null;
}

function placesByName(line: string, separator: string): Places | null {
  const names = fieldsOf(line, separator).map((name) => name.toLowerCase());
  const time = names.findIndex((name) => timeNames.has(name));
  const value = valueAmong(names);
  if (time < 0 || value < 0) return null;
  const series = names.findIndex((name) => seriesNames.has(name));
  return { columns: names.length, time, value, series: series < 0 ? null : series };
}

/**
 * The place of the value, -1 where none or more than one could be meant. `y` may be anything beside another
 * name.
 */
function valueAmong(names: readonly string[]): number {
  if (names.includes('value')) return names.indexOf('value');
  const places = names.flatMap((name, place) => (valueNames.has(name) ? [place] : []));
  if (places.length === 0) return names.indexOf('y');
  return places.length === 1 ? places[0]! : -1;
}

function placesByShape(lines: readonly string[], separator: string, stamps: StampReader): Places[] {
  const rows = lines.map((line) => fieldsOf(line, separator));
  const places: Places[] = [];
  if (rows.some((row) => row.length === 2)) places.push({ columns: 2, time: 0, value: 1, series: null });
  const triples = rows.filter((row) => row.length === 3);
  if (triples.length > 0) places.push({ columns: 3, time: 1, value: 2, series: 0 });
  // A number in the middle is a second figure and no name: which of the two is meant is not ours to guess.
  if (triples.some((row) => /[a-z]/i.test(row[1]!) && !Number.isNaN(stamps.read(row[0]!)))) {
    places.push({ columns: 3, time: 0, value: 2, series: 1 });
  }
  return places;
}

/**
 * Whether a first line is a header in words that Lull doesn't know: the right fields, and no digit for a
 * time.
 */
function namesColumns(line: string, separator: string, places: Places): boolean {
  const fields = fieldsOf(line, separator);
  return fields.length === places.columns && !/\d/.test(fields[places.time]!);
}

function readsAs(line: string, separator: string, places: Places, stamps: StampReader): boolean {
  const fields = fieldsOf(line, separator);
  if (fields.length !== places.columns) return false;
  const figure = readFigure(fields[places.value]!, separator !== ',');
  const isNumber = typeof figure !== 'object' || figure.reason !== 'not a number';
  return isNumber && !Number.isNaN(stamps.read(fields[places.time]!));
}

function fieldsOf(line: string, separator: string): string[] {
  return (splitRow(line, separator) ?? []).map((field) => field.trim());
}
