import { existsSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, HOUR, MINUTE } from '../../src/time/instant.ts';
import { csvSource } from '../../src/traffic/sources/csv/source.ts';
import { codes, csvOptions, csvStart, figures, hourly, read } from './support/csv.ts';

const threeHours = [
  ['2026-01-05T00:00:00Z', 10],
  ['2026-01-05T01:00:00Z', 11],
  ['2026-01-05T02:00:00Z', 12],
];

describe('the same three hours', () => {
  const rows = (row: (at: string, value: number) => string) => hourly(3, (at, hour) => row(at, 10 + hour));
  const epoch = (at: string) => Date.parse(at);
  const forms: Record<string, string | Buffer> = {
    plain: rows((at, v) => `${at},${v}`),
    'with a header': `timestamp,value\n${rows((at, v) => `${at},${v}`)}\n`,
    'with a header in other words': `Zeit,Anfragen\n${rows((at, v) => `${at},${v}`)}\n`,
    'with series, header and CRLF':
      `series_id,timestamp,value\n${rows((at, v) => `a,${at},${v}`)}\n`.replaceAll('\n', '\r\n'),
    'series in the middle': rows((at, v) => `${at},web,${v}`),
    'columns told by name': `id;value;extra;time\n${rows((at, v) => `a;${v};x;${at}`)}`,
    'byte order mark': `\ufefftimestamp,value\n${rows((at, v) => `${at},${v}`)}`,
    'UTF-16 as PowerShell writes it': Buffer.from(
      `\ufefftimestamp,value\r\n${rows((at, v) => `${at},${v}`)}`,
      'utf16le',
    ),
    quoted: `"timestamp","value"\n${rows((at, v) => `"${at}","${v}"`)}`,
    semicolons: rows((at, v) => `${at};${v}`),
    tabs: rows((at, v) => `${at}\t${v}`),
    'decimal comma': rows((at, v) => `${at};${v},0`),
    'blank lines and spaces': rows((at, v) => `\n ${at} , ${v} \n`),
    'epoch seconds': rows((at, v) => `${epoch(at) / 1e3},${v}`),
    'epoch seconds with fractions': rows((at, v) => `${epoch(at) / 1e3}.000,${v}`),
    'epoch milliseconds': rows((at, v) => `${epoch(at)},${v}`),
    'epoch microseconds': rows((at, v) => `${epoch(at)}000,${v}`),
    'epoch nanoseconds': rows((at, v) => `${epoch(at)}000000,${v}`),
    'numbers as series': rows((at, v) => `17,${epoch(at) / 1e3},${v}`),
    'an offset': rows((at, v) => `${formatInstant(epoch(at) + HOUR).replace('Z', '+01:00')},${v}`),
    'a short offset and a space': rows((at, v) => `${at.replace('T', ' ').replace('Z', '+00')},${v}`),
    'the word UTC': rows((at, v) => `${at.replace('T', ' ').replace('Z', ' UTC')},${v}`),
    'no seconds': rows((at, v) => `${at.replace(':00Z', 'Z')},${v}`),
    'the basic form': rows((at, v) => `${at.replaceAll(/[-:]/g, '')},${v}`),
    'an exponent': rows((at, v) => `${at},${v / 10}e1`),
    unsorted: rows((at, v) => `${at},${v}`)
      .split('\n')
      .reverse()
      .join('\n'),
    gzip: gzipSync(rows((at, v) => `${at},${v}`)),
    zstd: zstdCompressSync(rows((at, v) => `${at},${v}`)),
  };

  it.each(Object.entries(forms))('%s', async (_, content) => {
    const reading = await read(content);
    expect(figures(reading)).toEqual(threeHours);
    expect(reading).toMatchObject({ format: 'csv', files: 1, step: HOUR, gapsAre: 'missing' });
    expect(reading.skipped).toEqual({ count: 0, first: null, byReason: {} });
    expect(codes(reading)).toEqual([]);
  });

  it.each(Object.entries(forms).filter(([name]) => !['gzip', 'zstd'].includes(name)))(
    'is known for CSV by its head: %s',
    (_, content) => {
      expect(csvSource.detect(Buffer.from(content))).toBe('csv');
    },
  );

  it('in as many pieces as there are bytes', async () => {
    const file = `"timestamp";"value"\r\n${rows((at, v) => `"${at}";"${v},5"`)}`;
    const whole = await read(file);
    expect(await read(gzipSync(Buffer.from(file)))).toEqual(whole);
  });
});

describe('what is no CSV', () => {
  it.each([
    ['an access log', '1.2.3.4 - - [05/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "a, b"\n'],
    ['JSON lines', '{"ts":1768000000,"status":200,"size":12}\n'],
    ['CloudFront', '#Version: 1.0\n2026-01-05\t00:00:01\tLAX1\t392\t1.2.3.4\tGET\n'],
    ['W3C', '#Fields: date time s-ip\n2026-01-05 00:00:01 1.2.3.4\n'],
    ['two figures and no name', '2026-01-05T00:00:00Z,1,2\n2026-01-05T01:00:00Z,3,4\n'],
    ['nothing', ''],
    ['noise', '\u0000\u0001\u0002,\u0003'],
  ])('%s', (_, content) => {
    expect(csvSource.detect(Buffer.from(content))).toBeNull();
  });
});

describe('rows that cannot be read', () => {
  it('are counted by reason, the first with its line, and never fatal', async () => {
    const good = hourly(60, (at, hour) => `${at},${hour}`);
    const bad = [
      'timestamp,value',
      'tomorrow,1',
      '2026-02-30T00:00:00Z,1',
      '2026-01-05T25:00:00Z,1',
      '1969-12-31T00:00:00Z,1',
      '12,1',
      '2026-01-09T00:00:00Z,abc',
      '2026-01-09T01:00:00Z,-1',
      '2026-01-09T02:00:00Z,inf',
      '2026-01-09T02:00:00Z,0x10',
      '2026-01-09T02:00:00Z,1_000',
      '2026-01-09T03:00:00Z',
      '2026-01-09T03:00:00Z,1,2',
      '"2026-01-09T03:00:00Z,1',
      `${'x'.repeat(70_000)},1`,
      '\u0000\u0007',
    ];
    const reading = await read(`timestamp,value\n${good}\n${bad.join('\n')}`);
    expect(reading.lines).toBe(61 + bad.length);
    expect(reading.skipped).toEqual({
      count: bad.length,
      first: { line: 62, why: 'the header stands there again', file: expect.any(String) },
      byReason: {
        'repeated header': 1,
        'not a time': 5,
        'not a number': 3,
        negative: 1,
        infinite: 1,
        'wrong number of fields': 3,
        'open quote': 1,
        'line too long': 1,
      },
    });
    expect(figures(reading).length).toBe(60);
  });

  it('say what is wrong in a message that a terminal can show', async () => {
    const reading = await read(`2026-01-05T00:00:00Z,1\n2026-01-05T01:00:00Z,\u001b[31m${'9'.repeat(99)}`);
    expect(reading.skipped.first).toMatchObject({
      line: 2,
      why: `"\\u001b[31m${'9'.repeat(30)}…" is not a number`,
    });
  });

  it('are an error when there are no others', async () => {
    await expect(read('hello\nworld\n')).rejects.toMatchObject({
      code: 'unreadable-traffic',
      message: expect.stringMatching(/line 1: 1 field instead of 2: "hello"/),
    });
    expect((await read('')).buckets).toEqual([]);
    expect((await read('timestamp,value\n')).buckets).toEqual([]);
  });

  it('do not swallow whole rows by a torn quote', async () => {
    const rows = hourly(100, (at, hour) => `"${at}","${hour}"`).split('\n');
    rows[10] = '"2026-01-05T1';
    rows[14] = '"2026-01-05T14:00:00Z","1';
    const reading = await read(rows.join('\n'));
    expect(reading.buckets.length).toBe(98);
    expect(reading.skipped.count).toBe(2);
    expect(reading.lines).toBe(100);
  });

  it('whatever a file holds, every line is a row, a missing value or skipped', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        '2026-01-05T00:00:00Z,1',
        '"2026-01-05T01:00:00Z","2"',
        'a,b',
        '"',
        '""","',
        '\u0000',
        'x"y,"',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 60 }), async (lines) => {
        const file = `2026-01-05T02:00:00Z,3\n${lines.join('\n')}`;
        const reading = await read(file);
        expect(reading.lines).toBe(file.replace(/\n$/, '').split('\n').length);
        expect(reading.skipped.count).toBeLessThan(reading.lines);
        expect(reading.buckets.at(-1)?.start).toBe(csvStart + 2 * HOUR);
      }),
      { numRuns: 200 },
    );
  });
});

describe('missing is not zero', () => {
  it.each(['', 'NaN', 'nan', 'null', 'NULL', 'NA', 'n/a', '-', '\\N'])(
    'where a value is "%s"',
    async (value) => {
      const reading = await read(hourly(5, (at, hour) => `${at},${hour === 2 ? value : hour}`));
      expect(figures(reading).map(([, figure]) => figure)).toEqual([0, 1, 3, 4]);
      expect(reading.skipped.count).toBe(0);
    },
  );

  it('where finer figures are put together', async () => {
    const minutes = Array.from({ length: 20 }, (_, m) => `${formatInstant(csvStart + m * MINUTE)},10`);
    const reading = await read(minutes.filter((_, m) => m !== 6 && (m < 10 || m > 12)).join('\n'));
    expect(figures(reading)).toEqual([
      ['2026-01-05T00:00:00Z', 50],
      ['2026-01-05T00:05:00Z', 50],
      ['2026-01-05T00:15:00Z', 50],
    ]);
    expect(codes(reading)).toEqual(['incomplete-buckets']);
  });
});

describe('series', () => {
  const rowsOf = (name: string, add: number) => hourly(3, (at, hour) => `${name},${at},${hour + add}`);
  const both = `${rowsOf('a', 0)}\n${rowsOf('b', 50)}`;

  it('are told when none is named', async () => {
    await expect(read(both)).rejects.toMatchObject({
      code: 'unknown-series',
      message: expect.stringContaining('a, b'),
    });
    const many = hourly(40, (at, hour) => `s${hour},${at},1`);
    await expect(read(many)).rejects.toMatchObject({ message: expect.stringMatching(/s0, .*s9, …$/) });
  });

  it('are picked by name', async () => {
    expect(figures(await read(both, { series: 'b' })).map(([, value]) => value)).toEqual([50, 51, 52]);
    await expect(read(both, { series: 'c' })).rejects.toMatchObject({ code: 'unknown-series' });
    await expect(
      read(
        hourly(3, (at) => `${at},1`),
        { series: 'c' },
      ),
    ).rejects.toMatchObject({ code: 'unknown-series' });
  });

  it('with quoted names, line ends in them included', async () => {
    const rows = hourly(3, (at, hour) => `"a, ""b""\nc",${at},${hour}`);
    const reading = await read(`series_id,timestamp,value\n${rows}`, { series: 'a, "b"\nc' });
    expect(reading.buckets.length).toBe(3);
    expect(reading.skipped.count).toBe(0);
    expect(reading.lines).toBe(7);
  });
});

it('reads the longest of figures and stamps in time that grows with their length only', async () => {
  const digits = '9'.repeat(60_000);
  const rows = hourly(40, (at, hour) => (hour % 2 ? `${at},${hour}` : `${at},${digits}x\n${digits}x,1`));
  const reading = await read(rows);
  expect(reading.skipped.byReason).toEqual({ 'not a number': 20, 'not a time': 20 });
  expect((await read(`2026-01-05T00:00:00Z,${'0'.repeat(64)}1\n2026-01-05,1`)).skipped.count).toBe(1);
});

it('tells of options that only make sense for requests, and of how far it is', async () => {
  const told: { bytes: number; total: number | null; lines: number }[] = [];
  const file = hourly(5, (at) => `${at},1`);
  const reading = await read(file, {
    paths: ['/shop'],
    statuses: ['5xx'],
    onProgress: (at) => told.push(at),
  });
  expect(codes(reading)).toEqual(['option-ignored', 'option-ignored']);
  expect(told.at(-1)).toMatchObject({ bytes: file.length, total: file.length });
});

it('reads what it can of a torn archive and says so', async () => {
  const packed = gzipSync(hourly(5000, (at, hour) => `${at},${hour % 89}`));
  const reading = await read(packed.subarray(0, packed.length - 2000));
  expect(reading.buckets.length).toBeGreaterThan(500);
  expect(codes(reading)).toContain('torn-archive');
});

const shared = new URL('../../../../../shared/traffic/', import.meta.url);
describe.skipIf(!existsSync(shared))('real series (../shared/traffic is needed)', () => {
  it.each([
    ['web_users_uplot', 25_536, HOUR],
    ['nab_nyc_taxi_30min', 10_322, 30 * MINUTE],
    ['worldcup98_15min', 8_354, 15 * MINUTE],
    ['app_server_requests', 44_031, HOUR],
  ])('%s', async (name, count, step) => {
    const path = new URL(`${name}.csv`, shared).pathname;
    const reading = await csvSource.read([{ name, path, size: null }], csvOptions);
    expect(reading).toMatchObject({ step, lines: count + 1, skipped: { count: 0 }, warnings: [] });
    expect(reading.buckets.length).toBe(count);
  });
});
