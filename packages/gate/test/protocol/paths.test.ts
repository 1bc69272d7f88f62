import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBelow, mayBeBelow, plainPath } from '../../src/protocol/index.ts';

test.each([
  ['/', '/'],
  ['', '/'],
  ['/shop', '/shop'],
  ['/shop/', '/shop'],
  ['/shop?x=/../a', '/shop'],
  ['/%73hop', '/shop'],
  ['/%2573hop', '/shop'],
  ['//shop', '/shop'],
  ['/./shop/.', '/shop'],
  ['/shop%2Fcart', '/shop/cart'],
  ['/shop\\cart', '/shop/cart'],
  ['/shop%5ccart', '/shop/cart'],
  ['/shop;v=1/cart;x', '/shop/cart'],
  ['/;x/shop', '/shop'],
  ['/a.b/..c/...', '/a.b/..c/...'],
  ['/caf%C3%A9', '/café'],
  ['http://shop.example/cart?x', '/cart'],
  ['HTTP://shop.example', '/'],
  ['*', '/*'],
])('%j is read as %j', (target, path) => {
  expect(plainPath(target)).toBe(path);
});

test.each([
  '/a/../shop',
  '/a/%2e%2e/shop',
  '/a/.%2E/shop',
  '/a%2f..%2fshop',
  '/a/..;/shop',
  '/a/%252e%252e/shop',
  '/shop/..',
  '/a\\..\\shop',
  '/shop%00',
  '/sh%0aop',
  '/#/shop',
  '/%c0%afshop',
  '/%u0073hop',
  '/100%',
  '/%2525252573hop',
])('%j is read differently by servers, and matches every rule', (target) => {
  expect(plainPath(target)).toBeNull();
  expect(isBelow(plainPath(target), ['/shop'])).toBe(true);
  expect(isBelow(plainPath(target), [])).toBe(false);
});

describe('below', () => {
  test('is the path itself and what follows a slash', () => {
    for (const rule of ['/shop', '/shop/', '/shop/*']) {
      expect(isBelow('/shop', [rule])).toBe(true);
      expect(isBelow('/shop/cart', [rule])).toBe(true);
      expect(isBelow('/shopping', [rule])).toBe(false);
      expect(isBelow('/', [rule])).toBe(false);
      expect(isBelow('/a/shop', [rule])).toBe(false);
    }
    for (const rule of ['/', '/*']) expect(isBelow('/anything', [rule])).toBe(true);
  });

  test('any of the rules is enough, none is not', () => {
    expect(isBelow('/b', ['/a', '/b'])).toBe(true);
    expect(isBelow('/b', [])).toBe(false);
  });
});

test('what servers behind may read as a closed path counts as one', () => {
  const closed = [
    '/SHOP',
    '/SHop/cart',
    '//host/shop',
    '/\\host/shop',
    '///host/shop',
    'http://h//x/shop',
    '//host',
  ];
  for (const target of closed.slice(0, -1)) expect(mayBeBelow(target, ['/shop']), target).toBe(true);
  expect(mayBeBelow('//host', ['/'])).toBe(true);
  for (const target of ['/api//shop', '//api/v1', '/shopping', '/', '/a/b?/shop']) {
    expect(mayBeBelow(target, ['/shop']), target).toBe(false);
  }
});

/** One character of a path as somebody may write it. */
const letter = (char: string) => {
  const hex = char.charCodeAt(0).toString(16).padStart(2, '0');
  return fc.constantFrom(char, char.toUpperCase(), `%${hex}`, `%${hex.toUpperCase()}`, `%25${hex}`);
};

/** What stands between two parts of a path, and leads no further. */
const between = fc.constantFrom('/', '//', '/./', '%2f', '\\', '/%2E/', ';v=1/', '/;x/', '/%2e;/', '%252F');

const word = (text: string) => fc.tuple(...[...text].map(letter)).map((chars) => chars.join(''));

/** Where another place is named on the way, for servers that go back from it. */
const detour = fc.constantFrom(
  '/a/..',
  '/a/%2e%2e',
  '/a%2f..',
  '/x/y/../..',
  '/a/..;',
  '/.%2e',
  '//host',
  '',
);

/** `/shop/cart` in any spelling that some server reads as that, or as what is below it. */
const spellings = fc
  .tuple(detour, between, word('shop'), between, word('cart'), fc.constantFrom('', '/', '/x', '?a=1', ';s=1'))
  .map((parts) => parts.join(''))
  .chain((path) => fc.constantFrom(`/${path}`, path.startsWith('/') ? path : `/${path}`, `http://h/${path}`));

test('no spelling of a closed path is another path', () => {
  fc.assert(
    fc.property(spellings, (target) => {
      expect(mayBeBelow(target, ['/shop'])).toBe(true);
      expect(mayBeBelow(target, ['/shop/cart'])).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test('nor is what a URL parser makes of any target', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '..',
    '.',
    'shop',
    'a',
    '%2e',
    '%2F',
    ';',
    '%',
    '?',
    '#',
    ':',
    '@',
    'http:',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const target = `/${pieces.join('')}`;
      const url = URL.parse(target, 'http://localhost');
      if (!url || !isBelow(url.pathname, ['/shop'])) return;
      expect(mayBeBelow(target, ['/shop']), target).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

test('nor a path that a server takes as it is written', () => {
  const piece = fc.constantFrom('/', '..', '.', 'x', '%2e', '%2F', ';', '?', '\\', 'SHOP');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      expect(mayBeBelow(`/shop/${pieces.join('')}`, ['/shop'])).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test('paths that are elsewhere, plainly, are never below', () => {
  const name = fc
    .stringMatching(/^[a-z0-9_.-]{1,8}$/)
    .filter((text) => !/^\.+$/.test(text) && text !== 'shop');
  fc.assert(
    fc.property(name, fc.array(name), (first, others) => {
      expect(mayBeBelow(`/${[first, ...others].join('/')}`, ['/shop'])).toBe(false);
    }),
  );
});
