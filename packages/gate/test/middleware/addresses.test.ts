import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, namedBy } from '../../src/middleware/addresses.ts';

describe('named addresses', () => {
  it('are found as Node finds them', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.nat(32), fc.ipV4());
    const v6 = fc.tuple(fc.ipV6(), fc.nat(128), fc.ipV6());
    fc.assert(
      fc.property(fc.oneof(v4, v6), fc.boolean(), ([network, bits, other], isSame) => {
        const kind = network.includes(':') ? 'ipv6' : 'ipv4';
        const address = isSame ? network : other;
        const peers = new BlockList();
        peers.addSubnet(network, bits, kind);
        expect(namedBy([`${network}/${bits}`])(address)).toBe(peers.check(address, kind));
      }),
    );
  });

  it('never are what is no address', () => {
    const isNamed = namedBy(['0.0.0.0/0', '::/0']);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,12}$/)), (text) => {
        const plain = text.replace(/^([\d.]+):\d+$/, '$1').replace(/^\[(.*)\](:\d+)?$/, '$1');
        expect(isNamed(text)).toBe(isIP(plain) !== 0);
      }),
      { numRuns: 1000 },
    );
    expect(isNamed(null)).toBe(false);
  });

  it('are the same in IPv4 and its IPv6 form, with a port and a zone', () => {
    const isNamed = namedBy(['192.0.2.0/24', 'fe80::/10']);
    for (const one of [
      '192.0.2.9',
      '::ffff:192.0.2.9',
      '::FFFF:c000:209',
      '192.0.2.9:1234',
      '[fe80::1%eth0]:80',
    ]) {
      expect([one, isNamed(one)]).toEqual([one, true]);
    }
    expect(isNamed('192.0.02.9')).toBe(false);
  });

  it.each(['', '10.0.0.0/33', '::/129', '10.0.0', 'localhost', '10.0.0.0/', '1::2::3'])(
    'refuses "%s"',
    (range) => {
      expect(() => namedBy([range])).toThrow(RangeError);
    },
  );

  it('are believed of forwarded requests only as far as named proxies vouch for them', () => {
    const isProxy = namedBy(['10.0.0.0/8']);
    const client = (peer: string, forwarded: string | null) => clientAddress(peer, forwarded, isProxy);
    expect(client('192.0.2.1', '198.51.100.1')).toBe('192.0.2.1');
    expect(client('10.0.0.1', '6.6.6.6, 198.51.100.1,10.0.0.2')).toBe('198.51.100.1');
    expect(client('10.0.0.1', '10.0.0.3, 10.0.0.2')).toBe('10.0.0.3');
    expect(client('10.0.0.1', 'unknown')).toBe('unknown');
    expect(client('10.0.0.1', null)).toBe('10.0.0.1');
  });
});
