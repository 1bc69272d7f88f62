import { ASIDE, type LineParser, notA, READ, type Request, reasons } from '../request.ts';
import { epochStamp, isoStamp } from '../stamp.ts';

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
  readonly epoch: number;
  readonly of: Readonly<Record<keyof typeof known, number>>;
}

/**
 * A parser for one file of W3C Extended Log File Format (W3C WD-logfile-960323): a `#Fields` line says what the
 * columns are, and may come again and differ. Times are UTC; without a date column they belong to the last `#Date`.
 */
export function w3cParser(name: string, separator: string | RegExp, decode: (text: string) => string): LineParser {
  let columns: Columns | null = null;
  let day = '';
  return (line, request) => {
    if (line.startsWith('#')) {
      if (/^#Fields:/i.test(line)) columns = columnsOf(line.slice(8).trim().split(/\s+/), separator);
      else if (/^#Date:/i.test(line)) day = line.slice(6).trim().slice(0, 10);
      return /^#[A-Za-z-]+:/.test(line) ? ASIDE : notA(name);
    }
    const values = columns ? line.split(separator) : [];
    if (!columns || values.length !== columns.count) return notA(name);
    fill(request, columns, values, columns.date < 0 ? day : values[columns.date]!, decode);
    return READ;
  };
}
