import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/page/html.ts';
import { ownWords, type Refusing, readWords, refusal } from '../../src/page/index.ts';
import { pageScript, pageScriptHash } from '../../src/page/script.ts';
import { pageStyle, pageStyleHash } from '../../src/page/style.ts';
import { documentOf } from '../support/fixed-gate.ts';

const now = Date.UTC(2026, 11, 1, 2);
const closed = { retryAt: now + 33 * 60_000, downtime: 'dt_1' };

const browser: Refusing = {
  kind: 'closed',
  method: 'GET',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  acceptLanguage: null,
  contentType: null,
  destination: 'document',
  origin: null,
  spread: 0,
};
const curl: Refusing = { ...browser, accept: '*/*', destination: null };
const script: Refusing = { ...browser, accept: 'application/json', destination: 'empty' };

describe('a refusal', () => {
  it('is a 503 that nobody keeps, with the time to come back, in every form', () => {
    for (const request of [browser, curl, script]) {
      const { status, headers } = refusal(closed, documentOf(), request, now);
      expect(status).toBe(503);
      expect(headers).toMatchObject({
        'Retry-After': '1980',
        'Cache-Control': 'no-store',
        'Lull-State': 'closed; until=2026-12-01T02:33:00.000Z; downtime=dt_1',
      });
    }
  });

  it('spreads the return, and moves it when the end moves', () => {
    const after = (spread: number, retryAt: number | null) =>
      Number(refusal({ ...closed, retryAt }, null, { ...curl, spread }, now).headers['Retry-After']);
    expect(after(1, closed.retryAt)).toBe(1980 + 60);
    expect(after(0, closed.retryAt + 60_000)).toBe(2040);
    expect(after(0, now - 60_000)).toBe(5);
    expect(after(0, null)).toBe(60);
  });

  it('excuses nothing where no end is known, and excuses no longer than until the end', () => {
    const state = (retryAt: number | null) =>
      refusal({ ...closed, retryAt }, null, curl, now).headers['Lull-State'];
    expect(state(null)).toBe('closed; downtime=dt_1');
    expect(state(now - 1000)).toContain('until=2026-12-01T01:59:59.000Z');
  });

  it('is a page for people', () => {
    const { headers, body } = refusal(closed, documentOf(), browser, now);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('<html lang="en" dir="ltr">');
    expect(body).toContain('<title>Down for maintenance · Shop</title>');
    expect(body).toContain('Shop is closed while we work on it.');
    expect(body).toContain('Back in about 35 minutes.');
    expect(body).toContain('<time datetime="2026-12-01T02:33:00.000Z">Tue, Dec 1, 2:33 AM UTC</time>');
    expect(body).not.toMatch(/http-equiv/i);
  });

  it('is problem details for programs', () => {
    const { headers, body } = refusal(closed, documentOf(), script, now);
    expect(headers['Content-Type']).toBe('application/problem+json');
    expect(JSON.parse(body)).toEqual({
      type: 'urn:lull:refused:closed',
      title: 'Down for maintenance',
      status: 503,
      detail: 'Shop is closed while we work on it.',
      retryAt: '2026-12-01T02:33:00.000Z',
      downtime: 'dt_1',
    });
  });

  it('is text in a terminal', () => {
    expect(refusal(closed, documentOf(), curl, now).body).toBe(
      [
        'Down for maintenance',
        'Shop is closed while we work on it.',
        'Back in about 35 minutes.',
        'Expected: Tue, Dec 1, 2:33 AM UTC.',
        '',
      ].join('\n'),
    );
  });

  it('is UNAVAILABLE for gRPC: trailers only, so 200 and without a body', () => {
    for (const contentType of ['application/grpc', 'application/grpc+proto', 'application/grpc-web-text']) {
      const request = { ...curl, method: 'POST', contentType };
      const { status, headers, body } = refusal(closed, documentOf({ name: 'Lädchen\r\n%' }), request, now);
      expect({ status, body }).toEqual({ status: 200, body: '' });
      expect(headers).toMatchObject({ 'Content-Type': 'application/grpc', 'grpc-status': '14' });
      expect(headers['grpc-message']).toMatch(/^L%C3%A4dchen%0D%0A%25 is closed/);
    }
  });

  it('has no body for HEAD, and the same headers', () => {
    const get = refusal(closed, documentOf(), browser, now);
    const head = refusal(closed, documentOf(), { ...browser, method: 'HEAD' }, now);
    expect(head.body).toBe('');
    expect(head.headers).toEqual(get.headers);
  });

  it.each([
    ['text/html, application/json', null, 'text/html'],
    ['application/json, text/plain, */*', null, 'application/problem+json'],
    ['application/problem+json', null, 'application/problem+json'],
    ['application/vnd.api+json', null, 'application/problem+json'],
    ['text/plain;q=0.5, text/html;q=0.4', null, 'text/plain'],
    ['text/html;q=0, text/*', null, 'text/html'],
    ['text/event-stream', 'empty', 'text/plain'],
    ['image/avif,image/webp,*/*;q=0.8', 'image', 'text/plain'],
    ['*/*', 'empty', 'application/problem+json'],
    ['*/*', 'document', 'text/html'],
    [null, null, 'text/plain'],
    ['q=;,;;q=x,\u0000', null, 'text/plain'],
  ])('for Accept: %s (%s) is %s', (accept, destination, type) => {
    const { headers } = refusal(closed, null, { ...browser, accept, destination }, now);
    expect(headers['Content-Type']!.split(';')[0]).toBe(type);
  });

  it('tells whoever sent something that it is lost, and answers JSON with JSON', () => {
    const post = { ...browser, method: 'POST' };
    expect(refusal(closed, null, post, now).body).toContain('What you sent was not processed.');
    const json = { ...curl, method: 'PUT', contentType: 'application/json; charset=utf-8' };
    expect(refusal(closed, null, json, now).headers['Content-Type']).toBe('application/problem+json');
  });

  it('can be read by a page of another origin', () => {
    const { headers } = refusal(closed, null, { ...script, origin: 'https://app.example.com' }, now);
    expect(headers['Access-Control-Allow-Origin']).toBe('https://app.example.com');
  });

  it.each([
    ['read-only', 'everything can be read, and nothing can be changed'],
    ['partial', 'The rest of Shop works as usual'],
    ['opening', 'opens step by step'],
  ] as const)('says honestly what is refused: %s', (kind, said) => {
    const { headers, body } = refusal(closed, documentOf(), { ...curl, kind }, now);
    expect(body).toContain(said);
    expect(headers['Lull-State']).toMatch(new RegExp(`^${kind}; `));
  });
});

describe('the languages of a refusal', () => {
  const pages = { 'de-at': { heading: 'Wir bauen um' }, fr: { message: 'Nous revenons vite.' } };
  const read = (acceptLanguage: string, options = {}) =>
    refusal(closed, documentOf({}, pages), { ...browser, acceptLanguage }, now, options);

  it("are those of the gate, without the reader's region", () => {
    const { headers, body } = read('de-CH;q=0.9, en;q=0.8');
    expect(headers['Content-Language']).toBe('de');
    expect(body).toContain('Shop ist geschlossen');
    expect(body).toContain('Voraussichtlich in 35 Minuten zurück.');
  });

  it("prefer the document's words, and mark what is in another language", () => {
    const { body } = read('fr');
    expect(body).toContain('<html lang="en"');
    expect(body).toContain('<div lang="fr" dir="ltr">');
    expect(body).toContain('Nous revenons vite.');
  });

  it("keep to the gate's words while opening: the document's are about the closing", () => {
    const { body } = refusal(
      closed,
      documentOf({}, { en: { message: 'Moving house' } }),
      { ...curl, kind: 'opening' },
      now,
    );
    expect(body).not.toContain('Moving house');
  });

  it('can be any, from a file', () => {
    const ar = readWords(JSON.parse(JSON.stringify({ ...ownWords.en, again: 'مرة أخرى' })));
    const { headers, body } = read('ar', { words: { ar } });
    expect(headers['Content-Language']).toBe('ar');
    expect(body).toContain('<html lang="ar" dir="rtl">');
    expect(body).toContain('مرة أخرى');
    const { again: _, ...lacking } = ownWords.en!;
    expect(() => readWords(lacking)).toThrow('"again"');
    expect(() => readWords({ ...ownWords.en, closed: 'shut' })).toThrow('"closed.heading"');
  });

  it('is the one that was set for whoever reads none, and survives tags that Intl refuses', () => {
    expect(read('zh', { language: 'de' }).headers['Content-Language']).toBe('de');
    const odd = { words: { 'en-12': ownWords.en! } };
    expect(read('en-12', odd).headers['Content-Language']).toBe('en');
  });
});

describe('escaping', () => {
  it('is of everything that is put into a page', () => {
    const evil = `</title><script>alert(1)</script>"'&`;
    const document = documentOf({ name: evil }, { en: { heading: evil, message: evil } });
    const { body } = refusal({ ...closed, downtime: evil }, document, browser, now);
    expect(body.match(/<script>/g)).toHaveLength(1);
    expect(body).not.toContain(evil);
    const { headers } = refusal({ ...closed, downtime: 'x\r\nSet-Cookie: a=b' }, document, browser, now);
    expect(headers['Lull-State']).toMatch(/downtime=x%0D%0ASet-Cookie%3A%20a%3Db$/);
  });

  it('leaves no character with a meaning, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });

  it('survives every header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (accept, acceptLanguage, contentType) => {
        const { status } = refusal(closed, null, { ...browser, accept, acceptLanguage, contentType }, now);
        expect(status).toBe(503);
      }),
    );
  });
});

it('the policy names the very script and style of the page', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  expect(pageScriptHash).toBe(hash(pageScript));
  expect(pageStyleHash).toBe(hash(pageStyle));
});
