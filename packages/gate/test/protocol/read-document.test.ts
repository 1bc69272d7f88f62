import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal, readDocument } from '../../src/protocol/index.ts';
import { documentOf } from './support.ts';

const whole = (): Record<string, unknown> => structuredClone({ ...documentOf() });

/** Reads it, or says why not; anything but a refusal is thrown. */
function readOrCode(value: unknown): unknown {
  try {
    return readDocument(value);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

test('instants and lengths are milliseconds, and the document as it came is kept', () => {
  const raw = whole();
  const document = readDocument(raw);
  const noon = Date.UTC(2026, 11, 1, 12);
  expect(document.schedule[0]).toMatchObject({ from: noon, to: noon + 3_600_000, retryAt: noon + 3_600_000 });
  expect(document).toMatchObject({ maxSilence: 60_000, issuedAt: noon - 7_200_000 });
  expect(document.raw).toBe(raw);
});

describe('fuzzed', () => {
  test('any JSON is a document or a refusal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        expect(readOrCode(value)).toBeDefined();
      }),
    );
  });

  const places = placesIn(whole());

  test('with anything at any place of a good document', () => {
    const odd = fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.constantFrom(undefined, {}, [], '', -1, 2 ** 53, [{}], [null], { toString: 1, valueOf: 1 }, '9999'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), odd, (place, value) => {
        const document = whole();
        put(document, place, value);
        expect(readOrCode(document)).toBeDefined();
      }),
      { numRuns: 5_000 },
    );
  });

  test('with any field left out: no document is read as something that it does not say', () => {
    const optional = new Set([
      'brand.colour',
      'brand.logo',
      'brand.statusUrl',
      'pages.en',
      'pages.en.heading',
    ]);
    for (const place of places.filter((one) => !/^\d+$/.test(one.at(-1)!))) {
      const document = whole();
      put(document, place, undefined);
      const name = place.join('.');
      const mayBeLeftOut = optional.has(name) || /match\.\w+$/.test(name);
      if (mayBeLeftOut) expect(readOrCode(document), name).toBeInstanceOf(Object);
      else expect(readOrCode(document), name).toBe('malformed');
    }
  });
});

describe('a later version', () => {
  test('fields that are not known are passed over, at every level', () => {
    const document = whole();
    for (const place of [[], ['schedule', '0'], ['schedule', '0', 'match'], ['brand'], ['pages', 'en']]) {
      put(document, [...place, 'later'], { deep: [1] });
    }
    expect(readDocument(document).schedule).toEqual(readDocument(whole()).schedule);
  });

  test('crit names what must be known', () => {
    expect(readOrCode({ ...whole(), crit: [] })).toBeInstanceOf(Object);
    expect(readOrCode({ ...whole(), later: 1, crit: ['later'] })).toBe('newer-format');
    expect(readOrCode({ ...whole(), crit: [{ toString: 1, valueOf: 1 }] })).toBe('malformed');
  });

  test.each([
    [2, 'newer-format'],
    [99, 'newer-format'],
    [0, 'malformed'],
    [-1, 'malformed'],
    [1.5, 'malformed'],
    ['1', 'malformed'],
    [null, 'malformed'],
  ])('v %j is %s', (v, code) => {
    expect(readOrCode({ ...whole(), v })).toBe(code);
  });
});

describe('the schedule', () => {
  const withPeriods = (...spans: [string, string | null][]): unknown => {
    const [one] = documentOf().schedule;
    return {
      ...whole(),
      schedule: spans.map(([from, to]) => ({ ...one, from: at(from), to: to && at(to) })),
    };
  };
  const at = (time: string): string => `2026-12-01T${time}:00Z`;

  test('may touch, and end open', () => {
    expect(readOrCode(withPeriods(['12:00', '13:00'], ['13:00', '14:00'], ['15:00', null]))).toBeInstanceOf(
      Object,
    );
  });

  test('may not overlap, go backwards, be empty, or go on after what has no end', () => {
    expect(readOrCode(withPeriods(['12:00', '13:00'], ['12:59', '14:00']))).toBe('malformed');
    expect(readOrCode(withPeriods(['12:00', '13:00'], ['10:00', '11:00']))).toBe('malformed');
    expect(readOrCode(withPeriods(['12:00', '12:00']))).toBe('malformed');
    expect(readOrCode(withPeriods(['12:00', '11:00']))).toBe('malformed');
    expect(readOrCode(withPeriods(['12:00', null], ['13:00', '14:00']))).toBe('malformed');
  });
});

describe('rules', () => {
  const matchOf = (match: object) => {
    const document = whole();
    put(document, ['schedule', '0', 'match'], match);
    return readDocument(document).schedule[0]!.match;
  };

  test('are kept as requests are compared with them', () => {
    expect(matchOf({ paths: ['/shop/*', '/caf%C3%A9/', '/*', '//a/./b'], methods: ['post'] })).toEqual({
      paths: ['/shop', '/café', '/', '/a/b'],
      methods: ['POST'],
      tenants: [],
      except: [],
    });
  });

  test('that could never match are refused rather than leave open what should be closed', () => {
    for (const path of ['shop', 'https://shop.example/cart', '/a/../b', '/%zz', '*']) {
      expect(() => matchOf({ paths: [path] }), path).toThrow(Refusal);
      expect(() => matchOf({ except: [path] }), path).toThrow(Refusal);
    }
  });
});

test('what a page shows is of a form that cannot carry anything else', () => {
  const brand = (more: object): unknown => readOrCode({ ...whole(), brand: { name: 'Shop', ...more } });
  expect(brand({ colour: 'red;}' })).toBe('malformed');
  expect(brand({ logo: 'https://cdn.example/logo.png' })).toBe('malformed');
  expect(brand({ logo: 'data:text/html;base64,PGI+' })).toBe('malformed');
  expect(brand({ logo: 'data:image/png;base64,AAAA" onload="x' })).toBe('malformed');
  expect(brand({ statusUrl: 'javascript:alert(1)' })).toBe('malformed');
  expect(brand({ statusUrl: 'https://status.example/"><script>' })).toBe('malformed');
  expect(brand({ colour: '#A0b1C2', statusUrl: 'https://status.example/' })).toBeInstanceOf(Object);
});

/** The way to everything in a value: ['schedule', '0', 'from'] and so on. */
function placesIn(value: unknown, place: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [
    [...place, name],
    ...placesIn(field, [...place, name]),
  ]);
}

function put(document: object, place: readonly string[], value: unknown): void {
  let at = document as Record<string, unknown>;
  for (const name of place.slice(0, -1)) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[place.at(-1)!];
  else at[place.at(-1)!] = value;
}
