import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLACE, patternOf, placeOf } from '../../src/proxies/at.ts';
import { nameOf } from '../../src/proxies/name-of.ts';

const word = fc.stringMatching(/^[a-z0-9-]{1,5}$/);
const host = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `/${words.join('/')}`);

test('a place is a host, a path, or both', () => {
  expect(placeOf('Shop.example')).toEqual({ host: 'shop.example', path: '' });
  expect(placeOf('/blog/')).toEqual({ host: null, path: '/blog' });
  expect(placeOf('example.com/a/b.c')).toEqual({ host: 'example.com', path: '/a/b.c' });
  expect(placeOf('/')).toEqual({ host: null, path: '' });
  for (const wrong of ['', 'a b', 'a;b', '/a;b', "a'", '/a"', '/a?b', 'a..b', '/{', '/a\n', '$x', '.a']) {
    expect(PLACE.test(wrong), wrong).toBe(false);
    expect(() => placeOf(wrong)).toThrow(RangeError);
  }
});

test('a pattern is for the place and all below it, and for nothing that only begins so', () => {
  fc.assert(
    fc.property(host, path, path, word, (name, at, below, more) => {
      const is = (place: string, request: string) => new RegExp(patternOf(place)).test(request);
      expect(is(name, `${name}${at}`)).toBe(true);
      expect(is(name, `${name}:8080/`)).toBe(true);
      expect(is(name, `${name}.${more}${at}`)).toBe(false);
      expect(is(name, `${more}.${name}${at}`)).toBe(false);
      expect(is(at, `${name}${at}`)).toBe(true);
      expect(is(at, `${name}${at}${below}`)).toBe(true);
      expect(is(at, `${name}${at}${more}`)).toBe(false);
      expect(is(`${name}${at}`, `${name}${at}${below}`)).toBe(true);
      expect(is(`${name}${at}`, `x${name}${at}${below}`)).toBe(false);
    }),
  );
});

test('a dot is a dot', () => {
  expect(new RegExp(patternOf('a.b')).test('axb/')).toBe(false);
});

test('every service has a name that a configuration takes, and no two the same', () => {
  expect(nameOf('my-shop')).toBe('my_shop');
  expect(nameOf('Bücher & Co.')).toMatch(/^[A-Za-z0-9_]+$/);
  const names = ['my-shop', 'my_shop', 'my shop', 'my.shop', 'mÿ-shop', 'my--shop'].map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  fc.assert(fc.property(fc.string(), (service) => /^[A-Za-z0-9_]*$/.test(nameOf(service))));
});
