import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { startDnsServer } from '../../../../../test/peers/dns.ts';
import { certificate } from '../../../../../test/peers/smtp.ts';
import { type OutgoingOptions, openOutgoing } from '../../../src/announce/channels/outgoing/open.ts';
import { isPublicAddress } from '../../../src/announce/channels/outgoing/public-address.ts';
import { type Answer, type HookServer, startHookServer } from './hook-server.ts';

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

function opened(options: OutgoingOptions = {}) {
  const outgoing = openOutgoing(options);
  ended.push(outgoing.close);
  return (url: string, isTrusted = false) => outgoing.post({ url, headers: {}, body: '{}', isTrusted });
}

async function started(...given: Parameters<typeof startHookServer>): Promise<HookServer> {
  const server = await startHookServer(...given);
  ended.push(server.stop);
  return server;
}

async function dns(answers: Parameters<typeof startDnsServer>[0]) {
  const server = await startDnsServer(answers);
  ended.push(server.stop);
  return server;
}

const answered = (status: number) => expect.objectContaining({ kind: 'answered', status });
const refused = { kind: 'private', error: expect.stringMatching(/not of the public internet/) };

describe('an address of the public internet', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
    '64:ff9b::808:808',
  ])('is %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ['this network', '0.0.0.0', '0.1.2.3'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ['shared', '100.64.0.1', '100.127.255.255'],
    ['loopback', '127.0.0.1', '127.255.0.1', '::1'],
    ['link-local', '169.254.169.254', 'fe80::1', 'febf::1'],
    ['of the protocols', '192.0.0.1', '192.88.99.1', '192.175.48.1', '192.52.193.1', '2001:1::1'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['benchmark', '198.18.0.1', '198.19.255.255', '2001:2::1'],
    ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
    ['reserved', '240.0.0.1', '255.255.255.255', '100::1', '5f00::1', '4000::1'],
    ['unique local', 'fc00::1', 'fd12:3456::1', 'fec0::1', '::'],
    ['IPv4 in IPv6', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:127.0.0.1'],
    ['NAT64 of another', '64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::808:808'],
    ['6to4 and Teredo', '2002:7f00:1::', '2001:0:7f00:1::'],
    ['none at all', 'localhost', '', '127.1', '1.2.3.4.5', 'fe80::1%eth0'],
  ])('is not one that is %s', (_kind, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('is none that stands for another one', () => {
    const octets = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255)));
    fc.assert(
      fc.property(octets, ([a, b, c, d]) => {
        const hex = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
        const forms = [`::ffff:${hex}`, `::${hex}`, `2002:${hex}::1`, `::ffff:0:${hex}`];
        expect(forms.filter(isPublicAddress)).toEqual([]);
        expect(isPublicAddress(`64:ff9b::${hex}`)).toBe(isPublicAddress([a, b, c, d].join('.')));
      }),
    );
  });
});

describe('a request to what others named', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://0:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://x@127.0.0.1:PORT/',
  ])('reaches nothing here: %s', async (url) => {
    const server = await started();
    expect(await opened()(url.replace('PORT', String(server.port)))).toEqual(refused);
    expect(server.calls).toEqual([]);
  });

  it('reaches it where the owner named it', async () => {
    const server = await started();
    const post = opened();
    expect(await post(`${server.url}/hook?a=1`, true)).toEqual(answered(204));
    expect(server.calls[0]).toMatchObject({ method: 'POST', path: '/hook?a=1', body: '{}' });
    // The connection that is kept for the owner serves nobody else.
    expect(await post(`${server.url}/hook`)).toEqual(refused);
  });

  it('goes to no name that has a private address, alone or among others', async () => {
    const names = await dns({
      'inside.example': [['127.0.0.1']],
      'both.example': [['127.0.0.2', '127.0.0.1']],
      'good.example': [['127.0.0.2']],
    });
    const server = await started(undefined, { host: '127.0.0.2' });
    const post = opened({ resolve: names.resolve, isPublic: (address) => address === '127.0.0.2' });
    expect(await post(`http://inside.example:${server.port}/`)).toEqual(refused);
    expect(await post(`http://both.example:${server.port}/`)).toEqual(refused);
    expect(server.calls).toEqual([]);
    expect(await post(`http://good.example:${server.port}/`)).toEqual(answered(204));
    expect(await post(`http://none.example:${server.port}/`)).toMatchObject({ kind: 'failed' });
  });

  it('connects to the address that was looked at, whatever the name means a moment later', async () => {
    const names = await dns({ 'turning.example': [['127.0.0.2'], ['127.0.0.1']] });
    const close: () => Answer = () => ({ status: 200, headers: { connection: 'close' }, body: 'ok' });
    const outside = await started(close, { host: '127.0.0.2' });
    const inside = await started(close, { host: '127.0.0.1', port: outside.port });
    const post = opened({ resolve: names.resolve, isPublic: (address) => address === '127.0.0.2' });
    const url = `http://turning.example:${outside.port}/`;
    expect(await post(url)).toEqual(answered(200));
    expect(names.asked).toEqual(['turning.example']);
    expect(await post(url)).toEqual(refused);
    expect([outside.calls.length, inside.calls.length]).toEqual([1, 0]);
  });

  it('speaks TLS with the name that it was given, at the address that was looked at', async () => {
    const names = await dns({ localhost: [['127.0.0.1']], 'other.example': [['127.0.0.1']] });
    const server = await started(undefined, { secure: true });
    const post = opened({ resolve: names.resolve, isPublic: () => true, ca: certificate.cert });
    expect(await post(server.url)).toEqual(answered(204));
    expect(await post(server.url.replace('localhost', 'other.example'))).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/altnames/),
    });
    expect(server.calls).toHaveLength(1);
  });

  it('is one of many at a time to the same server, none waiting for another', async () => {
    const held: (() => void)[] = [];
    const server = await started(() => (_request, response) => {
      held.push(() => response.end());
      if (held.length === 20) for (const answer of held) answer();
    });
    const post = opened();
    const posted = await Promise.all(Array.from({ length: 20 }, () => post(server.url, true)));
    expect(posted).toEqual(posted.map(() => answered(200)));
  });

  it('asks no proxy of the environment', async () => {
    const [proxy, server] = [await started(), await started()];
    const before = { ...process.env };
    onTestFinished(() => {
      process.env = before;
    });
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) process.env[name] = proxy.url;
    process.env.NODE_USE_ENV_PROXY = '1';
    expect(await opened()(server.url, true)).toEqual(answered(204));
    expect(proxy.calls).toEqual([]);
  });

  it('sends nothing to a server whose certificate is not good', async () => {
    const server = await started(undefined, { secure: true });
    expect(await opened()(server.url, true)).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/certificate/),
    });
    expect(server.calls).toEqual([]);
    expect(await opened({ ca: certificate.cert })(server.url, true)).toEqual(answered(204));
  });

  it('follows nothing', async () => {
    const goal = await started();
    const server = await started(() => ({ status: 307, headers: { location: goal.url } }));
    expect(await opened()(server.url, true)).toEqual(answered(307));
    expect(goal.calls).toEqual([]);
  });
});

describe('an answer', () => {
  it('is waited for as long as the limit, and no longer', async () => {
    const silent = await started(() => () => {});
    expect(await opened({ timeLimit: 300 })(silent.url, true)).toEqual({
      kind: 'failed',
      error: expect.stringMatching(/no answer within 0.3 s|timeout/i),
      maybeSent: true,
    });
  });

  it('cannot come where no connection does: nothing was sent', async () => {
    // It takes connections and never says a word of TLS.
    const mute = createServer((socket) => ended.unshift(async () => void socket.destroy()));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    ended.unshift(async () => void mute.close());
    const { port } = mute.address() as AddressInfo;
    expect(await opened({ timeLimit: 300 })(`https://127.0.0.1:${port}/`, true)).toMatchObject({
      kind: 'failed',
      maybeSent: false,
    });
  });

  it('counts by its status, though its body never ends', async () => {
    const trickling = await started(() => (_request, response) => {
      response.writeHead(200).write('o');
    });
    expect(await opened({ timeLimit: 500 })(trickling.url, true)).toEqual(answered(200));
    const endless = await started(() => (_request, response) => {
      const more = (): void => void (response.write('x'.repeat(65_536)) ? setImmediate(more) : null);
      response
        .writeHead(500)
        .on('drain', more)
        .on('error', () => {});
      more();
    });
    const posted = await opened()(endless.url, true);
    expect(posted).toEqual({ kind: 'answered', status: 500, retryAfter: null, text: 'x'.repeat(4096) });
  });

  it('with headers without end is a failure', async () => {
    const server = await started(() => ({ status: 200, headers: { 'x-long': 'x'.repeat(40_000) } }));
    expect(await opened()(server.url, true)).toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['7', 7000],
    ['0', 0],
    ['Tue, 01 Dec 2026 00:00:30 GMT', 30_000],
    ['Mon, 30 Nov 2026 00:00:00 GMT', 0],
    ['soon', null],
    ['-1', null],
    ['99999999999', 3_600_000],
  ])('that says Retry-After: %s', async (given, wait) => {
    const headers = { 'retry-after': given, date: 'Tue, 01 Dec 2026 00:00:00 GMT' };
    const server = await started(() => ({ status: 429, headers }));
    expect(await opened()(server.url, true)).toMatchObject({ status: 429, retryAfter: wait });
  });
});
