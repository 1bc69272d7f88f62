import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { proxyFor, rawClient, upstreamOf } from './support.ts';

test('what was begun ends, on a connection that then closes; nothing new is taken', async () => {
  const { promise, resolve } = Promise.withResolvers<() => void>();
  const upstream = await upstreamOf((_, response) => resolve(() => response.end('done')));
  const proxy = await proxyFor(upstream);
  const client = await rawClient(proxy);
  client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const answer = await promise;
  expect(proxy.inFlight()).toBe(1);
  const stopped = proxy.stop(10_000);
  const [refused] = await once(connect(proxy.port, '127.0.0.1'), 'error');
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  answer();
  const seen = await client.end();
  expect(seen).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Connection: close[\s\S]*done/);
  await stopped;
  expect(proxy.inFlight()).toBe(0);
});

test('idle connections end at once; what does not end is broken off', async () => {
  const upstream = await upstreamOf((request, response) => {
    response.write('part');
    if (request.url === '/') response.end();
  });
  const proxy = await proxyFor(upstream);
  const [idle, endless] = [await rawClient(proxy), await rawClient(proxy)];
  idle.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await idle.until(/part[\s\S]*0\r\n\r\n/);
  endless.send('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n');
  await endless.until(/part/);
  await proxy.stop(200);
  await Promise.all([idle.end(), endless.end()]);
});

test('an address that is taken is a mistake in the settings', async () => {
  const upstream = await upstreamOf(() => {});
  const proxy = await proxyFor(upstream);
  await expect(proxyFor(upstream, { port: proxy.port })).rejects.toMatchObject({ code: 'bad-setting' });
});
