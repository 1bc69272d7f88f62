import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bypass,
  bypassBytes,
  bypassPayload,
  pinned,
  Refusal,
  type RefusalCode,
  readBypass,
  signedBytes,
} from '../../src/protocol/index.ts';
import { documentOf, ed25519, named, type SigningKey, signature, signingKey } from './support.ts';

const now = Date.UTC(2026, 11, 1, 12);
const [key, stranger] = [signingKey(), signingKey()];
const trust = pinned('shop', key);
const bypass: Bypass = { service: 'shop', id: 'b1', expires: now + 60_000 };

function token(of: Bypass = bypass, by: SigningKey = key): string {
  const payload = bypassPayload(of);
  return `${payload}.${signature(by, bypassBytes(payload))}`;
}

async function refused(text: string, code: RefusalCode, at = now, believed = trust): Promise<void> {
  await expect(readBypass(text, believed, at, ed25519)).rejects.toMatchObject({ name: 'Refusal', code });
}

test('says for whom it was made, until when', async () => {
  expect(await readBypass(token(), trust, now, ed25519)).toEqual(bypass);
  expect(token()).toMatch(/^[\w-]+\.[\w-]{86}$/);
});

test('is worth nothing from its expiry on, nor for another service', async () => {
  expect(await readBypass(token(), trust, bypass.expires - 1, ed25519)).toEqual(bypass);
  await refused(token(), 'expired', bypass.expires);
  await refused(token({ ...bypass, service: 'blog' }), 'wrong-service');
});

test('counts only if a trusted key signed it that is in use', async () => {
  await refused(token(bypass, stranger), 'bad-signature');
  const next = named(stranger, key, '2026-12-08T00:00:00Z');
  const both = { ...trust, keys: [...trust.keys, next] };
  await refused(token(bypass, stranger), 'bad-signature', now, both);
  const later = { ...bypass, expires: now + 30 * 86_400_000 };
  expect(await readBypass(token(later, stranger), both, Date.UTC(2026, 11, 8), ed25519)).toEqual(later);
  // Once the key before it is retired, so are the tokens that it signed.
  await refused(token(later), 'bad-signature', Date.UTC(2026, 11, 8), { ...trust, keys: [next] });
});

test('lasts no longer and is for nobody else by being changed', async () => {
  const [payload, signed] = token().split('.') as [string, string];
  const longer = bypassPayload({ ...bypass, expires: now + 1e9 });
  await refused(`${longer}.${signed}`, 'bad-signature');
  await refused(`${bypassPayload({ ...bypass, id: 'b2' })}.${signed}`, 'bad-signature');
  await refused(`${payload}.${signature(key, new TextEncoder().encode(payload))}`, 'bad-signature');
});

test('is no document, and no document is a token', async () => {
  const bytes = signedBytes(documentOf());
  const payload = Buffer.from(bytes).toString('base64url');
  await refused(`${payload}.${signature(key, bytes)}`, 'malformed');
});

describe('what cannot be read', () => {
  test.each([
    '',
    '.',
    'x',
    'a.b.c',
    `${token()}.`,
    `.${token()}`,
    token().replace('.', '..'),
    token().slice(0, -1),
    `${token()}A`,
    `${token()}=`,
    ` ${token()}`,
    'A'.repeat(100_000),
    `${Buffer.from('null').toString('base64url')}.${'A'.repeat(86)}`,
    `${Buffer.from('{"service":"shop","id":1,"expires":9}').toString('base64url')}.${'A'.repeat(86)}`,
    `${Buffer.from('{"service":"shop","id":"x","expires":1e400}').toString('base64url')}.${'A'.repeat(86)}`,
  ])('%#', async (text) => {
    await refused(text, 'malformed');
  });

  test('is refused, never anything else', async () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{0,60}\.[\w-]{86}$/), fc.base64String());
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        await expect(readBypass(one, trust, now, ed25519)).rejects.toBeInstanceOf(Refusal);
      }),
    );
  });
});
