import { describe, expect, it } from 'vitest';
import { DAY, formatInstant, HOUR } from '../../src/time/instant.ts';
import { csvSource } from '../../src/traffic/sources/csv/source.ts';
import { csvOptions, csvStart, figures, hourly, read } from './support/csv.ts';

const detect = (text: string) => csvSource.detect(Buffer.from(text));

describe('figures that cannot be used', () => {
  it('are skipped where they are more than anybody counts, the largest that is not stays', async () => {
    const odd: Record<number, string> = { 3: '1e15', 4: '1.1e15', 5: '1e308', 6: '1e999', 7: '9'.repeat(50) };
    const reading = await read(hourly(60, (at, hour) => `${at},${odd[hour] ?? 1}`));
    expect(reading.skipped).toMatchObject({
      count: 4,
      first: { line: 5, why: '"1.1e15" is too large' },
      byReason: { 'too large': 4 },
    });
    expect(figures(reading)[3]).toEqual([formatInstant(csvStart + 3 * HOUR), 1e15]);
    for (const [, value] of figures(reading)) expect(value).toBeLessThanOrEqual(1e15);
  });

  it.each([
    ['negative', '-5', 'all values are negative: '],
    ['too large', '1e308', 'all values are too large: '],
    ['infinite', 'inf', 'all values are infinite: '],
  ])('are told when all are %s', async (_title, figure, message) => {
    const text = `timestamp,value\n${hourly(60, (at) => `${at},${figure}`)}`;
    expect(detect(text)).toBe('csv');
    await expect(read(text)).rejects.toMatchObject({
      code: 'unreadable-traffic',
      message: expect.stringContaining(message),
    });
  });
});

describe('names in a header', () => {
  const row = (at: string) => `${at},north,3,8`;
  it.each([
    ['time,x,count,y', hourly(60, row), 3],
    ['host,time,x,count,y', hourly(60, (at) => `web1,${row(at)}`), 3],
    ['ds,x,z,y', hourly(60, row), 8],
    ['y,time,x,value', hourly(60, (at) => `1,${at},2,9`), 9],
    ['time,unit,total,note', hourly(60, row), 3],
  ])('%s say where the value is, and further columns do no harm', async (header, rows, value) => {
    expect(detect(`${header}\n${rows}`)).toBe('csv');
    const reading = await read(`${header}\n${rows}`);
    expect(reading.skipped.count).toBe(0);
    expect(new Set(figures(reading).map(([, figure]) => figure))).toEqual(new Set([value]));
  });

  it('that name two figures are not chosen between', () => {
    expect(detect(`time,requests,visitors,x\n${hourly(60, (at) => `${at},3,8,2`)}`)).toBeNull();
  });
});

describe('rows outside the time that is asked for', () => {
  const known = hourly(60, (at) => `shop,${at},1`);
  const later = hourly(60, (at) => `api,${at.replace('2026-01', '2026-03')},7`);
  const now = csvStart + 10 * DAY;

  it('bring in no other series', async () => {
    const alone = await read(known, { now });
    for (const both of [`${known}\n${later}`, `${later}\n${known}`]) {
      const reading = await read(both, { now });
      expect(reading).toEqual({ ...alone, lines: 120, dropped: { ...alone.dropped, filtered: 60 } });
      expect(await read(both, { to: now })).toMatchObject({ buckets: alone.buckets });
    }
    await expect(read(`${known}\n${later}`)).rejects.toMatchObject({ code: 'unknown-series' });
  });

  it('of another series than the one named are not counted as left out', async () => {
    const reading = await read(`${known}\n${later}`, { now, series: 'shop' });
    expect(reading.dropped.filtered).toBe(0);
    await expect(read(`${known}\n${later}`, { now, series: 'api' })).rejects.toMatchObject({
      code: 'unknown-series',
    });
    expect((await read(later, { ...csvOptions, now })).buckets).toEqual([]);
  });
});
