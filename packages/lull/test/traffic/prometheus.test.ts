import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import type { ReadOptions } from '../../src/traffic/reading.ts';
import { parseLocation } from '../../src/traffic/sources/prometheus/location.ts';
import { seriesText } from '../../src/traffic/sources/prometheus/series.ts';
import { prometheusSource, readPrometheus } from '../../src/traffic/sources/prometheus/source.ts';

const now = Date.UTC(2026, 0, 12);
const options: ReadOptions = { bucket: 5 * MINUTE, keep: new Set(), now, from: now - DAY };
const limits = { pagePoints: 10_000, timeout: 30_000, answerBytes: 2 ** 20 };

let server: Server | undefined;
const open: ServerResponse[] = [];

/** A server that answers every request in one way; gives its address. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer((request, response) => {
    open.push(response);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  for (const response of open.splice(0)) response.destroy();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

const parametersOf = (request: IncomingMessage) => new URL(request.url!, 'http://x').searchParams;

function send(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const matrix = (result: unknown, more = {}) => ({
  status: 'success',
  data: { resultType: 'matrix', result },
  ...more,
});

/** Answers as Prometheus does: a point at each step from start to end, its value the number of the step. */
function points(request: IncomingMessage, from = 0) {
  const parameters = parametersOf(request);
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name))) as [
    number,
    number,
    number,
  ];
  const values: [number, string][] = [];
  for (let at = start - from * step; at <= end + from * step; at += step)
    values.push([at, String(at / step)]);
  return values;
}

describe('pages', () => {
  it('neither double nor lose a point, whatever their size, and stay under 11,000 points', async () => {
    const counts: number[] = [];
    const host = await serving((request, response) => {
      counts.push(points(request).length);
      send(response, matrix([{ metric: {}, values: points(request) }]));
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 600_000 }),
        async (pagePoints, span) => {
          const period = { ...options, from: now - span * SECOND };
          const reading = await readPrometheus(`http://${host}?query=x&step=1h`, period, {
            ...limits,
            pagePoints,
          });
          const first = Math.ceil(period.from / HOUR) * HOUR;
          const starts = Array.from({ length: (now - first) / HOUR }, (_, i) => first + i * HOUR);
          expect(reading.buckets.map((bucket) => bucket.start)).toEqual(starts);
          expect(reading.buckets.every(({ start, value }) => value === start / HOUR)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
    await prometheusSource.read(`http://${host}?query=x&step=1m`, { ...options, from: now - 30 * DAY });
    expect(Math.max(...counts)).toBeLessThan(11_000);
  });

  it('leave out what a server adds beyond what it was asked for', async () => {
    const host = await serving((request, response) => {
      send(response, matrix([{ metric: {}, values: points(request, 2) }]));
    });
    const reading = await readPrometheus(`http://${host}?query=x&step=1h`, options, {
      ...limits,
      pagePoints: 5,
    });
    expect(reading.buckets.length).toBe(24);
    expect(reading.lines).toBe(24);
  });

  it('are asked on the step, and with what else the address says', async () => {
    const asked: URLSearchParams[] = [];
    const host = await serving((request, response) => {
      asked.push(parametersOf(request));
      send(response, matrix([]));
    });
    const period = 'start=1768000001&end=1768009999';
    const location = `prometheus:http://${host}?query=x&step=15m&dedup=true&nocache=0&${period}`;
    await prometheusSource.read(location, { ...options, from: undefined } as ReadOptions);
    expect(Object.fromEntries(asked[0]!)).toEqual({
      query: 'x',
      step: '900',
      start: '1768000500',
      end: '1768009500',
      dedup: 'true',
      nocache: '0',
      max_lookback: '900s',
    });
  });
});

describe('points', () => {
  const read = async (values: unknown, more = '') => {
    const host = await serving((_, response) => send(response, matrix([{ metric: { a: 'b' }, values }])));
    return prometheusSource.read(`http://${host}?query=x&step=1h${more}`, options);
  };
  const at = (hours: number) => now / SECOND - hours * 3600;

  it('that are NaN are missing, and what is no count is skipped with its reason', async () => {
    const reading = await read([
      [at(8), '1'],
      [at(7), 'NaN'],
      [at(6), '+Inf'],
      [at(5), '-Inf'],
      [at(4), '-2'],
      [at(3), ' '],
      [at(2), '0x10'],
      [at(1), '1e+308'],
    ]);
    expect(reading.buckets).toMatchObject([{ start: now - 8 * HOUR, value: 1 }]);
    expect(reading.skipped).toMatchObject({
      count: 6,
      first: { line: 3, why: '"+Inf" is infinite' },
      byReason: { infinite: 2, negative: 1, 'not a number': 2, 'too large': 1 },
    });
  });

  it('tell of the step before them where the address says so', async () => {
    const reading = await read([[at(0), '1']], '&stamp=end');
    expect(reading.buckets).toMatchObject([{ start: now - HOUR, value: 1 }]);
  });
});

describe('trouble', () => {
  it('is told as it is, by its kind', async () => {
    const kinds: [number, unknown, string, RegExp][] = [
      [
        400,
        { status: 'error', errorType: 'bad_data', error: 'parse error at 3' },
        'source-refused',
        /bad_data: parse/,
      ],
      [
        422,
        { status: 'error', errorType: 'execution', error: 'too many samples' },
        'source-refused',
        /too many/,
      ],
      [
        503,
        { status: 'error', errorType: 'timeout', error: 'query timed out' },
        'source-unavailable',
        /timed out/,
      ],
      [500, 'oh dear', 'source-unavailable', /500.*oh dear/],
      [429, 'slow down', 'source-unavailable', /429/],
      [401, 'Unauthorized', 'source-refused', /credentials/],
      [404, 'not here', 'bad-source', /no Prometheus API/],
      [200, '<html>', 'bad-source', /does not answer as/],
      [
        200,
        { status: 'success', data: { resultType: 'vector', result: [] } },
        'bad-source',
        /does not answer/,
      ],
      [200, matrix([{ metric: {}, values: [3] }]), 'bad-source', /does not answer/],
      [200, matrix([{ metric: {}, values: [[1, null]] }]), 'bad-source', /does not answer/],
      [200, matrix([{ metric: null, values: [] }]), 'bad-source', /does not answer/],
      [200, { status: 'error', errorType: 'bad_data', error: 'odd' }, 'source-refused', /odd/],
      [200, 'null', 'bad-source', /does not answer/],
      [400, '\u001b[2Jno', 'source-refused', /refuses the query \(400\): \\u001b\[2Jno/],
    ];
    for (const [status, body, code, message] of kinds) {
      const host = await serving((_, response) => send(response, body, status));
      await expect(prometheusSource.read(`http://${host}?query=x`, options)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        retry: code === 'source-unavailable',
      });
      await new Promise<void>((resolve) => server!.close(() => resolve()));
    }
  });

  it('of the network is told without waiting for ever', async () => {
    const host = await serving(() => {});
    const quick = { ...limits, timeout: 100 };
    await expect(readPrometheus(`http://${host}?query=x`, options, quick)).rejects.toMatchObject({
      code: 'source-unavailable',
      message: expect.stringContaining('did not answer within 0.1 s'),
    });
    await new Promise<void>((resolve) => {
      server!.close(() => resolve());
      server!.closeAllConnections();
    });
    await expect(prometheusSource.read(`http://${host}?query=x`, options)).rejects.toMatchObject({
      code: 'source-unavailable',
      message: `http://${host} refuses connections`,
    });
    await expect(prometheusSource.read('http://nobody.invalid?query=x', options)).rejects.toMatchObject({
      code: 'source-unavailable',
      message: expect.stringContaining('nobody.invalid'),
    });
  });

  it('in the middle of an answer is trouble of the network too', async () => {
    const host = await serving((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"status"');
      setImmediate(() => response.destroy());
    });
    await expect(prometheusSource.read(`http://${host}?query=x`, options)).rejects.toMatchObject({
      code: 'source-unavailable',
    });
  });

  it('an answer without end is not swallowed', async () => {
    const host = await serving((_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(readPrometheus(`http://${host}?query=x`, options, limits)).rejects.toMatchObject({
      code: 'source-refused',
      message: expect.stringContaining('more than 1 MiB'),
    });
  });

  it('a person who stops it is obeyed', async () => {
    const stop = new AbortController();
    const host = await serving(() => stop.abort());
    const reading = prometheusSource.read(`http://${host}?query=x`, { ...options, signal: stop.signal });
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('warnings in an answer are handed on once', async () => {
    const host = await serving((_, response) => {
      send(response, matrix([], { warnings: ['a store is away'], isPartial: true }));
    });
    const small = { ...limits, pagePoints: 100 };
    const reading = await readPrometheus(`http://${host}?query=x`, { ...options, geo: 'g.mmdb' }, small);
    expect(reading.warnings.map(({ code }) => code)).toEqual([
      'option-ignored',
      'source-warning',
      'source-warning',
      'empty-query',
    ]);
  });
});

describe('credentials', () => {
  it('come from the address or else from the token, and the tenant goes into its header', async () => {
    const headers: IncomingMessage['headers'][] = [];
    const host = await serving((request, response) => {
      headers.push(request.headers);
      expect(request.url).not.toContain('tenant');
      send(response, matrix([]));
    });
    await readPrometheus(`http://jo:p%40ss@${host}?query=x&tenant=acme`, options, limits, 'T');
    await readPrometheus(`http://${host}?query=x`, options, limits, 'T');
    expect(headers[0]).toMatchObject({ 'x-scope-orgid': 'acme' });
    expect(headers[0]!.authorization).toBe(`Basic ${Buffer.from('jo:p@ss').toString('base64')}`);
    expect(headers[1]!.authorization).toBe('Bearer T');
  });

  it('are in no message', async () => {
    const host = await serving((_, response) => send(response, 'no', 403));
    for (const location of [
      `http://jo:secret@${host}?query=x&key=secret`,
      'http://jo:secret@h.invalid?query=x',
    ]) {
      const error = await readPrometheus(location, options, limits, 'secret').catch((e: Error) => e);
      expect(JSON.stringify(error)).not.toContain('secret');
      expect(String(error)).not.toContain('secret');
    }
    for (const location of [
      'http://jo:secret@host',
      'http://jo:secret@ho st?query=x',
      'http://jo:%zz@h?query=x',
    ]) {
      const error = await readPrometheus(location, options).catch((e: Error) => e);
      expect(error).toMatchObject({ code: 'bad-source' });
      expect(String(error)).not.toContain('secret');
    }
    const broken = await readPrometheus('http://h?query=x', options, limits, 'sec\nret').catch(
      (e: Error) => e,
    );
    expect(broken).toMatchObject({ code: 'bad-source' });
    expect(JSON.stringify(broken)).not.toMatch(/sec\W*ret/);
  });

  it('are not carried to another host, but a redirect on the same host is followed', async () => {
    const host = await serving((request, response) => {
      if (request.url!.startsWith('/away/'))
        response.writeHead(302, { location: 'http://elsewhere.invalid/' }).end();
      else if (request.url!.startsWith('/round/')) response.writeHead(302, { location: request.url! }).end();
      else if (request.url!.startsWith('/old/')) {
        response.writeHead(308, { location: request.url!.replace('/old/', '/new/') }).end();
      } else send(response, matrix([{ metric: {}, values: points(request) }]));
    });
    for (const prefix of ['away', 'round']) {
      await expect(prometheusSource.read(`http://${host}/${prefix}?query=x`, options)).rejects.toMatchObject({
        code: 'source-refused',
      });
    }
    const reading = await prometheusSource.read(`http://${host}/old/?query=x`, options);
    expect(reading.buckets.length).toBe(288);
  });
});

describe('locations', () => {
  const parse = (location: string) => parseLocation(location, options);

  it('may carry a path prefix, with or without the path of the API', () => {
    for (const [location, path] of [
      ['http://h:1?query=x', '/api/v1/query_range'],
      ['http://h:1/?query=x', '/api/v1/query_range'],
      ['https://h/prometheus?query=x', '/prometheus/api/v1/query_range'],
      ['https://h/a/b/api/v1/query_range?query=x', '/a/b/api/v1/query_range'],
      ['prometheus:https://h/graph?query=x', '/api/v1/query_range'],
    ] as const) {
      expect(prometheusSource.accepts(location)).toBe(true);
      expect(parse(location).endpoint.url.pathname).toBe(path);
    }
    for (const location of ['access.log', './http:', 'ftp://h?query=x', '-', 'prometheus:x']) {
      expect(prometheusSource.accepts(location)).toBe(false);
    }
  });

  it('read a step as seconds or as a duration', () => {
    const steps = { 300: 300_000, '1h': HOUR, '90s': 90_000, PT15M: 15 * MINUTE, '1d': DAY };
    for (const [text, step] of Object.entries(steps))
      expect(parse(`http://h?query=x&step=${text}`).step).toBe(step);
  });

  it('are refused by name when something in them is wrong', () => {
    for (const [query, code] of [
      ['', 'bad-source'],
      ['query=', 'bad-source'],
      ['query=x&step=0', 'bad-source'],
      ['query=x&step=0.0001', 'bad-source'],
      ['query=x&step=soon', 'bad-duration'],
      ['query=x&step=9w', 'bad-source'],
      ['query=x&stamp=middle', 'bad-source'],
      ['query=x&end=yesterday', 'bad-instant'],
      ['query=x&end=2020-01-01T00:00:00Z', 'bad-interval'],
    ]) {
      expect(() => parse(`http://h?${query}`), query).toThrow(expect.objectContaining({ code }));
    }
  });

  it('take a query that looks back as telling of the step before, unless they say otherwise', () => {
    const stampOf = (query: string) => parse(`http://h?query=${query}`).stamp;
    expect(stampOf('sum(rate(x[5m]))')).toBe('end');
    expect(stampOf('increase (x[5m])')).toBe('end');
    expect(stampOf('increase(x[5m])&stamp=start')).toBe('start');
    expect(stampOf('last_over_time(x[1h])')).toBe('start');
    expect(stampOf('conversion_rate')).toBe('start');
    expect(stampOf('avg_rate_seen(x)')).toBe('start');
  });
});

it('writes a series as Prometheus does', () => {
  expect(seriesText({ __name__: 'up' })).toBe('up');
  expect(seriesText({ b: '1', a: 'x"y' })).toBe('{a="x\\"y",b="1"}');
  expect(seriesText({})).toBe('{}');
});
