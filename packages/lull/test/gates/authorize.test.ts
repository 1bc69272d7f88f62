import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { gateServer } from './support.ts';

describeEngines('proxies that ask before each request', (open) => {
  it('are told what a gate would do, with the refusal to hand on', async () => {
    const store = await open();
    const server = await gateServer(store);
    const ask = (headers: Record<string, string> = {}, query = '') =>
      fetch(`${server.url}/gate/v1/authorize?service=shop${query}`, { headers, redirect: 'manual' });
    // No gate ever asked for a document: who asks here relies on there being one.
    expect((await ask({}, '&unknown=closed')).status).toBe(200);
    const nameless = await fetch(`${server.url}/gate/v1/authorize`);
    expect([nameless.status, ((await nameless.json()) as { code: string }).code]).toEqual([
      400,
      'bad-request',
    ]);
    const unknown = `${server.url}/gate/v1/authorize?service=nobody`;
    expect((await fetch(unknown)).status).toBe(200);
    expect((await fetch(`${unknown}&unknown=closed`)).status).toBe(503);

    await server.owner('services/shop/down', { why: 'fire' });
    await expect.poll(async () => (await ask()).status).toBe(503);
    // What a visitor brings for the service itself is no key of ours.
    const page = await ask({ authorization: 'Basic eDp5', accept: 'text/html', 'accept-language': 'de' });
    expect(page.status).toBe(503);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('lull-state')).toMatch(/^closed; until=.*; downtime=/);
    expect(page.headers.get('content-language')).toBe('de');
    expect(await page.text()).toContain('<html');
    const problem = await ask({ accept: 'application/json', 'x-forwarded-method': 'POST' });
    expect(problem.headers.get('content-type')).toBe('application/problem+json');

    const envoy = await fetch(`${server.url}/gate/v1/authorize/shop/cart/7?x=1`, { method: 'DELETE' });
    expect(envoy.status).toBe(503);
    expect((await fetch(`${server.url}/gate/v1/authorize/bank/cart`)).status).toBe(200);
    // Any 200 is leave to go on, so gRPC's own refusal would be one.
    const grpc = await ask({ 'content-type': 'application/grpc' });
    expect([grpc.status, grpc.headers.get('grpc-status')]).toEqual([503, '14']);

    await server.owner('services/shop/up', { why: 'out' });
    await expect.poll(async () => (await ask()).status).toBe(200);
    await server.stop();
    const counted = await store.db.selectFrom('gates_minutes').selectAll().execute();
    const total = (of: 'requests' | 'closed') => counted.reduce((sum, row) => sum + Number(row[of]), 0);
    expect(new Set(counted.map(({ service }) => service))).toEqual(new Set(['shop', 'bank']));
    expect(total('requests')).toBeGreaterThanOrEqual(2);
    expect(total('closed')).toBeGreaterThanOrEqual(4);
  });

  it('refuse readers too once an emergency comes to what only refused writers', async () => {
    const server = await gateServer(await open());
    const ask = async (method: string) => {
      const headers = { 'x-forwarded-method': method };
      return (await fetch(`${server.url}/gate/v1/authorize?service=shop`, { headers })).status;
    };
    await server.owner('services/shop/down', { why: 'a full disk', mode: 'read-only' });
    await expect.poll(() => ask('POST')).toBe(503);
    expect(await ask('GET')).toBe(200);
    await server.owner('services/shop/down', { why: 'a broken disk' });
    await expect.poll(() => ask('GET')).toBe(503);
    await server.owner('services/shop/up', { why: 'a new disk' });
    await expect.poll(() => ask('GET')).toBe(200);
    expect(await ask('POST')).toBe(200);
    await server.stop();
  });

  it('let those pass who have a token, which a link turns into a cookie', async () => {
    const server = await gateServer(await open());
    await server.owner('services/shop/down', { why: 'fire' });
    await server.owner('services/bank/down', { why: 'fire' });
    const made = await server.owner('services/shop/bypass', { lasts: 'PT1H' });
    const { token } = made.json;
    const ask = (headers: Record<string, string>, service = 'shop') =>
      fetch(`${server.url}/gate/v1/authorize?service=${service}&unknown=closed`, {
        headers,
        redirect: 'manual',
      });
    await expect.poll(async () => (await ask({})).status).toBe(503);
    expect((await ask({ 'lull-bypass': token })).status).toBe(200);
    expect((await ask({ cookie: `a=b; lull-bypass=${token}` })).status).toBe(200);
    expect((await ask({ 'lull-bypass': `${token}x` })).status).toBe(503);
    expect((await ask({ 'lull-bypass': token }, 'bank')).status).toBe(503);
    const entered = await ask({ 'x-forwarded-uri': `//evil.example/cart?a=1&lull-bypass=${token}` });
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/evil.example/cart?a=1']);
    expect(entered.headers.get('set-cookie')).toContain(`lull-bypass=${token}; Max-Age=`);
    await server.stop();
  });
});
