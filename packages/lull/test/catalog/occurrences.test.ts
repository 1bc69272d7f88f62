import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import { freezesBetween, listOccurrences, windowsBetween } from '../../src/catalog/occurrences.ts';
import { publishedTable } from '../../src/catalog/table.ts';
import { formatInstant, parseInstant } from '../../src/time/instant.ts';

const catalog = parseCatalog(
  `
services:
  shop: { zone: Europe/Berlin, windows: [nightly, nightly] }
  mail: { zone: UTC }
windows:
  nightly:
    { zone: Europe/Berlin, start: 2026-01-05T02:30, duration: PT2H, rrule: FREQ=DAILY, risk: high, comment: Work }
  evening: { zone: America/New_York, start: 2026-01-04T22:00, duration: PT4H, rrule: FREQ=WEEKLY, notice: P7D }
freezes:
  sale: { zone: Europe/Berlin, start: 2026-03-28T00:00, duration: P2D, scope: { services: [shop] }, reason: Sale }
  quarter: { zone: UTC, start: 2026-03-31T00:00, duration: P1D, scope: { leastRisk: high } }
`,
  'lull.yaml',
);
const span = (start: string, end: string) => ({ start: parseInstant(start), end: parseInstant(end) });
const march = span('2026-03-28T00:00Z', '2026-04-01T00:00Z');

describe('which windows and freezes count', () => {
  test('without a service all of them, by start', () => {
    const listed = listOccurrences(catalog, march);
    expect(listed.map(({ kind, window, start }) => `${formatInstant(start)} ${kind} ${window}`)).toEqual([
      '2026-03-27T23:00:00Z freeze sale',
      '2026-03-28T01:30:00Z window nightly',
      '2026-03-29T01:30:00Z window nightly',
      '2026-03-30T00:30:00Z window nightly',
      '2026-03-30T02:00:00Z window evening',
      '2026-03-31T00:00:00Z freeze quarter',
      '2026-03-31T00:30:00Z window nightly',
    ]);
  });

  test('of a service its own windows once, and the freezes whose scope covers it', () => {
    const names = (service: string) => [
      ...new Set(windowsBetween(catalog, march, { service }).map((each) => each.window)),
      ...freezesBetween(catalog, march, { service }).map((each) => each.window),
    ];
    expect(windowsBetween(catalog, march, { service: 'shop' })).toHaveLength(4);
    expect(names('shop')).toEqual(['nightly', 'sale', 'quarter']);
    expect(names('mail')).toEqual(['quarter']);
  });

  test('an unknown service is an error that names the known ones', () => {
    for (const between of [windowsBetween, freezesBetween]) {
      const asking = () => between(catalog, march, { service: 'shpo' });
      expect(asking).toThrow(
        expect.objectContaining({ code: 'unknown-service', todo: 'Name one of shop, mail.' }),
      );
    }
  });

  test('an occurrence that ends where the period starts is not in it', () => {
    const after = span('2026-03-28T03:30Z', '2026-03-28T12:00Z');
    expect(windowsBetween(catalog, after, { service: 'shop' })).toEqual([]);
  });
});

describe('remarks on changes of the clocks', () => {
  const remarks = (fields: string, period: { start: number; end: number }) => {
    const one = parseCatalog(`windows: { w: { zone: Europe/Berlin, ${fields} } }`, 'lull.yaml');
    return listOccurrences(one, period).map(({ remark }) => remark);
  };

  test('a start that does not exist', () => {
    const [, moved] = listOccurrences(catalog, march).filter(({ window }) => window === 'nightly');
    expect(moved?.remark).toBe('02:30 does not exist on 29 March 2026 in Europe/Berlin: starts at 03:30');
    expect(moved?.startLocal).toBe('2026-03-29T03:30:00+02:00[Europe/Berlin]');
  });

  test('a start that happens twice, and a length that the wall clock does not show', () => {
    expect(
      remarks('start: 2026-10-25T02:30, duration: PT2H', span('2026-10-25T00:00Z', '2026-10-26T00:00Z')),
    ).toEqual([
      '02:30 happens twice on 25 October 2026 in Europe/Berlin: starts at the first; ' +
        'the clocks go back by 1h meanwhile: ends at 03:30 on the wall clock, after 2h',
    ]);
  });

  test('a window across the change', () => {
    expect(
      remarks('start: 2026-03-29T01:00, duration: PT2H', span('2026-03-29T00:00Z', '2026-03-30T00:00Z')),
    ).toEqual(['the clocks go forward by 1h meanwhile: ends at 04:00 on the wall clock, after 2h']);
  });

  test('nothing on whole days, which end where the wall clock has them', () => {
    const days = 'start: 2026-03-28T12:00, duration: P2D';
    expect(remarks(days, span('2026-03-28T12:00Z', '2026-03-28T13:00Z'))).toEqual([null]);
  });

  test('nothing on other days', () => {
    expect(
      remarks('start: 2026-03-28T02:30, duration: PT2H', span('2026-03-28T00:00Z', '2026-03-29T00:00Z')),
    ).toEqual([null]);
  });
});

test('the table that a team publishes has day, time with zone, kind, risk and comment', () => {
  const period = span('2026-03-29T12:00Z', '2026-03-31T00:30Z');
  expect(publishedTable(listOccurrences(catalog, period))).toEqual([
    ['Sat 28 March 2026', '00:00-Mon 30 March 2026 00:00 Europe/Berlin', 'freeze sale', 'from low', 'Sale'],
    ['Mon 30 March 2026', '02:30-04:30 Europe/Berlin', 'window nightly', 'up to high', 'Work'],
    [
      'Sun 29 March 2026',
      '22:00-Mon 30 March 2026 02:00 America/New_York',
      'window evening',
      'up to downtime',
      '',
    ],
    ['Tue 31 March 2026', '00:00-Wed 1 April 2026 00:00 UTC', 'freeze quarter', 'from high', ''],
  ]);
});
