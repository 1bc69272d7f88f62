import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trustedProxies } from '../../src/access/client-address.ts';
import { type Peer, peerOf } from '../../src/proxy/forwarded.ts';
import { outgoing } from '../../src/proxy/request-headers.ts';
import { responseHeaders } from '../../src/proxy/response-headers.ts';
import { exchange, proxyFor, upstreamOf } from './support.ts';

const stranger: Peer = { address: '203.0.113.7', isTrusted: false, proto: 'http', last: null };
const ours: Peer = { address: '10.0.0.2', isTrusted: true, proto: 'http', last: null };

/** The headers as they go on, by lower-case name; several of one name are several lines. */
function passed(peer: Peer, ...lines: [name: string, value: string][]): Record<string, string[]> {
  const flat = flatOf(peer, lines);
  const out: Record<string, string[]> = {};
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!.toLowerCase();
    out[name] = [...(out[name] ?? []), flat[i + 1]!];
  }
  return out;
}

function flatOf(peer: Peer, lines: readonly [name: string, value: string][]): string[] {
  const rawHeaders = ['Host', 'shop.example', ...lines.flat()];
  return outgoing({ rawHeaders, url: '/', httpVersion: '1.1' }, peer, 'me').headers;
}

describe('who the client is', () => {
  test('says the proxy alone, whatever a stranger claims', () => {
    const claims: [string, string][] = [
      ['X-Forwarded-For', '127.0.0.1'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Host', 'admin.example'],
      ['X-Forwarded-Port', '443'],
      ['X-Forwarded-Prefix', '/admin'],
      ['Forwarded', 'for=127.0.0.1;proto=https'],
      ['X-Real-IP', '127.0.0.1'],
      ['True-Client-IP', '127.0.0.1'],
      ['X_Forwarded_For', '127.0.0.1'],
      ['x-forwarded_for', '127.0.0.1'],
      ['X-Other', 'kept'],
    ];
    expect(passed(stranger, ...claims)).toEqual({
      host: ['shop.example'],
      'x-other': ['kept'],
      'x-forwarded-proto': ['http'],
      'x-forwarded-host': ['shop.example'],
      'x-forwarded-for': ['203.0.113.7'],
      forwarded: ['for=203.0.113.7;host="shop.example";proto=http'],
      via: ['1.1 me'],
    });
  });

  test('is said on from a proxy of ours, with that proxy added at the end', () => {
    const said: [string, string][] = [
      ['X-Forwarded-For', '198.51.100.1'],
      ['X-Forwarded-For', '203.0.113.7'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Host', 'www.example'],
      ['X-Forwarded-Port', '443'],
      ['X-Real-IP', '203.0.113.7'],
      ['Forwarded', 'for="[2001:db8::1]:80"'],
    ];
    expect(passed(ours, ...said)).toMatchObject({
      'x-forwarded-for': ['198.51.100.1, 203.0.113.7, 10.0.0.2'],
      'x-forwarded-proto': ['https'],
      'x-forwarded-host': ['www.example'],
      'x-forwarded-port': ['443'],
      'x-real-ip': ['203.0.113.7'],
      forwarded: ['for="[2001:db8::1]:80", for=10.0.0.2;host="shop.example";proto=http'],
    });
  });

  test('cannot be taken out by Connection', () => {
    const out = passed(
      ours,
      ['X-Forwarded-For', '203.0.113.7'],
      ['Connection', 'X-Forwarded-For, X-Gone'],
      ['X-Gone', '1'],
    );
    expect(out['x-forwarded-for']).toEqual(['203.0.113.7, 10.0.0.2']);
    expect(out['x-gone']).toBeUndefined();
  });

  test('is an address in its own form, IPv6 in quotes and brackets', () => {
    const trusted = trustedProxies('10.0.0.0/8, fe80::/10');
    expect(peerOf('::ffff:10.0.0.2', trusted, 'http')).toEqual({
      address: '10.0.0.2',
      isTrusted: true,
      proto: 'http',
      last: null,
    });
    expect(peerOf('fe80::1%eth0', trusted, 'http')).toEqual({
      address: 'fe80::1',
      isTrusted: true,
      proto: 'http',
      last: null,
    });
    expect(peerOf('203.0.113.7', trusted, 'http')).toEqual({
      address: '203.0.113.7',
      isTrusted: false,
      proto: 'http',
      last: null,
    });
    expect(peerOf(undefined, trusted, 'http')).toEqual({
      address: null,
      isTrusted: false,
      proto: 'http',
      last: null,
    });
    const six = passed({ address: '2001:db8::9', isTrusted: false, proto: 'http', last: null });
    expect(six).toMatchObject({
      'x-forwarded-for': ['2001:db8::9'],
      forwarded: ['for="[2001:db8::9]";host="shop.example";proto=http'],
    });
    expect(passed({ address: null, isTrusted: false, proto: 'http', last: null })).toMatchObject({
      forwarded: ['for=unknown;host="shop.example";proto=http'],
    });
  });
});

describe('what belongs to a connection', () => {
  test('stays there, with whatever Connection names', () => {
    const lines: [string, string][] = [
      ['Connection', 'close, X-Mine , Upgrade'],
      ['X-Mine', '1'],
      ['x-mine', '2'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Connection', 'keep-alive'],
      ['Proxy-Authorization', 'Basic x'],
      ['Transfer-Encoding', 'chunked'],
      ['TE', 'gzip'],
      ['Trailer', 'X-Sum'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'AAA'],
      ['Expect', '100-continue'],
      ['X-Kept', '1'],
    ];
    const names = Object.keys(passed(stranger, ...lines));
    expect(names).toEqual([
      'host',
      'x-kept',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-forwarded-for',
      'forwarded',
      'via',
    ]);
  });

  test('but Connection takes nothing out that makes the message another', () => {
    const out = passed(
      stranger,
      ['Connection', 'Cookie, Authorization, Content-Length, Content-Type'],
      ['Cookie', 's=1'],
      ['Authorization', 'Bearer x'],
      ['Content-Length', '3'],
      ['Content-Type', 'text/plain'],
    );
    expect(out).toMatchObject({ cookie: ['s=1'], authorization: ['Bearer x'], 'content-length': ['3'] });
  });

  test('trailers are asked for when the client reads them', () => {
    expect(passed(stranger, ['TE', 'gzip;q=0.5, trailers'], ['Connection', 'TE']).te).toEqual(['trailers']);
    expect(passed(stranger, ['TE', 'x-trailers']).te).toBeUndefined();
  });

  test('in an answer too', () => {
    const headers = {
      connection: 'close, x-mine',
      'x-mine': '1',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      'set-cookie': ['a=1', 'b=2'],
      trailer: 'x-sum',
    };
    expect(responseHeaders(headers)).toEqual(['set-cookie', ['a=1', 'b=2'], 'trailer', 'x-sum']);
  });
});

test('all other headers go on unchanged, in their order', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,20}$/).map((text) => `Q${text}`);
  const value = fc.stringMatching(/^[\x21-\x7e\xa1-\xff]{0,30}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (lines) => {
      expect(flatOf(stranger, lines).slice(2, 2 + lines.length * 2)).toEqual(lines.flat());
    }),
  );
});

test('Via names every proxy on the way, and a request that comes around again is refused', async () => {
  expect(passed(stranger, ['Via', '1.0 fred, 1.1 p.example']).via).toEqual([
    '1.0 fred, 1.1 p.example, 1.1 me',
  ]);
  const upstream = await upstreamOf((request, response) => void response.end(request.headers.via));
  const proxy = await proxyFor(upstream);
  const answer = await exchange(proxy, 'GET / HTTP/1.0\r\n\r\n');
  const via = /1\.0 (lull-\w+)/.exec(answer)![1];
  const again = await exchange(proxy, `GET / HTTP/1.1\r\nHost: x\r\nVia: 1.1 ${via}\r\n\r\n`);
  expect(again).toMatch(/^HTTP\/1\.1 508 [\s\S]*proxy-loop/);
});
