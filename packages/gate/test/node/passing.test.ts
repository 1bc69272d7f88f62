import { describe, expect, it } from 'vitest';
import { gateMiddleware } from '../../src/node/index.ts';
import { fixedGate } from '../support/fixed-gate.ts';
import { closed, minutes, shop } from '../support/shop.ts';

describe('who may pass a closed gate', () => {
  const status = async (address: string, headers: Record<string, string> = {}) =>
    (await fetch(address, { headers, redirect: 'manual' })).status;

  it('shows a token in a header or a cookie', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    expect(await status(address, { 'lull-bypass': 'good-1' })).toBe(200);
    expect(await status(address, { cookie: 'a=b; lull-bypass=good-1' })).toBe(200);
    expect(await status(address, { 'lull-bypass': 'bad' })).toBe(503);
    expect(await status(address, { cookie: 'xlull-bypass=good-1' })).toBe(503);
    expect(await status(address, { 'lull-bypass': '' })).toBe(503);
    expect(gate.seen).toMatchObject({ admitted: [], refused: ['closed', 'closed', 'closed'] });
  });

  it('is let in no longer than the token is good', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    expect(await status(address, { 'lull-bypass': 'good-1' })).toBe(200);
    gate.setNow(minutes(gate, 61));
    gate.bypass = async () => null;
    expect(await status(address, { 'lull-bypass': 'good-1' })).toBe(503);
    gate.bypass = async () => {
      throw new Error('broken');
    };
    expect(await status(address, { 'lull-bypass': 'good-2' })).toBe(503);
  });

  it('follows a secret link, which leaves a cookie and no token in the address', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    const follow = (path: string) => fetch(address + path, { redirect: 'manual' });
    const link = await follow('/cart?a=1&lull-bypass=good-1&b=2');
    expect(link.status).toBe(303);
    expect(link.headers.get('location')).toBe('/cart?a=1&b=2');
    expect(link.headers.get('set-cookie')).toBe(
      'lull-bypass=good-1; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
    expect(link.headers.get('cache-control')).toBe('no-store');
    expect((await follow('/?lull-bypass=bad')).status).toBe(503);
    const elsewhere = await follow('//evil.example.com/?lull-bypass=good-1');
    expect(elsewhere.headers.get('location')).toBe('/evil.example.com/');
    await gate.flip({});
    expect((await follow('/?lull-bypass=good-1')).status).toBe(303);
    expect((await follow('/?lull-bypass=bad')).status).toBe(200);
  });

  it('comes from an address that was named, by proxies that were named', async () => {
    const named = { allow: ['192.0.2.0/24'], proxies: ['127.0.0.1'] };
    const trusting = await shop(fixedGate(closed), named);
    const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded });
    expect(await status(trusting.address, from('192.0.2.7'))).toBe(200);
    expect(await status(trusting.address, from('192.0.2.7, 203.0.113.9'))).toBe(503);
    expect(await status(trusting.address, from('203.0.113.9, 192.0.2.7'))).toBe(200);
    const doubting = await shop(fixedGate(closed), { allow: ['192.0.2.0/24'] });
    expect(await status(doubting.address, from('192.0.2.7'))).toBe(503);
    const direct = await shop(fixedGate(closed), { allow: ['127.0.0.0/8'] });
    expect(await status(direct.address)).toBe(200);
    expect(() => gateMiddleware(fixedGate(), { allow: ['192.0.2.0/33'] })).toThrow(RangeError);
  });

  it('is a probe: it lives, and is ready as configured', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    expect(await status(`${address}/livez`)).toBe(200);
    expect(await status(`${address}/healthz?verbose`)).toBe(200);
    expect(await status(`${address}/readyz`)).toBe(200);
    expect(await status(`${address}/livez/../cart`)).toBe(503);
    expect(gate.seen.admitted).toEqual([]);
    const honest = await shop(gate, { readiness: 'not-ready', live: ['/up'] });
    expect(await status(`${honest.address}/up`)).toBe(200);
    expect(await status(`${honest.address}/livez`)).toBe(503);
    expect(await status(`${honest.address}/readyz`)).toBe(503);
    await gate.flip({});
    expect(await status(`${honest.address}/readyz`)).toBe(200);
    expect(gate.seen.admitted).toEqual([]);
  });
});
