import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailChannel } from '../../../src/announce/channels/mail/channel.ts';

const read = (address: string, isTrusted = false) => mailChannel.read({ address, isTrusted }).address;
const bad = expect.objectContaining({ code: 'bad-address' });

describe('an e-mail address', () => {
  it.each([
    [' ada@example.com ', 'ada@example.com'],
    ['Ada.L+x@EXAMPLE.com', 'Ada.L+x@example.com'],
    ["o'hara!#$%&*/=?^_`{|}~-@example.com", "o'hara!#$%&*/=?^_`{|}~-@example.com"],
    ['ada@exämple.com', 'ada@xn--exmple-cua.com'],
    ['ada@日本.jp', 'ada@xn--wgv71a.jp'],
  ])('%s', (given, address) => expect(read(given)).toBe(address));

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example',
    'Ada <ada@example.com>',
    'a@b.com>,<c@d.com',
    'a@b.com,c@d.com',
    'a@b.com\r\nBcc: c@d.com',
    'a\u2028b@example.com',
    'a\0@example.com',
    '"a b"@example.com',
    '"a@b"@example.com',
    'a@b@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a.@example.com',
    'jürgen@example.com',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@1.2.3',
    'a@exa%0d%0ample.com',
    'a@exa mple.com',
    'a@example.com.',
    'a@-example.com',
    'a@example..com',
    'a@exa_mple.com',
    'a@example.com/x',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
  ])('not %j', (given) => expect(() => read(given)).toThrow(bad));

  it('may be of a host without a dot only where the owner says so', () => {
    expect(read('root@localhost', true)).toBe('root@localhost');
    expect(() => read('root@localhost')).toThrow(bad);
  });

  it('is refused or safe in a command and a header, and reads as itself', () => {
    const pieces = fc.constantFrom(
      'a',
      'b.c',
      '@',
      '.',
      '<',
      '>',
      ',',
      '"',
      '\r\n',
      ' ',
      '\0',
      'é',
      '%0a',
      'com',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (given, isTrusted) => {
        let address: string;
        try {
          address = read(given, isTrusted);
        } catch (error) {
          expect(error).toEqual(bad);
          return;
        }
        expect(address).toMatch(/^[\x21-\x7e]+@[a-z\d.-]+$/);
        expect(address).not.toMatch(/[<>,;:"\\()[\]]/);
        expect(read(address, isTrusted)).toBe(address);
      }),
      { numRuns: 2000 },
    );
  });
});
