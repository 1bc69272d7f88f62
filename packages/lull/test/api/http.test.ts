import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { trustedProxies } from '../../src/access/client-address.ts';
import { problem } from '../../src/api/contract/problem.ts';
import { listDowntimes } from '../../src/store/downtime-lists.ts';
import { describeEngines } from '../store/engines.ts';
import { startServer } from './support/server.ts';
import { servingOn } from './support/serving.ts';
import { readStream } from './support/stream.ts';

describeEngines('HTTP', (open) => {
  const serving = servingOn(open);

  it('is told what there is at an address, and what it takes', () =>
    serving(async ({ owner, nobody }) => {
      const unknown = await nobody('/api/v2/may');
      expect([unknown.status, problem.parse(unknown.json).code]).toEqual([404, 'not-found']);
      const patch = await owner.send({ method: 'PATCH', path: 'downtimes', body: {} });
      expect([patch.status, patch.json.code, patch.headers.get('allow')]).toEqual([
        405,
        'wrong-method',
        'OPTIONS, GET, HEAD, POST',
      ]);
      const options = await nobody.send({ method: 'OPTIONS', path: 'services/shop' });
      expect([options.status, options.headers.get('allow')]).toEqual([
        204,
        'OPTIONS, GET, HEAD, PUT, DELETE',
      ]);
      expect(options.headers.get('access-control-allow-origin')).toBeNull();
      const head = await owner.send({ method: 'HEAD', path: 'services/shop' });
      expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', '"2"']);
      expect((await owner.send({ method: 'HEAD', path: 'services/none' })).status).toBe(404);
    }));

  it('answers with the headers that keep browsers from making something else of it', () =>
    serving(async ({ owner, nobody }) => {
      for (const { headers } of [
        await owner('me'),
        await nobody('me'),
        await nobody('/nothing'),
        await nobody('x'.repeat(9_000)),
      ]) {
        expect(Object.fromEntries(headers)).toMatchObject({
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        });
      }
    }));

  it('gives each request an id, and takes one that is sane', () =>
    serving(async ({ owner }) => {
      const given = await owner('me', undefined, { 'x-request-id': 'deploy-4711' });
      expect(given.headers.get('x-request-id')).toBe('deploy-4711');
      const odd = await owner('nothing', undefined, { 'x-request-id': '<script>' });
      expect(odd.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
      expect(odd.json.request).toBe(odd.headers.get('x-request-id'));
      const entry = await owner(
        'downtimes',
        { title: 'a', services: ['shop'], takes: 'PT1H' },
        { 'x-request-id': 'deploy-4712' },
      );
      expect(entry.status).toBe(201);
      const trail = await owner('audit?action=downtime.draft');
      expect(trail.json.items[0]).toMatchObject({ request: 'deploy-4712', from: '127.0.0.1' });
    }));

  it('tells every mistake of a request at once, with its place', () =>
    serving(async ({ owner }) => {
      const body = { title: ' ', services: 'shop', takes: 'long', start: 7, mode: 'half', colour: 'red' };
      const { status, json } = await owner('downtimes?dryRun=yes', body, { 'idempotency-key': 'a b' });
      expect([status, json.code]).toEqual([400, 'bad-request']);
      expect(json.mistakes.map(({ at }: { at: string }) => at).toSorted()).toEqual([
        'body.colour',
        'body.mode',
        'body.services',
        'body.start',
        'body.takes',
        'body.title',
        'header.Idempotency-Key',
        'query.dryRun',
      ]);
      expect((await owner('may?service=shop&takes=PT1H&takes=PT2H')).json.mistakes[0].at).toBe('query.takes');
      expect((await owner('may?takes=PT1H')).json.mistakes[0].at).toBe('query.service');
    }));

  it('reads bodies of the type and size that it says', () =>
    serving(async ({ owner }) => {
      const post = (body: string, type: string) =>
        owner.raw({ method: 'POST', path: '/api/v1/downtimes', headers: { 'content-type': type }, body });
      const good = JSON.stringify({ title: 'a', services: ['shop'], takes: 'PT1H' });
      expect((await post(good, 'application/json; charset=utf-8')).status).toBe(201);
      expect((await post(good, 'text/plain')).json.code).toBe('wrong-content-type');
      expect((await post(`{"title":"${'x'.repeat(300_000)}"}`, 'application/json')).status).toBe(413);
      expect((await post('', 'application/json')).json.code).toBe('bad-request');
      const long = `services: {}\n${'#'.repeat(3_000_000)}`;
      expect((await owner('apply?dryRun=true', long)).status).toBe(200);
      expect((await owner('apply?dryRun=true', long + long)).status).toBe(413);
    }));

  it('holds each caller to a rate, and says when to come again', () =>
    serving(
      async ({ owner, person, nobody }) => {
        const all = await Promise.all(Array.from({ length: 100 }, () => owner('me')));
        const refused = all.filter(({ status }) => status === 429);
        expect(refused.length).toBeGreaterThan(50);
        expect(refused[0]!.json).toMatchObject({ code: 'too-many-requests', retry: true });
        expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        const other = await person({ shop: 'viewer' });
        expect((await other('me')).status).toBe(200);
        const unknown = await Promise.all(Array.from({ length: 100 }, () => nobody('me')));
        expect(new Set(unknown.map(({ status }) => status))).toEqual(new Set([401, 429]));
      },
      { rate: { perSecond: 1, burst: 10 } },
    ));

  it('believes only its own proxies about where a request comes from', () =>
    serving(
      async ({ owner }) => {
        await owner(
          'downtimes',
          { title: 'a', services: ['shop'], takes: 'PT1H' },
          { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' },
        );
        expect((await owner('audit?action=downtime.draft')).json.items[0].from).toBe('203.0.113.9');
      },
      { trustedProxies: trustedProxies('127.0.0.1') },
    ));

  it('tells those too who don’t speak it well', () =>
    serving(async ({ url }) => {
      const told = async (text: string) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        socket.end(text);
        let answer = '';
        for await (const part of socket) answer += part;
        return answer;
      };
      const garbage = await told('GET\r\n\r\n');
      expect(garbage).toMatch(/^HTTP\/1\.1 400 /);
      expect(problem.parse(JSON.parse(garbage.split('\r\n\r\n')[1]!)).code).toBe('bad-request');
      const large = await told(
        `GET /api/v1/me HTTP/1.1\r\nhost: x\r\nx-large: ${'a'.repeat(20_000)}\r\n\r\n`,
      );
      expect(problem.parse(JSON.parse(large.split('\r\n\r\n')[1]!)).code).toBe('too-large');
      const smuggled = await told(
        'POST /api/v1/downtimes HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
      );
      expect(smuggled).toMatch(/^HTTP\/1\.1 400 /);
      const injected = await told(
        'GET /api/v1/x%0d%0aset-cookie:%20a=b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      );
      expect(injected.split('\r\n\r\n')[0]).not.toMatch(/set-cookie/i);
    }));

  it('ends what has begun when it stops, and takes nothing new', async () => {
    const server = await startServer(await open());
    const stream = await readStream(`${server.url}/api/v1/events`, server.owner.key);
    const sent = Array.from({ length: 10 }, (_, i) =>
      server.owner('downtimes', { title: `No ${i}`, services: ['shop'], takes: 'PT1H' }),
    );
    await stream.take(1);
    const [ends] = await Promise.all([Promise.allSettled(sent), server.stop()]);
    // What had not arrived when it stopped is not answered; everything else is, and well.
    const answers = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { downtimes } = await listDowntimes(server.keeper.store.db, {}, { limit: 20 });
    expect(downtimes).toHaveLength(answers.length);
    await expect(server.owner('me')).rejects.toThrowError(/fetch failed/);
    expect(server.unforeseen).toEqual([]);
  });
});
