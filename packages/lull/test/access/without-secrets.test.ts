import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWithoutSecrets, withoutSecrets } from '../../src/access/without-secrets.ts';

const secret = 'S3cr3tS3cr3tS3cr3t';

describe('what is written down', () => {
  it.each([
    { password: secret },
    { newPassword: secret },
    { clientSecret: secret },
    { headers: { Authorization: `Bearer ${secret}` } },
    { headers: [`authorization: Basic ${secret}`] },
    { cookie: secret },
    { api_key: secret },
    { token: [secret] },
    { credentials: { user: 'x', value: secret } },
    { source: `postgres://lull:${secret}@db/lull` },
    { url: `https://example.com/x?token=${secret}` },
    { link: `https://lull.example.com/claim#${secret}` },
    { note: `the key is lull_${secret}` },
    { deep: [[[{ a: { b: `redis://:${secret}@cache` } }]]] },
  ])('holds no secret: %o', (data) => {
    expect(JSON.stringify(withoutSecrets(data))).not.toContain(secret);
  });

  it('keeps what is none', () => {
    const data = {
      name: 'ci',
      role: 'viewer',
      at: 5,
      none: null,
      list: ['shop'],
      hasPassword: true,
      token: null,
    };
    expect(withoutSecrets(data)).toEqual(data);
    expect(textWithoutSecrets('see https://example.com/why?since=2 and user@example.com')).toBe(
      'see https://example.com/why?since=2 and user@example.com',
    );
  });

  it('ends, however deep and whatever it is', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void JSON.stringify(withoutSecrets(value))));
    let deep: unknown = secret;
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(JSON.stringify(withoutSecrets(deep))).not.toContain(secret);
  });

  it('takes time in proportion to the text', () => {
    // In proportion to its square it would be minutes, and the test would not end in time.
    for (const piece of ['a', 'a-', 'a://', 'a:', 'Bearer ', '#token=']) {
      const text = piece.repeat(500_000 / piece.length);
      expect(textWithoutSecrets(text).length).toBeGreaterThan(0);
    }
  });
});
