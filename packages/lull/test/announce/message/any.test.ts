import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeKinds, type Told } from '../../../src/announce/contract.ts';
import { noticeDataSchema } from '../../../src/announce/message/data.ts';
import { type LetterFacts, letterFor } from '../../../src/announce/message/message.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY, MINUTE, parseInstant } from '../../../src/time/instant.ts';
import { factsWith, recipient } from './support.ts';

const base = parseInstant('2026-03-20T00:00:00Z');
const instant = fc.integer({ min: base, max: base + 400 * DAY });
const hostile = fc.constantFrom(
  '{services}',
  '<!link>',
  '</style></title><script>alert(1)</script>',
  '"\'><img src=x onerror=alert(1)>',
  'a\r\nBcc: all@example.com',
  '\u202egnp.exe',
  '\u2028\u0000\u001b[2J',
  '&lt;!link&gt;',
);
const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), hostile);
const names = ['shop', 'search', 'vault'];

const told: fc.Arbitrary<Told> = fc
  .record({
    title: text,
    services: fc.subarray(names, { minLength: 1 }),
    mode: fc.constantFrom('full', 'read-only', 'partial', 'hold', 'at-risk'),
    part: fc.option(
      fc.record({ paths: fc.array(text, { maxLength: 3 }), tenants: fc.constant(['secret-tenant']) }),
    ),
    start: instant,
    length: fc.integer({ min: MINUTE, max: 3 * DAY }),
  })
  .map(({ length, ...rest }) => ({ number: 1, ...rest, end: rest.start + length }));

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const page = { ...factsWith().page };

const facts: fc.Arbitrary<LetterFacts> = fc
  .record({
    kind: fc.constantFrom(...noticeKinds),
    told,
    before: fc.option(told),
    sequence: fc.nat(),
    zone: fc.option(zones),
    now: instant,
    words: fc.constantFrom(...Object.values(ownWords)),
    title: text,
    known: fc.subarray(['shop', 'search']),
    titles: fc.array(text, { minLength: 2, maxLength: 2 }),
    serviceZone: zones,
    began: fc.option(instant),
  })
  .map(({ title, known, titles, serviceZone, began, ...rest }) => ({
    ...rest,
    downtime: '01980a4c-5a4e-7d3c-9d55-8f0b3c1d2e4f',
    page: { ...page, title },
    services: known.map((name, i) => ({ name, title: titles[i]!, zone: serviceZone })),
    actual:
      began === null
        ? null
        : {
            ...{ warnedAt: null, drainingAt: began, downAt: began, verifyingAt: null, openingAt: null },
            endedAt: began + MINUTE,
          },
  }));

describe('whatever a message is about', () => {
  it('its subject is one line, nothing of it is markup or a variable of ours, and no secret is in it', () => {
    fc.assert(
      fc.property(facts, (about) => {
        const { subject, paragraphs, text, html, data, footer } = letterFor(about).to(recipient);
        const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
        expect(subject).not.toMatch(controls);
        expect([...subject].length).toBeLessThanOrEqual(180);
        expect(subject.trim()).not.toBe('');
        for (const one of [...paragraphs, ...footer]) expect(one.replaceAll('\n', '')).not.toMatch(controls);
        for (const one of paragraphs)
          expect(one.replaceAll('{services}', '')).not.toMatch(/\{[a-zA-Z]+\}|NaN|undefined/);
        expect(text).not.toContain('\r');
        const tags = new Set(Array.from(html.matchAll(/<([^\s>]*)/g), ([, tag]) => tag));
        expect([...tags].toSorted()).toEqual(
          expect.arrayContaining(['!doctype', '/html', 'body', 'h1', 'style', 'title']),
        );
        for (const tag of ['script', 'img', '!link', '/script']) expect(tags).not.toContain(tag);
        expect(html.split('https://status.example.com/unsubscribe/token')).toHaveLength(2);
        expect(noticeDataSchema.safeParse(data).error).toBeUndefined();
        expect(JSON.stringify([subject, paragraphs, html, data])).not.toMatch(/secret-tenant|vault/);
      }),
      { numRuns: 500 },
    );
  });
});
