import { describe, expect, it } from 'vitest';
import { DAY, formatInstant, HOUR, MINUTE } from '../../src/time/instant.ts';
import { codes, csvStart, figures, hourly, read } from './support/csv.ts';

describe('times', () => {
  it('without offset are UTC with a warning, or wall times of the zone', async () => {
    const rows = Array.from(
      { length: 24 },
      (_, h) => `2026-03-29 ${String(h).padStart(2, '0')}:00:00,${h}`,
    ).join('\n');
    const inUtc = await read(rows);
    expect(codes(inUtc)).toEqual(['assumed-utc']);
    expect(inUtc.buckets[0]?.start).toBe(Date.UTC(2026, 2, 29));
    const inBerlin = await read(rows, { zone: 'Europe/Berlin' });
    expect(inBerlin.buckets[0]?.start).toBe(Date.UTC(2026, 2, 28, 23));
    // 02:00 is left out by the clocks and moves on to 03:00, which the file has too: the later row stands.
    expect(inBerlin.buckets.length).toBe(23);
    expect(inBerlin.buckets[2]).toMatchObject({ start: Date.UTC(2026, 2, 29, 1), value: 3 });
    expect(codes(inBerlin)).toEqual(['repeated-stamps']);
  });

  it('that are repeated count once, the last of them', async () => {
    const reading = await read([hourly(5, (at) => `${at},1`), hourly(3, (at) => `${at},2`)]);
    expect(figures(reading).map(([, value]) => value)).toEqual([2, 2, 2, 1, 1]);
    expect(reading.warnings).toMatchObject([
      { code: 'repeated-stamps', message: expect.stringMatching(/^3 rows/) },
    ]);
    expect(reading.files).toBe(2);
  });

  it('after now, or outside of the period, are left out', async () => {
    const rows = hourly(48, (at, hour) => `${at},${hour}`);
    const reading = await read(rows, {
      now: csvStart + 10 * HOUR + 1,
      from: csvStart + 3 * HOUR,
      to: csvStart + 30 * HOUR,
    });
    expect(figures(reading).map(([, value]) => value)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(reading.dropped.filtered).toBe(48 - 7);
  });
});

describe('the step', () => {
  const at = (ms: number, value = 1) => `${formatInstant(csvStart + ms)},${value}`;

  it('keeps the half hour of a half-hour zone', async () => {
    const rows = Array.from(
      { length: 48 },
      (_, h) => `2026-01-05T${String(h % 24).padStart(2, '0')}:00:00,${h}`,
    );
    const reading = await read(rows.slice(0, 24).join('\n'), { zone: 'Asia/Kolkata' });
    expect(reading.step).toBe(HOUR);
    expect(reading.buckets[0]).toMatchObject({ start: Date.UTC(2026, 0, 4, 18, 30), value: 0 });
    expect(reading.buckets.length).toBe(24);
  });

  it('is found in spite of gaps', async () => {
    const hours = Array.from({ length: 500 }, (_, h) => h).filter((h) => (h * h * 7 + h) % 11 < 4);
    const reading = await read(hours.map((h) => at(h * HOUR)).join('\n'));
    expect(reading.step).toBe(HOUR);
    expect(reading.buckets.length).toBe(hours.length);
    expect(codes(reading)).toEqual([]);
  });

  it('is found where every night is missing', async () => {
    const days = Array.from({ length: 24 * 30 }, (_, h) => h).filter((h) => h % 24 >= 8 && h % 24 < 18);
    const reading = await read(days.map((h) => at(h * HOUR)).join('\n'));
    expect(reading.step).toBe(HOUR);
    expect(codes(reading)).toEqual([]);
  });

  it('is found in spite of a shaking hand', async () => {
    const shaken = Array.from({ length: 300 }, (_, h) => at(h * HOUR + ((h * 37) % 50) * 1000, h));
    const reading = await read(shaken.join('\n'));
    expect(reading.step).toBe(HOUR);
    expect(reading.buckets.map(({ value }) => value)).toEqual(Array.from({ length: 300 }, (_, h) => h));
    expect(new Set(reading.buckets.map((bucket) => bucket.start % HOUR)).size).toBe(1);
  });

  it('of finer figures becomes the bucket, and their sum its value', async () => {
    const seconds = Array.from({ length: 60 * 30 }, (_, s) => at(s * 1000));
    const reading = await read(seconds.join('\n'));
    expect(reading.step).toBe(5 * MINUTE);
    expect(reading.buckets.map(({ value }) => value)).toEqual([300, 300, 300, 300, 300, 300]);
    const byTwo = await read(Array.from({ length: 60 }, (_, m) => at(m * 2 * MINUTE)).join('\n'));
    expect(byTwo.step).toBe(6 * MINUTE);
    expect(byTwo.buckets.every(({ value }) => value === 3)).toBe(true);
  });

  it('of events is the bucket, with a warning', async () => {
    const events = Array.from({ length: 400 }, (_, i) => at(Math.round(i ** 1.7 * 977)));
    const reading = await read(events.join('\n'));
    expect(reading.step).toBe(5 * MINUTE);
    expect(reading.buckets.reduce((sum, bucket) => sum + bucket.value!, 0)).toBe(400);
    expect(codes(reading)).toContain('irregular-stamps');
  });

  it('of local days is kept over a change of the clocks', async () => {
    const days = Array.from({ length: 30 }, (_, d) => `2026-03-${String(d + 1).padStart(2, '0')},${d}`);
    const reading = await read(days.join('\n'), { zone: 'Europe/Berlin' });
    expect(reading.step).toBe(DAY);
    expect(reading.buckets.map(({ value }) => value)).toEqual(Array.from({ length: 30 }, (_, d) => d));
    expect(codes(reading)).toEqual([]);
  });

  it('that changes within a file is warned of', async () => {
    const coarse = Array.from({ length: 200 }, (_, h) => at(h * HOUR));
    const fine = Array.from({ length: 2000 }, (_, k) => at(200 * HOUR + k * 5 * MINUTE));
    expect(codes(await read([...coarse, ...fine].join('\n')))).toContain('mixed-steps');
  });
});
