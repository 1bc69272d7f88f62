import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { exchange, proxyFor, rawClient, upstreamOf } from './support.ts';

/** A proxy, and all the requests that ever came through to the server behind. */
async function watched() {
  const came: string[] = [];
  const upstream = await upstreamOf(async (request, response) => {
    came.push(`${request.method} ${request.url}`);
    await text(request).catch(() => {});
    response.end('ok');
  });
  return { proxy: await proxyFor(upstream), came };
}

const inner = 'GET /inner HTTP/1.1\r\nHost: x\r\n\r\n';

test.each([
  [
    'both lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'both, the other first',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
  ],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\n'],
  ['a list of lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0, 4\r\n\r\n'],
  ['a signed length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n'],
  ['a length in hex', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x0\r\n\r\n'],
  ['an empty length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\n'],
  ['a space before the colon', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
  ['a folded line', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
  ['a tab in the encoding', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n'],
  ['another encoding', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n'],
  ['two encodings', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  [
    'an encoding twice',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['chunked, then another', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, cow\r\n\r\n0\r\n\r\n'],
  ['an encoding in quotes', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n'],
  [
    'an encoding of an old client',
    'POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a bare line feed', 'GET / HTTP/1.1\nHost: x\n\n'],
  [
    'a bare carriage return in a value',
    'GET / HTTP/1.1\r\nHost: x\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n',
  ],
  ['a null byte in a value', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n'],
  ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['the same host twice', 'GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n'],
  ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
  ['a host with a user', 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n'],
  ['a list of hosts', 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n'],
  ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'],
  ['an address with a user', 'GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['an address of another scheme', 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a fragment', 'GET /a#/../b HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['another version', 'GET / HTTP/3.7\r\nHost: a\r\n\r\n'],
  ['no version', 'GET /\r\n\r\n'],
])('%s is refused, and nothing after it is read', async (_, request) => {
  const { proxy, came } = await watched();
  const answer = await exchange(proxy, request + inner);
  expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d |^$/);
  expect(answer.match(/^HTTP\/1\.1 /gm) ?? []).toHaveLength(answer === '' ? 0 : 1);
  expect(came).toEqual([]);
});

test.each([
  ['no hex', 'x\r\nhello\r\n0\r\n\r\n'],
  ['a sign', '+5\r\nhello\r\n0\r\n\r\n'],
  ['a space', '5 \r\nhello\r\n0\r\n\r\n'],
  ['more than it says', '4\r\nhello\r\n0\r\n\r\n'],
  ['far too large', 'fffffffffffffffff\r\nhello\r\n0\r\n\r\n'],
  ['a bare line feed', '5\nhello\n0\n\n'],
])('a chunk with %s ends the connection, and nothing after it is read', async (_, body) => {
  const { proxy, came } = await watched();
  const answer = await exchange(
    proxy,
    `POST /outer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${body}${inner}`,
  );
  expect(answer).not.toContain('\r\n\r\nok');
  expect(came.filter((one) => one !== 'POST /outer')).toEqual([]);
});

test('the body of a GET stays one: what is in it is no request', async () => {
  const { proxy, came } = await watched();
  const client = await rawClient(proxy);
  client.send(`GET /outer HTTP/1.1\r\nHost: x\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`);
  await client.until(/ok$/);
  client.send('GET /last HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until(/ok[\s\S]*ok$/);
  expect(came).toEqual(['GET /outer', 'GET /last']);
});

test('no other protocol is a way around: h2c is asked for in vain, CONNECT and TRACE too', async () => {
  const { proxy, came } = await watched();
  const upgrade =
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA';
  const client = await rawClient(proxy);
  client.send(`GET /h2c HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`);
  await client.until(/^HTTP\/1\.1 200 [\s\S]*ok$/);
  expect(came).toEqual(['GET /h2c']);
  expect(await exchange(proxy, 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 501 /,
  );
});

test('headers that are too large are refused by name', async () => {
  const { proxy, came } = await watched();
  const answer = await exchange(proxy, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(came).toEqual([]);
});
