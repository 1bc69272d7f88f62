import { expect, it } from 'vitest';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, here, password, testAccess, testBrowser, url } from './support.ts';

const headers = { 'content-type': 'application/json', origin: url };

/** A body without end; counts what was read of it. */
function endless(): { body: ReadableStream<Uint8Array>; read: () => number } {
  let sent = 0;
  const piece = new TextEncoder().encode(' '.repeat(65_536));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += piece.byteLength;
      if (sent > 50_000_000) controller.close();
      else controller.enqueue(piece);
    },
  });
  return { body, read: () => sent };
}

describeEngines('requests to identity', (open) => {
  it('are read no further than they can be long', async () => {
    const access = await testAccess(await open());
    for (const path of ['/sign-in/email', '/link/look', '/link/password', '/device/code', '/device/token']) {
      const { body, read } = endless();
      const request = new Request(`${url}/api/auth${path}`, {
        method: 'POST',
        headers,
        body,
        duplex: 'half',
      } as RequestInit);
      await expect(access.handler(request, here), path).rejects.toMatchObject({ code: 'too-large' });
      expect(read(), path).toBeLessThan(1_000_000);
    }
  });

  it('have the fields that ours have, and are JSON', async () => {
    const access = await testAccess(await open());
    const { browser, owner } = await firstOwner(access);
    const account = { email: 'ada@example.com', password };
    const bad = { code: 'bad-request' };
    for (const [path, body] of [
      ['/sign-in/email', { ...account, callbackURL: '/' }],
      ['/sign-in/email', { ...account, password: 'x'.repeat(2_000) }],
      ['/sign-in/email', { ...account, email: 'a\0da@example.com' }],
      ['/device/code', { client_id: 'lull-cli', scope: 'laptop', user_id: owner.id }],
      ['/device/code', { client_id: 'lull-cli', scope: 'lap\0top' }],
      ['/device/code', { client_id: 'lull-cli', scope: 'x'.repeat(1_000) }],
      ['/device/token', { device_code: 'a\0b' }],
      ['/device/approve', { userCode: 'a\0b' }],
      ['/passkey/delete-passkey', { id: 'a\0b' }],
      ['/change-password', { currentPassword: password, newPassword: password, revokeOtherSessions: false }],
    ] as const) {
      await expect(browser.post(path, body), `${path} ${JSON.stringify(body)}`).rejects.toMatchObject(bad);
    }
    await expect(browser.get('/device?user_code=a%00b')).rejects.toMatchObject(bad);
    const form = new URLSearchParams(account);
    const sent = new Request(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin: url },
      body: form,
    });
    await expect(access.handler(sent, here)).rejects.toMatchObject({ code: 'wrong-content-type' });
  });

  it('takes no ID token from a browser', async () => {
    const issuer = 'http://127.0.0.1:9';
    const access = await testAccess(await open(), {
      LULL_OIDC_ISSUER: issuer,
      LULL_OIDC_CLIENT_ID: 'lull',
      LULL_OIDC_CLIENT_SECRET: 'x',
    });
    const body = { provider: 'oidc', callbackURL: '/', idToken: { token: 'a.b.c' } };
    await expect(testBrowser(access).post('/sign-in/social', body)).rejects.toMatchObject({
      code: 'bad-request',
    });
  });
});
