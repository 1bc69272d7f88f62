import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect as plainConnect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { Agent, fetch, WebSocket } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { echo } from '../../../gate/test/support/echo.ts';
import { fixedGate } from '../../../gate/test/support/fixed-gate.ts';
import { trustedProxies } from '../../src/access/client-address.ts';
import { proxyFor, type TestProxy, upstreamOf } from './support.ts';

const folder = join(import.meta.dirname, 'certificates');
const [one, two] = ['one', 'two'].map((name) => ({
  cert: readFileSync(join(folder, `${name}.pem`)),
  key: readFileSync(join(folder, `${name}.key`)),
})) as [Record<'cert' | 'key', Buffer>, Record<'cert' | 'key', Buffer>];

/** A proxy that shows the first certificate, and a client that trusts both. */
async function secured(...[upstream, more]: Parameters<typeof proxyFor>) {
  const proxy = await proxyFor(upstream, { certificate: one, ...more });
  const dispatcher = new Agent({ connect: { ca: [one.cert, two.cert] } });
  onTestFinished(() => dispatcher.destroy());
  return { proxy, url: `https://127.0.0.1:${proxy.port}`, dispatcher };
}

async function handshake({ port }: Pick<TestProxy, 'port'>, options: object = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: [one.cert, two.cert], ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

test('what comes over TLS goes on, as https, with its body and its answer’s trailers', async () => {
  const upstream = await upstreamOf(async (request, response) => {
    const { 'x-forwarded-proto': proto, forwarded, host } = request.headers;
    const body = await text(request);
    response.writeHead(200, { trailer: 'x-sum' });
    response.write(JSON.stringify({ proto, forwarded, host, length: body.length }));
    response.addTrailers({ 'x-sum': '7' });
    response.end();
  });
  const { proxy, url } = await secured(upstream);
  const request = secureRequest(url, { method: 'POST', ca: one.cert }).end('x'.repeat(3_000_000));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(JSON.parse(await text(response))).toEqual({
    proto: 'https',
    forwarded: `for=127.0.0.1;host="127.0.0.1:${proxy.port}";proto=https`,
    host: `127.0.0.1:${proxy.port}`,
    length: 3_000_000,
  });
  expect(response.trailers).toEqual({ 'x-sum': '7' });
});

test('a proxy in front is believed in what its own client spoke', async () => {
  const upstream = await upstreamOf((request, response) =>
    response.end(`${request.headers['x-forwarded-proto']} ${request.headers.forwarded}`),
  );
  const headers = { 'x-forwarded-proto': 'http', forwarded: 'for=203.0.113.7;proto=http' };
  const claimed = await secured(upstream);
  const answer = await fetch(claimed.url, { headers, dispatcher: claimed.dispatcher });
  expect(await answer.text()).toMatch(/^https for=127\.0\.0\.1;host="[^"]*";proto=https$/);
  const { url, dispatcher } = await secured(upstream, { trusted: trustedProxies('127.0.0.1') });
  const told = await (await fetch(url, { headers, dispatcher })).text();
  expect(told).toMatch(/^http for=203\.0\.113\.7;proto=http, for=127\.0\.0\.1;host="[^"]*";proto=https$/);
});

test('it speaks HTTP/1.1 and nothing newer, over TLS 1.2 and nothing older', async () => {
  const { proxy } = await secured(await upstreamOf((_, response) => response.end('ok')));
  const both = await handshake(proxy, { ALPNProtocols: ['h2', 'http/1.1'] });
  expect(both.alpnProtocol).toBe('http/1.1');
  await expect(handshake(proxy, { ALPNProtocols: ['h2'] })).rejects.toThrow();
  const old = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };
  await expect(handshake(proxy, old)).rejects.toThrow();
});

test('what is no TLS is told nothing, and harms nobody', async () => {
  const { proxy, url, dispatcher } = await secured(await upstreamOf((_, response) => response.end('ok')));
  for (const bytes of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\x16\x03\x01\xff\xff', '\0'.repeat(100)]) {
    const socket = plainConnect(proxy.port, '127.0.0.1');
    let heard = '';
    socket.on('error', () => {}).on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.write(bytes, 'latin1');
    socket.end();
    await once(socket, 'close');
    expect(heard).not.toContain('HTTP/');
  }
  expect(await (await fetch(url, { dispatcher })).text()).toBe('ok');
});

test('a WebSocket goes through, and is closed with 1012 when the gate closes', async () => {
  const upstream = await upstreamOf(() => {});
  upstream.on('upgrade', echo);
  const gate = fixedGate();
  const { url, dispatcher } = await secured(upstream, { gate });
  const socket = new WebSocket(url.replace('https', 'wss'), { dispatcher });
  await once(socket as unknown as EventTarget, 'open');
  socket.send('hello');
  const [message] = await once(socket as unknown as EventTarget, 'message');
  expect((message as MessageEvent).data).toBe('hello');
  const closing = once(socket as unknown as EventTarget, 'close');
  await gate.flip({ state: 'closed', downtime: 'dt_1' });
  expect((await closing)[0]).toMatchObject({ code: 1012 });
  const refused = await fetch(url, { dispatcher });
  expect(refused.status).toBe(503);
});

test('another certificate is shown to who comes from then on; who is there stays', async () => {
  const upstream = await upstreamOf((_, response) => response.end('ok'));
  const { proxy, url, dispatcher } = await secured(upstream);
  const before = await handshake(proxy);
  expect(before.getPeerCertificate().subject.CN).toBe('one');
  await (await fetch(url, { dispatcher })).text();
  proxy.renew(two);
  expect((await handshake(proxy)).getPeerCertificate().subject.CN).toBe('two');
  before.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await text(before)).toMatch(/^HTTP\/1\.1 200 [\s\S]*ok/);
  expect(await (await fetch(url, { dispatcher })).text()).toBe('ok');
});

test('it stops though somebody has begun a handshake and says no more', async () => {
  const { proxy } = await secured(await upstreamOf((_, response) => response.end('ok')));
  const socket = plainConnect(proxy.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const other = await handshake(proxy);
  const ended = once(other, 'close');
  await proxy.stop(50);
  await ended;
});

test('curl takes it', async () => {
  const { url } = await secured(await upstreamOf((_, response) => response.end('ok')));
  const child = spawn('curl', [
    '-sS',
    '--http2',
    '--cacert',
    join(folder, 'one.pem'),
    '-w',
    ' %{http_version}',
    url,
  ]);
  expect([await text(child.stdout), await text(child.stderr)]).toEqual(['ok 1.1', '']);
});
