import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress, trustedProxies } from '../../src/access/client-address.ts';

const proxies = trustedProxies('10.0.0.0/8, 2001:db8::/32 ::1');
const from = (socket: string | null, forwarded?: string) =>
  clientAddress(
    socket,
    new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
    proxies,
  );

describe('the address of a client', () => {
  it.each([
    ['203.0.113.7', undefined, '203.0.113.7'],
    ['203.0.113.7', '1.1.1.1', '203.0.113.7'],
    ['10.0.0.2', undefined, '10.0.0.2'],
    ['10.0.0.2', '203.0.113.7', '203.0.113.7'],
    ['10.0.0.2', '9.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['10.0.0.2', '9.9.9.9, 203.0.113.7, 10.0.0.3', '203.0.113.7'],
    ['10.0.0.2', '10.0.0.4, 10.0.0.3', '10.0.0.4'],
    ['10.0.0.2', 'unknown', '10.0.0.2'],
    ['10.0.0.2', '9.9.9.9, _hidden, 10.0.0.3', '10.0.0.3'],
    ['10.0.0.2', '9.9.9.9,', '10.0.0.2'],
    ['10.0.0.2', '203.0.113.7:51234', '203.0.113.7'],
    ['10.0.0.2', '[2001:DB9::7]:443', '2001:db9::7'],
    ['::ffff:10.0.0.2', '::ffff:203.0.113.7', '203.0.113.7'],
    ['::1', 'fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '203.0.113.7', '203.0.113.7'],
    [null, '203.0.113.7', null],
    ['', '203.0.113.7', null],
  ])('%s with %s is %s', (socket, forwarded, address) => {
    expect(from(socket, forwarded)).toBe(address);
  });

  it('is never what a client says before the last hop that we do not trust', () => {
    const outside = fc.ipV4().filter((address) => !address.startsWith('10.'));
    fc.assert(
      fc.property(fc.array(fc.string()), outside, fc.array(fc.constant('10.1.1.1')), (said, real, hops) => {
        const header = [...said.map((one) => one.replaceAll(/[^\x21-\x7e]/g, '')), real, ...hops].join(', ');
        expect(from('10.0.0.2', header)).toBe(real);
      }),
    );
  });

  it.each(['10.0.0.0/33', '10.0.0/8', 'proxy', '::/129', '1.2.3.4/8/8', '1.2.3.4/-1'])(
    'takes no proxies from "%s"',
    (list) => {
      expect(() => trustedProxies(list)).toThrow(expect.objectContaining({ code: 'bad-setting' }));
    },
  );
});
