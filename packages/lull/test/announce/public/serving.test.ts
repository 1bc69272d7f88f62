import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Published } from '../../../src/announce/contract.ts';
import type { PublicDocument } from '../../../src/announce/public/contract.ts';
import { openShelf, type Shelf } from '../../../src/announce/public/shelf.ts';
import { loadWords } from '../../../src/announce/words/load.ts';
import type { Env } from '../../../src/api/call.ts';
import { guard, secure } from '../../../src/api/guard.ts';
import { type Listening, listen } from '../../../src/api/listen.ts';
import { createMetrics } from '../../../src/api/operate/metrics.ts';
import { problemResponse } from '../../../src/api/problem.ts';
import { answerAtOnce } from '../../../src/api/public/at-once.ts';
import { publicRoutes } from '../../../src/api/public/routes.ts';
import { usualSettings } from '../../../src/api/settings.ts';
import { MINUTE, parseInstant } from '../../../src/time/instant.ts';

const page: PublicDocument = {
  path: '/status',
  type: 'text/html; charset=utf-8',
  varies: ['language', 'zone'],
  isShared: false,
  render: ({ published, words, zone }) =>
    `<p lang="${words.language}">${published.version} ${zone} ${'long '.repeat(400)}</p>`,
};
const ofService: PublicDocument = {
  path: '/feeds/{service}.ics',
  type: 'text/calendar; charset=utf-8',
  varies: [],
  isShared: true,
  render: ({ published }, service) => `${published.version} of ${service}`,
};
const all: PublicDocument = { ...ofService, path: '/feeds/all.ics', render: () => 'of all' };
const clock: PublicDocument = { ...all, path: '/clock', render: ({ now }) => new Date(now).toISOString() };
const broken: PublicDocument = {
  ...all,
  path: '/broken',
  render: ({ published }) => {
    if (published.version !== 'first') throw new Error('cannot be rendered');
    return 'whole';
  },
};
const documents = [ofService, page, all, clock, broken];

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

let server: Listening;
let shelf: Shelf;
let published: Published;
let now = parseInstant('2026-12-01T12:00:30Z');
let asked = 0;
const metrics = createMetrics({ version: '1', engine: 'none' });

function publish(version: string, services = ['shop', 'web shop']): void {
  const each = { description: null, zone: 'UTC', colour: null };
  published = {
    at: now,
    version,
    page: { title: 'Status', url: 'https://lull.example.com' } as Published['page'],
    services: services.map((name) => ({ name, title: name, ...each })),
    downtimes: [],
    periods: [],
  };
}

beforeEach(async () => {
  publish('first');
  asked = 0;
  const vocabulary = await loadWords(null);
  const publisher = { current: async () => published, held: () => published, now: () => now };
  shelf = openShelf({ publisher, documents, vocabulary });
  const app = new Hono<Env>();
  app.use('*', async (_, next) => {
    asked += 1;
    await next();
  });
  const url = 'https://lull.example.com';
  app.use('*', guard(usualSettings, url));
  app.onError((error, c) => {
    const response = problemResponse(error, c.get('request'));
    secure(response.headers, c.get('request'));
    return response;
  });
  app.route('/', publicRoutes(shelf, { documents, url, rate: { perSecond: 1, burst: 30 } }));
  app.get('/elsewhere', (c) => c.text('the app'));
  server = await listen(app, { host: '127.0.0.1', port: 0, first: answerAtOnce(shelf, { url, metrics }) });
});
afterEach(() => server.stop(1_000));

/** Sends the path as it is, which `fetch` would clean up. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: server.port, host: '127.0.0.1', path, method, headers }, (got) => {
      const parts: Buffer[] = [];
      got.on('data', (part: Buffer) => parts.push(part));
      got.on('end', () =>
        resolve({ status: got.statusCode!, headers: got.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

it('renders once, and answers from the shelf without the app from then on', async () => {
  const first = await ask('/status');
  expect(asked).toBe(1);
  const second = await ask('/status');
  expect(asked).toBe(1);
  expect(second.body).toEqual(first.body);
  expect(second.status).toBe(200);
  const without = ({ headers }: Got) => {
    const { date: _, 'x-request-id': __, ...rest } = headers;
    return rest;
  };
  expect(without(second)).toEqual(without(first));
  expect(second.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(second.body.length),
    vary: 'Accept-Encoding, Accept-Language',
    'last-modified': 'Tue, 01 Dec 2026 12:00:30 GMT',
    'content-security-policy': expect.stringContaining("default-src 'none'; style-src 'self'"),
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(second.headers['cache-control']).toMatch(/^public, max-age=15, /);
  expect(second.headers).not.toHaveProperty('set-cookie');
  expect(await metrics.registry.text()).toContain('route="/status",status="200"} 1');
});

it('never answers with old bytes once something has changed, and keeps the time of what has not', async () => {
  const first = await ask('/status');
  now += 10 * MINUTE;
  const later = await ask('/status');
  expect(later.headers.etag).toBe(first.headers.etag);
  expect(later.headers['last-modified']).toBe(first.headers['last-modified']);
  publish('second');
  const changed = await ask('/status');
  expect(changed.body.toString()).toContain('second');
  expect(changed.headers.etag).not.toBe(first.headers.etag);
  expect(changed.headers['last-modified']).toBe(new Date(now).toUTCString());
  expect((await ask('/clock')).body.toString()).toBe('2026-12-01T12:10:00.000Z');
  now += MINUTE;
  expect((await ask('/clock')).body.toString()).toBe('2026-12-01T12:11:00.000Z');
  now += 10 * MINUTE;
});

it('sends the encoding that the reader takes, each with an ETag of its own', async () => {
  const plain = await ask('/status');
  const brotli = await ask('/status', { 'accept-encoding': 'gzip, deflate, br, zstd' });
  const gzip = await ask('/status', { 'accept-encoding': 'br;q=0, gzip' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(plain.headers).not.toHaveProperty('content-encoding');
  expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
  expect(gunzipSync(gzip.body)).toEqual(plain.body);
  expect(brotli.body.length).toBeLessThan(plain.body.length / 5);
  expect(new Set([plain, brotli, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
});

it('answers 304 to whoever has these bytes, however they say so', async () => {
  const { headers } = await ask('/status');
  const etag = headers.etag as string;
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*', ` ${etag} `]) {
    const got = await ask('/status', { 'if-none-match': known });
    expect([known, got.status, got.body.length]).toEqual([known, 304, 0]);
    expect(got.headers).toMatchObject({
      etag,
      vary: headers.vary,
      'cache-control': headers['cache-control'],
    });
    expect(got.headers).not.toHaveProperty('content-type');
  }
  for (const other of ['"other"', etag.slice(0, -2), '', 'W/']) {
    expect((await ask('/status', { 'if-none-match': other })).status).toBe(200);
  }
  const other = await ask('/status', { 'if-none-match': etag, 'accept-encoding': 'br' });
  expect(other.status).toBe(200);
});

it('answers HEAD with the same head and no body, over the app and from the shelf', async () => {
  const fromApp = await ask('/feeds/all.ics', {}, 'HEAD');
  const fromShelf = await ask('/feeds/all.ics', {}, 'HEAD');
  const whole = await ask('/feeds/all.ics');
  for (const got of [fromApp, fromShelf]) {
    expect([got.status, got.body.length]).toEqual([200, 0]);
    expect(got.headers['content-length']).toBe(String(whole.body.length));
    expect(got.headers.etag).toBe(whole.headers.etag);
  }
  expect(whole.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'Accept-Encoding',
  });
});

it('speaks the language that is asked for, or that the reader takes, and the zone', async () => {
  const german = await ask('/status', { 'accept-language': 'fr, de-AT;q=0.8, en;q=0.5' });
  expect(german.body.toString()).toContain('lang="de"');
  const english = await ask('/status?language=en', { 'accept-language': 'de' });
  expect(english.body.toString()).toContain('lang="en"');
  expect(english.headers.vary).toBe('Accept-Encoding');
  expect((await ask('/status?language=xx')).body.toString()).toContain('lang="en"');
  const zoned = await ask('/status?zone=Asia/Kolkata');
  expect(zoned.body.toString()).toContain(' Asia/Kolkata ');
  expect((await ask('/status?zone=')).body.toString()).toContain(' null ');
  // What came by the header and what came by the address are told apart, though their bytes are the same.
  const chosen = await ask('/status', { 'accept-language': 'de' });
  expect(chosen.headers.vary).toBe('Accept-Encoding, Accept-Language');
});

it('refuses what is nothing, with the problem that says why', async () => {
  const code = ({ body }: Got) => (JSON.parse(body.toString()) as { code: string }).code;
  const zone = await ask('/status?zone=Mars/Olympus');
  expect([zone.status, code(zone)]).toEqual([400, 'unknown-zone']);
  expect(zone.headers).not.toHaveProperty('access-control-allow-origin');
  for (const path of ['/feeds/vault.ics', '/feeds/%ff.ics', '/feeds/.ics', '/feeds/a%2Fb.ics']) {
    const got = await ask(path);
    expect([path, got.status]).toEqual([path, 404]);
  }
  // A banner of several services learns by it that one is gone.
  expect((await ask('/feeds/vault.ics')).headers['access-control-allow-origin']).toBe('*');
  const put = await ask('/status', {}, 'PUT');
  expect([put.status, put.headers.allow, code(put)]).toEqual([405, 'GET, HEAD, OPTIONS', 'wrong-method']);
  expect((await ask('/elsewhere')).body.toString()).toBe('the app');
});

it('knows services by their names in addresses, and forgets those that are public no more', async () => {
  expect((await ask('/feeds/web%20shop.ics')).body.toString()).toBe('first of web shop');
  expect((await ask('/feeds/shop.ics')).body.toString()).toBe('first of shop');
  expect((await ask('/feeds/all.ics')).body.toString()).toBe('of all');
  publish('second', ['shop']);
  expect((await ask('/feeds/web%20shop.ics')).status).toBe(404);
  expect((await ask('/feeds/shop.ics')).body.toString()).toBe('second of shop');
});

it('leaves to the app what cannot be rendered, and never shows the old instead', async () => {
  await ask('/broken');
  publish('second');
  expect((await ask('/broken')).status).toBe(500);
});

it('holds whoever makes it render new things to a rate, and nobody who reads what is there', async () => {
  await ask('/status');
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 60);
  const got: number[] = [];
  for (const zone of zones) got.push((await ask(`/status?zone=${zone}`)).status);
  expect(got).toContain(429);
  // Whoever adds something that nobody looks at, to come past caches, gets the same from the shelf.
  for (let i = 0; i < 200; i++) expect((await ask(`/status?_=${i}`)).status).toBe(200);
});

it('ends in time whoever keeps a connection', async () => {
  await ask('/status');
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write('GET /status HTTP/1.1\r\nHost: lull.example.com\r\n\r\n');
  await once(socket, 'data');
  const ended = once(socket.resume(), 'end');
  await server.stop(100);
  await ended;
  socket.destroy();
});

it('stays bounded whatever is asked for', async () => {
  const zones = Intl.supportedValuesOf('timeZone');
  for (const zone of zones) {
    for (let i = 0; i < 30; i++) await shelf.find(`/status?zone=${zone}&n=${i}`, undefined);
  }
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 20_000; i++) await shelf.find(`/status?zone=${zones[i % 400]}&m=${i}`, undefined);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});
