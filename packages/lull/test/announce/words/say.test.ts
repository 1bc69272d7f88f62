import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownWords } from '../../../src/announce/words/own.ts';
import { fill, say } from '../../../src/announce/words/say.ts';

describe('the variables of a text', () => {
  it('are replaced in one pass: what a value holds is text', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: '{a}' })).toBe('{b} and {a}');
    expect(fill('{a}', { a: '$& $1 $$ {a}' })).toBe('$& $1 $$ {a}');
  });

  it('stay where they stand for nothing, also where every object has something of that name', () => {
    expect(fill('{constructor} {toString} {a}', { a: 'x' })).toBe('{constructor} {toString} x');
  });

  it('whatever the values: the text around them and each value stand as they are', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('{a}', '{b}', '{{a}}', '$&', '}{'));
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(fill('<{a}|{b}|{a}>', { a, b })).toBe(`<${a}|${b}|${a}>`);
      }),
    );
  });

  it('are those of the language that is spoken', () => {
    const values = { services: 'Shop' };
    expect(say(ownWords.en!, 'over.full', values)).toBe('You can use Shop again.');
    expect(say(ownWords.de!, 'over.full', values)).toBe('Sie können Shop wieder nutzen.');
  });
});
