import { expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, keyActor, testAccess, testBrowser } from './support.ts';

async function begin(access: Access) {
  const program = testBrowser(access);
  const asked = await program.post('/device/code', { client_id: 'lull-cli', scope: 'laptop\n' });
  const { device_code, user_code, verification_uri_complete } = (await asked.json()) as Record<
    string,
    string
  >;
  const poll = async () => {
    await access.store.db
      .withSchema('auth')
      .updateTable('deviceCode' as never)
      .set({ lastPolledAt: null } as never)
      .execute();
    const answer = await program.post('/device/token', { device_code, client_id: 'lull-cli' });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  };
  return { user_code: user_code!, device_code: device_code!, verification_uri_complete, program, poll };
}

describeEngines('logging in by code', (open) => {
  it('gives the program a key, once, when a person approves', async () => {
    const access = await testAccess(await open());
    const { browser, owner } = await firstOwner(access);
    const { user_code, verification_uri_complete, poll } = await begin(access);
    expect(verification_uri_complete).toBe(`http://localhost:7373/device?user_code=${user_code}`);
    expect(await poll()).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    const seen = await browser.get(`/device?user_code=${user_code}`);
    expect(await seen.json()).toMatchObject({ status: 'pending', scope: 'laptop\n' });
    expect((await browser.post('/device/approve', { userCode: user_code })).status).toBe(200);
    const { status, body } = await poll();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', key: { name: 'laptop' }, person: { name: 'ada' } });
    expect(await keyActor(access, body.access_token!)).toMatchObject({
      kind: 'key',
      person: owner.id,
      role: 'owner',
    });
    expect(await poll()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('gives one key to two who poll at the same moment', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    const { user_code, poll } = await begin(access);
    await browser.get(`/device?user_code=${user_code}`);
    await browser.post('/device/approve', { userCode: user_code });
    const answers = await Promise.all([poll(), poll(), poll(), poll()]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('leaves no session behind', async () => {
    const access = await testAccess(await open());
    const { browser, owner } = await firstOwner(access);
    const { user_code, poll } = await begin(access);
    await browser.get(`/device?user_code=${user_code}`);
    await browser.post('/device/approve', { userCode: user_code });
    await poll();
    const { internalAdapter } = await access.library.$context;
    expect(await internalAdapter.listSessions(owner.id)).toHaveLength(1);
  });

  it('is refused when the person says no, polls too fast, or nobody is signed in', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    const denied = await begin(access);
    await browser.get(`/device?user_code=${denied.user_code}`);
    expect((await browser.post('/device/deny', { userCode: denied.user_code })).status).toBe(200);
    expect(await denied.poll()).toMatchObject({ status: 400, body: { error: 'access_denied' } });
    const fast = await begin(access);
    await fast.poll();
    const again = await fast.program.post('/device/token', { device_code: fast.device_code });
    expect(await again.json()).toMatchObject({ error: 'slow_down' });
    const stranger = await testBrowser(access).post('/device/approve', { userCode: fast.user_code });
    expect(stranger.status).toBe(401);
    const forged = { origin: 'https://evil.example.com' };
    await browser.get(`/device?user_code=${fast.user_code}`);
    const approved = browser.post('/device/approve', { userCode: fast.user_code }, forged);
    await expect(approved).rejects.toMatchObject({ code: 'forged-request' });
    expect(await fast.poll()).toMatchObject({ body: { error: 'authorization_pending' } });
  });
});
