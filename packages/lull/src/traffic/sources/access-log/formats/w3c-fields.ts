import { ASIDE, type LineParser, notA, READ, type Request } from '../request.ts';
import { isoStamp } from '../stamp.ts';

const known = {
  client: ['c-ip', 'cs(x-client-ip)'],
  method: ['cs-method'],
  path: ['cs-uri-stem', 'cs-uri'],
  status: ['sc-status'],
  agent: ['cs(user-agent)'],
  forwardedFor: ['x-forwarded-for', 'cs(x-forwarded-for)', 'x-forwarded-for(c-ip)'],
} as const;

interface Columns {
  readonly count: number;
  readonly date: number;
  readonly time: number;
  readonly of: Readonly<Record<keyof typeof known, number>>;
}

/** What sets one kind of W3C log apart from another. */
export interface W3cKind {
  readonly name: string;
  /** A field that only this kind has. */
  readonly sign?: string;
  readonly values: (line: string) => readonly string[];
  readonly decode: (value: string) => string;
}

/**
 * A parser for one file of W3C Extended Log File Format (W3C WD-logfile-960323): a `#Fields` line says what
 * the columns are, and may come again and differ. Times are UTC; without a date column they belong to the
 * last `#Date`.
 */
export function w3cParser({ name, sign, values, decode }: W3cKind): LineParser {
  let columns: Columns | null = null;
  let day = '';
  return (line, request) => {
    if (line.startsWith('#')) {
      const [, directive, rest] = /^#([A-Za-z-]+):\s*(.*)$/.exec(line) ?? [];
      if (!directive) return notA(name);
      if (directive === 'Fields') columns = columnsOf(rest!.toLowerCase().split(/\s+/), sign);
      if (directive === 'Date') day = rest!.slice(0, 10);
      return ASIDE;
    }
    if (!columns) return `no #Fields before it: ${notA(name)}`;
    const found = values(line);
    if (found.length !== columns.count) return notA(name);
    fill(request, columns, found, day, decode);
    return READ;
  };
}

function columnsOf(fields: readonly string[], sign: string | undefined): Columns | null {
  if (sign && !fields.includes(sign)) return null;
  const at = (names: readonly string[]) => fields.findIndex((field) => names.includes(field));
  const of = Object.fromEntries(
    Object.entries(known).map(([key, names]) => [key, at(names)]),
  ) as Columns['of'];
  return { count: fields.length, date: at(['date']), time: at(['time']), of };
}

function fill(
  request: Request,
  { date, time, of }: Columns,
  values: readonly string[],
  day: string,
  decode: (value: string) => string,
): void {
  const valueAt = (column: number) => (column < 0 || values[column] === '-' ? '' : values[column]!);
  request.time = isoStamp(`${date < 0 ? day : valueAt(date)} ${valueAt(time)}`, (wall) => wall);
  request.client = valueAt(of.client);
  request.method = valueAt(of.method);
  request.path = valueAt(of.path);
  request.status = Number(valueAt(of.status)) || 0;
  request.agent = of.agent < 0 ? '' : decode(values[of.agent]!);
  request.forwardedFor = decode(valueAt(of.forwardedFor));
}
