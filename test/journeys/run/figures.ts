import { at, changing, type Recorded } from './record.ts';
import type { Visits } from './visitors.ts';

/** One downtime in figures. */
export interface Figures {
  readonly title: string;
  readonly record: Recorded;
  readonly visits: Visits;
  /** Orders that the shop said it has, and has not. */
  readonly lost: number;
  /** How often a monitor found the shop in trouble while it was closed, and how often people were told. */
  readonly troubles: number;
  readonly alarms: number;
  /** How long after the end people heard of an alert, by monitor in milliseconds; empty for none. */
  readonly heardAfter: Readonly<Record<string, number>>;
}

/** As people read them. */
export function table(all: readonly Figures[]): string {
  const rows = all.map(figuresOf);
  const names = Object.keys(rows[0] ?? {});
  const lines = names.map((name) =>
    [name.padEnd(42), ...rows.map((row) => (row[name] ?? '').padStart(16))].join(''),
  );
  return `${lines.join('\n')}\n`;
}

function figuresOf({ title, record, visits, ...found }: Figures): Record<string, string> {
  const { from, to } = changing(record);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const [draining, down, opening] = [at(record, 'drainingAt'), at(record, 'downAt'), at(record, 'openingAt')];
  const ended = at(record, 'endedAt');
  const loud = Math.max(...record.silences.map(({ until }) => Date.parse(until)));
  const { refused, placed, read, wrong, requests } = visits;
  const heard = ['alertmanager', 'icinga'].map((by) => {
    const after = found.heardAfter[by];
    return [`heard after the end by ${by}`, after === undefined ? '-' : seconds(after)];
  });
  return {
    'the downtime': title,
    'requests of visitors': String(requests),
    'refused as announced (503)': String(refused.length),
    'orders placed': String(placed.length),
    'orders read again': String(read),
    'answers that were not whole, errors': String(wrong.length),
    'orders lost, doubled or half-written': String(found.lost),
    'trouble found by monitors while closed': String(found.troubles),
    'people told of it': String(found.alarms),
    draining: seconds(down - draining),
    'until every gate stays closed until told': seconds(from - down),
    'steps, and back': seconds(to - from),
    'checks through the bypass': seconds(opening - to),
    'opening, and watched': seconds(ended - opening),
    'monitors loud again after the end': seconds(loud - ended),
    ...Object.fromEntries(heard),
  };
}
