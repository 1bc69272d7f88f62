import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { serveIdentity } from './served.ts';
import { firstOwner } from './support.ts';

describeEngines('the bare address of the server', (open) => {
  it('leads to the sign-in page, and who is signed in to the console', async () => {
    await using served = await serveIdentity(await open());
    const { browser } = await firstOwner(served.access);
    const leads = async (headers: Record<string, string>) => {
      const { status, headers: got } = await fetch(served.url, { headers, redirect: 'manual' });
      return [status, got.get('location')];
    };
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    expect(await leads({})).toEqual([302, '/login?next=%2Fconsole']);
    expect(await leads({ cookie })).toEqual([302, '/console']);
    expect(await leads({ cookie: cookie.replace('=', '=x') })).toEqual([302, '/login?next=%2Fconsole']);
    await browser.post('/sign-out', {});
    expect(await leads({ cookie })).toEqual([302, '/login?next=%2Fconsole']);
  });
});
