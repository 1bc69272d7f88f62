import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  count,
  flag,
  instantIn,
  lengthIn,
  line,
  name,
  prose,
  someLength,
} from '../../src/api/contract/fields.ts';
import { hidden } from '../../src/api/contract/hidden.ts';
import { etagOf, matches, versionIn } from '../../src/api/etag.ts';
import { readJson, readText } from '../../src/read-json.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('text that nobody can see', () => {
  it.each([
    ['a reversal of the reading direction', 'shop\u202egpj'],
    ['an isolate', 'a\u2066b'],
    ['a zero-width space', 'sh\u200bop'],
    ['a joiner between letters that do not join', 'sh\u200dop'],
    ['a joiner at the end', 'shop\u200d'],
    ['a soft hyphen', 'sh\u00adop'],
    ['a filler', 'shop\u3164'],
    ['a tag', 'shop\u{e0041}'],
    ['a line separator', 'a\u2028b'],
    ['a NUL', 'a\0b'],
    ['half of a character', 'a\ud800'],
    ['a variation of a letter', 'a\ufe0f'],
    ['a character of nobody', 'a\ue000'],
  ])('is refused: %s', (_, text) => {
    expect(hidden(text)).toBe(true);
    expect(takes(line(''), text)).toBe(false);
    expect(takes(prose(''), text)).toBe(false);
    expect(takes(name(''), text)).toBe(false);
  });

  it.each([
    'Datenbank umziehen',
    'می‌خواهم',
    'क्‍ष',
    '👩🏽‍💻 deploys',
    '❤️‍🔥',
    '1️⃣ first',
    'Ünïcödé',
    '数据库',
    '→ v2 (50 %)',
  ])('is not confused with what people write: %s', (text) => expect(takes(line(''), text)).toBe(true));

  it('has lines only where there may be several', () => {
    expect(takes(line(''), 'a\nb')).toBe(false);
    expect(prose('').parse(' a\n\tb ')).toBe('a\n\tb');
  });

  it('is compared in one form', () => {
    expect(line('').parse('cafe\u0301')).toBe('caf\u00e9');
    expect(name('').parse('cafe\u0301')).toBe('caf\u00e9');
  });
});

describe('instants, lengths and figures', () => {
  it('are read as the rest of Lull reads them', () => {
    expect(instantIn('').parse('2026-01-05T02:00:00+01:00')).toBe(Date.UTC(2026, 0, 5, 1));
    expect(lengthIn('').parse('1h30m')).toBe(5_400_000);
    expect(takes(instantIn(''), '2026-01-05T02:00')).toBe(false);
    expect(takes(someLength(''), 'PT0S')).toBe(false);
    expect(takes(lengthIn(''), 'P93D')).toBe(false);
    expect(takes(instantIn(''), '9999-12-31T23:59:59Z')).toBe(false);
    expect(takes(instantIn(''), '1969-12-31T23:59:59Z')).toBe(false);
    expect(takes(lengthIn(''), 'P'.repeat(1000))).toBe(false);
    expect(flag('').parse('false')).toBe(false);
    expect(takes(flag(''), 'yes')).toBe(false);
    expect(takes(count('', { most: 200 }), '201')).toBe(false);
    expect(takes(count('', { most: 200 }), '1e2')).toBe(false);
    expect(takes(count('', { most: 200 }), '0')).toBe(false);
  });
});

describe('ETags', () => {
  it('carry the version there and back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(null, 'overdue'), (version, also) => {
        const tag = etagOf(version, also);
        expect(versionIn(tag)).toBe(version);
        expect(versionIn(`W/${tag}`)).toBe(version);
        expect(matches(`"x", W/${tag}`, tag)).toBe(true);
        expect(matches(etagOf(version + 1, also), tag)).toBe(false);
      }),
    );
    expect(matches('*', '"1"')).toBe(true);
    expect(matches(undefined, '"1"')).toBe(false);
  });

  it.each(['7', '*', '"7", "8"', '"x"', '', '"-1"'])('are refused when they are none of ours: %s', (text) => {
    expect(() => versionIn(text)).toThrowError(/If-Match/);
  });
});

const sent = (body: string | Uint8Array<ArrayBuffer>) => new Request('http://x', { method: 'POST', body });

describe('bodies', () => {
  it('are read up to their limit, however they are sent', async () => {
    expect(await readText(sent('x'.repeat(10)), 10)).toBe('x'.repeat(10));
    await expect(readText(sent('x'.repeat(11)), 10)).rejects.toThrowError(/larger/);
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const request = new Request('http://x', { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
    await expect(readText(request, 10_000)).rejects.toThrowError(/larger/);
    expect(pulled).toBeLessThan(20);
  });

  it('are UTF-8, split wherever the network likes', async () => {
    const bytes = new TextEncoder().encode('é→😀');
    const parts = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const request = new Request('http://x', { method: 'POST', body: parts, duplex: 'half' } as RequestInit);
    expect(await readText(request, 100)).toBe('é→😀');
    await expect(readText(sent(Uint8Array.of(0xff, 0xfe)), 100)).rejects.toThrowError(/UTF-8/);
    await expect(readText(sent(Uint8Array.of(0xe2, 0x86)), 100)).rejects.toThrowError(/UTF-8/);
  });

  it('are JSON that nothing later stumbles over', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(readJson('{"a":[1,"é"]}')).toEqual({ a: [1, 'é'] });
    expect(readJson(nested(32))).toBeDefined();
    expect(() => readJson(nested(33))).toThrowError(/deeper/);
    expect(() => readJson(nested(100_000))).toThrowError(/deeper/);
    expect(() => readJson('{"__proto__":{"admin":true}}')).toThrowError(/__proto__/);
    expect(() => readJson('{"a":"\\u0000"}')).toThrowError(/NUL/);
    expect(() => readJson('{"\\ud800":1}')).toThrowError(/half/);
    expect(() => readJson('{"a":')).toThrowError(/JSON/);
  });
});
