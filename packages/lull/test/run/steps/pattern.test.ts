import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoPattern, patternOf } from '../../../src/run/steps/pattern/pattern.ts';

/** Patterns of a few letters, small enough for JavaScript's own engine to be asked too. */
const { pattern } = fc.letrec<{ pattern: string; one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', '\\.', '.', '[ab]', '[^a]', '\\d', '\\p{L}', '[\\]a-]', '^', '$'),
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  pattern: fc.oneof(
    { maxDepth: 4 },
    tie('one'),
    fc.tuple(tie('one'), tie('pattern')).map((both) => both.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((both) => both.join('|')),
    fc
      .tuple(
        tie('one').filter((one) => !/[$^]/.test(one)),
        fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{2,}', '*?'),
      )
      .map((both) => both.join('')),
    fc.constant(''),
  ),
}));

const value = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', ']', '1', 'é', '😀'), maxLength: 7 });

describe('a pattern', () => {
  it('matches whole values as JavaScript does', () => {
    fc.assert(
      fc.property(pattern, value, (text, value) => {
        expect(patternOf(text).matches(value)).toBe(new RegExp(`^(?:${text})$`, 'u').test(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['(a+)+', '(a|a)*', '(a*)*', '(?:a|a?)+', '(a*a*a*a*)*', '(?:a{0,20}){20}', '(?:.*){10}'])(
    'is through with %s, which takes a backtracking engine for ever',
    (text) => {
      expect(patternOf(`${text}b`).matches('a'.repeat(1_000))).toBe(false);
      expect(patternOf(text).matches('a'.repeat(300))).toBe(true);
    },
  );

  it.each([
    ['(?=a)', 'looks ahead or behind'],
    ['(?<!a)b', 'looks ahead or behind'],
    ['(a)\\1', 'refers back'],
    ['(?<n>a)\\k<n>', 'refers back'],
    ['\\ba', 'edge of a word'],
    ['(?i:a)', 'flags'],
    ['[a', 'is no regular expression'],
    ['a{5000}', 'more than 1000 times'],
    ['(?:(?:a{100}){100}){100}', 'too large'],
    ['(?:(?:(?:){1000}){1000}){1000}', 'too large'],
    ['a'.repeat(501), 'longer than 500'],
  ])('refuses %s', (text, why) => {
    expect(() => patternOf(text)).toThrow(NoPattern);
    expect(() => patternOf(text)).toThrow(why);
  });

  it('knows what a value may hold and begin with', () => {
    const word = patternOf('[a-z][a-z-]*');
    expect([word.admits('-'), word.mayBegin('-'), word.admits(';')]).toEqual([true, false, false]);
    expect(patternOf('(?:x|)-?a').mayBegin('-')).toBe(true);
    expect(patternOf('.*').admits(';')).toBe(true);
  });
});
