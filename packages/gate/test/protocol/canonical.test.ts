import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, signedBytes } from '../../src/protocol/index.ts';

/** A double from the 16 hex digits of its bits. */
function double(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

describe('the vectors of RFC 8785', () => {
  test('3.2.2: literals, numbers and strings', () => {
    const value = JSON.parse(
      String.raw`{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }`,
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('3.2.3: names in the order of their UTF-16 units', () => {
    const value = JSON.parse(
      String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
        "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O"}`,
    );
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    const order = [...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map(([, text]) => text);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: %s is %s', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'appendix B: %s is an error',
    (bits) => {
      expect(() => canonicalJson(double(bits))).toThrow(RangeError);
    },
  );

  test('3.2.2.2: half of a surrogate pair is an error, in a value and in a name', () => {
    expect(() => canonicalJson('\ud83d')).toThrow(RangeError);
    expect(() => canonicalJson({ '\udead': 1 })).toThrow(RangeError);
  });
});

test('what is no JSON is an error', () => {
  for (const value of [undefined, () => 1, Symbol('x'), 1n, [undefined]]) {
    expect(() => canonicalJson(value)).toThrow(RangeError);
  }
});

const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' });

test('parsing gives the value back', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the order in which names were written makes no difference, nor does writing it again', () => {
  fc.assert(
    fc.property(json, (value) => {
      const written = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(written);
      expect(canonicalJson(JSON.parse(written))).toBe(written);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(fields.map(([name, field]) => [name, reversed(field)]));
}

test('everything is signed but the signature, of the outermost object only', () => {
  const document = { b: { signature: 'inner' }, a: 1, signature: 'outer' };
  expect(new TextDecoder().decode(signedBytes(document))).toBe('{"a":1,"b":{"signature":"inner"}}');
});

test('a name that is special in JavaScript is signed like any other', () => {
  const document = JSON.parse('{"__proto__":{"x":1},"constructor":2}');
  expect(new TextDecoder().decode(signedBytes(document))).toBe('{"__proto__":{"x":1},"constructor":2}');
});
