import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { styled } from '../src/cli/terminal.ts';
import { excerpt, printable, printableLines } from '../src/printable.ts';

const obeyed = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const texts = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\x1b[31m', '\x1b[2J', '\x9b31m', '\x1b]0;x\x07', '\u202e', '\x1b', '['),
  ),
  { maxLength: 8 },
);

describe('text from outside', () => {
  test.each([
    ['gone\x1b[2J\x07', 'gone\\u001b[2J\\u0007'],
    ['a\nb\tc\r', 'a\\u000ab\\u0009c\\u000d'],
    ['\x7f\x9b31m', '\\u007f\\u009b31m'],
    ['\u202egnp.exe\u2069', '\\u202egnp.exe\\u2069'],
    ['Bücher — 書 👩‍👧', 'Bücher — 書 👩‍👧'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('keeps its lines where it may have several', () => {
    expect(printableLines('a\n\tb\x1b')).toBe('a\n\tb\\u001b');
  });

  test('holds nothing that a terminal obeys, and is what it was where JSON reads it', () => {
    fc.assert(
      fc.property(texts, (pieces) => {
        const text = pieces.join('');
        expect(printable(text)).not.toMatch(obeyed);
        expect(JSON.parse(printableLines(JSON.stringify(text)))).toBe(text);
        expect(excerpt(text, 9).length).toBeLessThanOrEqual(10);
        expect(excerpt(`${text}😀😀`, 9).isWellFormed()).toBe(true);
      }),
    );
  });
});

test('a line of our own keeps its styles and nothing else', () => {
  expect(styled('\x1b[1;31mred\x1b[39m \x1b[2J\x1b]0;title\x07')).toBe(
    '\x1b[1;31mred\x1b[39m \\u001b[2J\\u001b]0;title\\u0007',
  );
  fc.assert(
    fc.property(texts, (pieces) => {
      expect(styled(pieces.join('')).replaceAll(/\x1b\[[\d;]*m|[\n\t]/g, '')).not.toMatch(obeyed);
    }),
  );
});
