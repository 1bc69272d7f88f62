import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateAccessLog } from '../../../../scripts/generate-access-log.ts';
import { mergeReadings } from '../../src/traffic/merge.ts';
import { nothingRead } from '../../src/traffic/series.ts';
import { isAddress } from '../../src/traffic/sources/registry.ts';
import { accounted, combined, firefox, googlebot, plain, read, scratchFolder, sums } from './support/logs.ts';

const scratch = scratchFolder();
const log = (name: string, ...lines: string[]) => scratch.write(name, `${lines.join('\n')}\n`);
const minute = (m: number) => `05/Jan/2026:02:${String(m).padStart(2, '0')}:07 +0000`;

describe('what a log holds', () => {
  it('counts requests, writes and visitors by bucket, and leaves out bots and assets', async () => {
    const lines = [
      combined({ time: minute(0) }),
      combined({ time: minute(1), request: 'POST /cart HTTP/1.1' }),
      combined({ time: minute(2), client: '192.0.2.2', request: 'GET /robots.txt HTTP/1.1' }),
      combined({ time: minute(3), agent: googlebot, request: 'GET /a.css HTTP/1.1' }),
      combined({ time: minute(3), request: 'GET /App.JS?v=3 HTTP/1.1' }),
      combined({ time: minute(11), agent: googlebot }),
      combined({
        time: minute(22),
        agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0',
      }),
    ];
    const start = Date.UTC(2026, 0, 5, 2);
    const reading = await read(log('usual.log', ...lines));
    expect(reading).toMatchObject({ format: 'combined', files: 1, lines: 7, step: 300_000, gapsAre: 'zero' });
    expect(reading.dropped).toEqual({ bots: 2, assets: 1, filtered: 0 });
    expect(reading.buckets).toEqual([
      { start, requests: 3, writes: 1, visitors: 2, value: null },
      { start: start + 600_000, requests: 0, writes: 0, visitors: 0, value: null },
      { start: start + 1_200_000, requests: 1, writes: 0, visitors: 1, value: null },
    ]);
    const kept = await read(scratch.path('usual.log'), { keep: new Set(['bots', 'assets']) });
    expect([sums(kept).requests, kept.dropped]).toEqual([7, { bots: 0, assets: 0, filtered: 0 }]);
  });

  it('filters by time, half-open, by path and by status, and uses nothing from now on', async () => {
    const path = log(
      'filtered.log',
      ...[0, 10, 20, 30, 40].map((m) =>
        combined({ time: minute(m), request: `GET /${m < 30 ? 'api' : 'shop'} HTTP/1.1`, status: 200 + m }),
      ),
    );
    const at = (m: number) => Date.UTC(2026, 0, 5, 2, m, 7);
    const requests = async (options: object) => {
      const reading = await read(path, options);
      expect(accounted(reading)).toBe(5);
      return sums(reading).requests;
    };
    expect(await requests({ from: at(10), to: at(30) })).toBe(2);
    expect(await requests({ now: at(20) })).toBe(2);
    expect(await requests({ paths: ['/api'] })).toBe(3);
    expect(await requests({ paths: ['/api', '/sh'] })).toBe(5);
    expect(await requests({ statuses: ['200-210', '240'] })).toBe(3);
    await expect(requests({ statuses: ['abc'] })).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('takes visitors from X-Forwarded-For where asked, and says when there is none', async () => {
    const line = (client: string) => `${combined({ client: '10.0.0.1' })} "${client}, 172.16.0.9"`;
    const path = log('forwarded.log', line('198.51.100.1'), line('198.51.100.2'), line('198.51.100.2:4711'));
    expect(sums(await read(path)).visitors).toBe(1);
    expect(sums(await read(path, { client: { forwardedFor: 1 } })).visitors).toBe(1);
    expect(sums(await read(path, { client: { forwardedFor: 2 } })).visitors).toBe(2);
    const none = await read(path, { client: { forwardedFor: 3 } });
    expect(none.warnings.map(({ code }) => code)).toEqual(['no-forwarded-for']);
  });

  it('accounts for every line of a file full of accidents', async () => {
    const good = combined();
    const lines = [
      `\ufeff${good}`,
      '',
      good.slice(0, 40),
      combined({ time: '31/Feb/2026:02:00:00 +0000' }),
      combined({ time: '05/Jan/2026:02:00:60 +0000' }),
      combined({ request: '\\x16\\x03\\x01\\x02', status: 400 }),
      combined({ request: '\\x16\\x03\\x01\\x02', status: 200 }),
      `${good}\r`,
      `GET ${'x'.repeat(70_000)}`,
      combined({ request: `GET /${'y'.repeat(70_000)} HTTP/1.1` }),
      '\0\0\0\0\u0007binary\u0001',
      `${good.slice(0, 60)}${good}`,
      good,
    ];
    const reading = await read(scratch.write('accidents.log', lines.join('\n')));
    expect(reading.lines).toBe(12);
    expect(reading.skipped).toEqual({
      count: 7,
      first: { line: 3, why: 'not a line of the format combined', file: scratch.path('accidents.log') },
      byReason: {
        'not a line of the format combined': 3,
        'the time is impossible': 1,
        'no request in it': 1,
        'longer than 64 KiB': 2,
      },
    });
    expect(sums(reading).requests).toBe(5);
    expect(accounted(reading)).toBe(reading.lines);
  });

  it('finds that stamps are hourly, and merges what lies in between', async () => {
    const hours = Array.from({ length: 30 }, (_, h) => new Date(Date.UTC(2026, 0, 5, h)));
    const stamp = (date: Date, m: string) =>
      `${String(date.getUTCDate()).padStart(2, '0')}/Jan/2026:${String(date.getUTCHours()).padStart(2, '0')}:${m}:1${date.getUTCDate() % 10} +0000`;
    const hourly = await read(
      log('hourly.log', ...hours.map((date) => combined({ time: stamp(date, '35') }))),
    );
    expect(hourly).toMatchObject({ step: 3_600_000, warnings: [{ code: 'coarse-stamps' }] });
    expect(hourly.buckets[0]).toMatchObject({ start: hours[0]!.getTime(), requests: 1, visitors: 1 });
    expect(hourly.buckets).toHaveLength(30);
    const fine = await read(
      log('fine.log', ...hours.map((date, i) => combined({ time: stamp(date, i === 9 ? '36' : '35') }))),
    );
    expect(fine).toMatchObject({ step: 300_000, warnings: [] });
    const short = await read(
      log('short.log', ...hours.slice(0, 2).map((date) => combined({ time: stamp(date, '35') }))),
    );
    expect(short.step).toBe(300_000);
  });
});

describe('several files', () => {
  const day = (d: number) => `${String(5 + Math.floor(d / 24)).padStart(2, '0')}/Jan/2026`;
  const hour = (h: number) => `${day(h)}:${String(h % 24).padStart(2, '0')}`;
  const hourly = Array.from({ length: 72 }, (_, h) => combined({ time: `${hour(h)}:05:07 +0000` }));
  const fine = Array.from({ length: 72 * 20 }, (_, i) =>
    combined({ time: `${hour(Math.floor(i / 20))}:${String((i * 7) % 60).padStart(2, '0')}:00 +0000` }),
  );

  it('are read by the hour where the stamps of one of them tell no more', async () => {
    const [coarse, usual] = [log('by-hour.log', ...hourly), log('by-second.log', ...fine)];
    const reading = await read([coarse, usual]);
    expect(reading).toMatchObject({ step: 3_600_000, lines: 72 * 21, buckets: { length: 72 } });
    expect(reading.warnings).toEqual([
      {
        code: 'coarse-stamps',
        message: expect.stringContaining(`every line of ${coarse} falls in the same`),
      },
    ]);
    expect(sums(reading)).toEqual({ requests: 72 * 21, writes: 0, visitors: 72 });
    expect((await read(usual)).warnings).toEqual([]);
  });

  it('are not read by the hour for the sake of a few lines', async () => {
    const few = log('few.log', ...hourly.slice(0, 10));
    const reading = await read([few, log('by-second.log', ...fine)]);
    expect(reading).toMatchObject({ step: 300_000, warnings: [] });
  });

  it('count a visitor of two files once, whatever their formats', async () => {
    const one = log(
      'one.log',
      combined({ time: minute(0) }),
      combined({ time: minute(0), client: '192.0.2.2' }),
    );
    const json = `{"time_iso8601":"2026-01-05T02:01:00+00:00","remote_addr":"192.0.2.2","request":"GET / HTTP/1.1","status":"200","http_user_agent":"${firefox}"}`;
    const reading = await read([one, log('two.log', json)]);
    expect(reading).toMatchObject({ format: 'mixed (combined, nginx-json)', files: 2, lines: 3 });
    expect(sums(reading)).toEqual({ requests: 3, writes: 0, visitors: 2 });
  });

  it('keep what can be read of a torn archive and count the rest as one line', async () => {
    const text = `${Array.from({ length: 5000 }, (_, i) => combined({ client: `192.0.${i >> 8}.${i & 255}` })).join('\n')}\n`;
    const torn = await read(scratch.write('torn.log.gz', gzipSync(text).subarray(0, -200)));
    expect(torn.skipped).toMatchObject({
      count: 1,
      byReason: { 'archive torn: it breaks off before its end': 1 },
    });
    expect(torn.warnings.map(({ code }) => code)).toEqual(['torn-archive']);
    expect(accounted(torn)).toBe(torn.lines);
    const followed = await read(
      scratch.write('tail.log.gz', Buffer.concat([gzipSync(text), Buffer.from('junk')])),
    );
    expect(sums(followed).requests).toBe(5000);
    expect(followed.skipped.count).toBe(1);
  });

  it('read a file in no known format like the others: its lines are skipped', async () => {
    const reading = await read([log('good.log', combined()), log('junk.log', 'what', 'is this')]);
    expect(reading).toMatchObject({
      format: 'combined',
      files: 2,
      lines: 3,
      skipped: { count: 2, first: { line: 1 } },
    });
  });
});

describe('a big file', () => {
  it('is read by threads exactly as it is read by one', async () => {
    const file = scratch.path('big.log');
    generateAccessLog({
      file,
      start: Date.UTC(2026, 0, 5),
      days: 3,
      zone: 'Asia/Kolkata',
      visitorsAtPeak: 0,
      lines: 160_000,
    });
    const byThreads = await read(file);
    const byOne = await read(
      scratch.write(
        'big.log.gz',
        gzipSync(await import('node:fs').then((fs) => fs.readFileSync(file)), { level: 1 }),
      ),
    );
    expect(byThreads.lines).toBe(160_000);
    expect({ ...byThreads, files: 1 }).toEqual({ ...byOne, files: 1 });
    expect(accounted(byThreads)).toBe(160_000);
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const told: { bytes: number; total: number | null }[] = [];
    await read(scratch.path('big.log'), { onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toMatchObject({ lines: 160_000, bytes: told[0]!.total, total: told[0]!.total });
    const stop = new AbortController();
    const stopped = read([scratch.path('big.log'), scratch.path('big.log.gz')], {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['nothing at all', '', 'empty-traffic'],
    ['blank lines', '\n\n', 'unreadable-traffic'],
    ['text in UTF-16', Buffer.from(`\ufeff${combined()}\n`, 'utf16le'), 'unreadable-traffic'],
    [
      'binary junk',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)),
      'unreadable-traffic',
    ],
  ])('%s is a coded error', async (_, content, code) => {
    const error = await read(scratch.write('bad.log', content)).catch((e) => e);
    expect(error).toMatchObject({ code, todo: expect.stringMatching(/\w/) });
    expect(error.message).toMatch(/^[\x20-\x7e…]*$/);
  });

  it('says what was tried and shows the first line, shortened', async () => {
    const error = await read(log('strange.log', `\u001b[31mstrange${'!'.repeat(500)}`)).catch((e) => e);
    expect(error.message).toMatch(/combined.*haproxy.*csv/);
    expect(error.message).toContain('"\\x1b[31mstrange!!!');
    expect(error.message.length).toBeLessThan(600);
  });

  it('refuses a format that it does not know, or in which no line is', async () => {
    const path = log('plain.log', combined());
    await expect(read(path, { format: 'klingon' })).rejects.toMatchObject({
      code: 'bad-option',
      todo: expect.stringContaining('caddy-json'),
    });
    await expect(read(path, { format: 'haproxy' })).rejects.toMatchObject({ code: 'unreadable-traffic' });
    expect(sums(await read(path, { format: 'combined' })).requests).toBe(1);
  });

  it('says that every line was filtered, not that there are none', async () => {
    const reading = await read(log('future.log', combined()), { now: Date.UTC(2025, 0, 1) });
    expect(nothingRead(reading)).toMatchObject({
      code: 'empty-traffic',
      message: expect.stringContaining('1 of 1 lines lie after --now, or outside --from and --to'),
    });
  });

  it('does not add up steps that differ, and says them as people do', async () => {
    const reading = await read(log('plain.log', combined()));
    expect(() => mergeReadings([reading, { ...reading, step: 5_400_000 }])).toThrowError(
      'combined in steps of 5m and combined in steps of 1h30m cannot be added up',
    );
  });

  it('refuses a bucket that is no time', async () => {
    await expect(read(log('short.log', combined()), { ...plain, bucket: 10 })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});

describe('an address', () => {
  it.each(['http://host:9090?query=up', 'HTTPS://host?query=up', 'prometheus:http://host?query=up'])(
    '%s',
    (location) => {
      expect(isAddress(location)).toBe(true);
    },
  );

  it.each(['access.log', '-', 'C:\\logs\\access.log', 'c:/logs/access.log', 'web:2026.log', './a://b', ''])(
    'is not the file %s',
    (location) => {
      expect(isAddress(location)).toBe(false);
    },
  );
});
