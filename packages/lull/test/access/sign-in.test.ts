import { expect, it } from 'vitest';
import { forgetOldAttempts } from '../../src/access/attempts.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, here, password, signIn, testAccess, testBrowser, url } from './support.ts';

const ada = 'ada@example.com';

describeEngines('signing in', (open) => {
  it('gives a cookie that only the browser and only our pages can use', async () => {
    const access = await testAccess(await open());
    await firstOwner(access);
    const browser = testBrowser(access);
    const plain = await browser.post('/sign-in/email', { email: ada, password });
    expect(plain.headers.getSetCookie()).toEqual([expect.stringMatching(/; HttpOnly; SameSite=Lax$/)]);
    const secure = await testAccess(access.store, { LULL_URL: 'https://lull.example.com' });
    const https = await testBrowser(secure).post('/sign-in/email', { email: ada, password });
    expect(https.headers.getSetCookie()[0]).toMatch(/^__Host-lull\.session_token=.*; Path=\/;.* Secure/);
    expect(https.headers.get('cache-control')).toBe('no-store');
  });

  it('by cookie changes something only from our own pages', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    const send = (headers: Record<string, string>, method = 'POST') => browser.actor({ method, headers });
    expect(await send({ origin: url })).toMatchObject({ role: 'owner' });
    expect(await send({ 'sec-fetch-site': 'same-origin' })).toMatchObject({ role: 'owner' });
    expect(await send({ origin: 'https://evil.example.com' }, 'GET')).toMatchObject({ role: 'owner' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const headers of [
        {},
        { origin: 'https://evil.example.com' },
        { origin: 'null' },
        { origin: `${url}.evil.example.com` },
        { origin: 'http://localhost:7374' },
        { origin: 'https://evil.example.com', 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
        { referer: `${url}/` },
      ] as Record<string, string>[]) {
        await expect(send(headers, method), JSON.stringify(headers)).rejects.toMatchObject({
          code: 'forged-request',
        });
      }
    }
  });

  it('answers the same for a wrong password and an unknown address', async () => {
    const access = await testAccess(await open());
    await firstOwner(access);
    const answers = await Promise.all(
      [ada, 'nobody@example.com'].map((email) =>
        testBrowser(access).post('/sign-in/email', { email, password: 'wrong horse battery' }),
      ),
    );
    const [one, other] = await Promise.all(
      answers.map(async (answer) => [answer.status, [...answer.headers], await answer.text()]),
    );
    expect(one![0]).toBe(401);
    expect(one).toEqual(other);
  });

  it('is limited by address', async () => {
    const access = await testAccess(await open());
    await firstOwner(access);
    const attack = testBrowser(access, { from: '198.51.100.9', requestId: null });
    const wrong = { email: 'nobody@example.com', password: 'wrong horse battery' };
    for (let number = 0; number < 10; number++) {
      expect((await attack.post('/sign-in/email', wrong)).status).toBe(401);
    }
    await expect(attack.post('/sign-in/email', { email: ada, password })).rejects.toMatchObject({
      code: 'too-many-requests',
      details: { retryAfter: expect.any(Number) },
    });
    await expect(
      attack.post('/sign-in/email', wrong, { 'x-lull-client-address': '192.0.2.77' }),
      'an address that the client itself claims',
    ).rejects.toMatchObject({ code: 'too-many-requests' });
    await signIn(access, ada);
  });

  it('is limited by account, from wherever it is tried, on all servers together', async () => {
    const store = await open();
    const servers = [await testAccess(store), await testAccess(store)];
    await firstOwner(servers[0]!);
    const wrong = { email: 'ADA@example.com', password: 'wrong horse battery' };
    const tries = Array.from({ length: 24 }, (_, number) =>
      testBrowser(servers[number % 2]!, { from: `198.51.100.${number}`, requestId: null }).post(
        '/sign-in/email',
        wrong,
      ),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(20);
    const elsewhere = { from: '192.0.2.1', requestId: null };
    const right = { email: ada, password };
    const late = () => testBrowser(servers[1]!, elsewhere).post('/sign-in/email', right);
    await expect(late()).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(await forgetOldAttempts(store.db, (await store.now()) + 1000)).toBeGreaterThan(0);
    expect((await late()).status).toBe(200);
  });

  it('is not kept from who is signed in from there by strangers who guess', async () => {
    const access = await testAccess(await open());
    await firstOwner(access);
    const wrong = { email: ada, password: 'wrong horse battery' };
    const guess = (from: string) =>
      testBrowser(access, { from, requestId: null }).post('/sign-in/email', wrong);
    for (let number = 0; number < 20; number++) await guess(`198.51.100.${number}`);
    await expect(guess('192.0.2.1')).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(await (await signIn(access, ada)).actor()).toMatchObject({ role: 'owner' });
  });

  it('leaves a trail: who came in and how, and whose password was wrong, but nothing of anybody else', async () => {
    const lines: string[] = [];
    const access = await testAccess(await open(), {}, lines);
    const { browser, owner } = await firstOwner(access);
    const wrong = 'wrong horse battery';
    const next = 'another horse battery';
    for (const email of ['ADA@example.com', 'nobody@example.com']) {
      expect((await browser.post('/sign-in/email', { email, password: wrong })).status).toBe(401);
    }
    const change = { currentPassword: password, newPassword: next };
    expect((await browser.post('/change-password', change)).status).toBe(200);
    await access.close();
    const { entries } = await listAudit(access.store.db, { subject: owner.id }, { limit: 10 });
    const from = { from: here.from, request: here.requestId };
    const person = { kind: 'person', id: owner.id, name: 'ada', person: owner.id };
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'person.join',
      'person.password',
      'session.begin',
      'session.refused',
    ]);
    for (const [action, expected] of [
      ['session.begin', { ...from, actor: person, data: { way: 'password' } }],
      ['session.refused', { ...from, actor: { kind: 'system' }, data: { way: 'password' } }],
      ['person.password', { ...from, actor: person }],
    ] as const) {
      expect(entries.find((entry) => entry.action === action)).toMatchObject(expected);
    }
    const all = JSON.stringify(await listAudit(access.store.db, {}, { limit: 100 })) + lines.join();
    for (const secret of [wrong, password, next, 'nobody@']) expect(all).not.toContain(secret);
  });

  it('out ends the session', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    const kept = new Map(browser.cookies);
    const { person } = (await browser.actor())!;
    expect((await browser.post('/sign-out', {})).status).toBe(200);
    expect(await browser.actor()).toBeNull();
    const ended = async () =>
      (await listAudit(access.store.db, { action: 'session.end' }, { limit: 10 })).entries;
    expect(await ended()).toMatchObject([
      { actor: { id: person, name: 'ada' }, subject: person, from: here.from, data: { count: 1 } },
    ]);
    expect((await browser.post('/sign-out', {})).status).toBe(200);
    expect(await ended(), 'nobody was signed in').toHaveLength(1);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await browser.actor(), 'a cookie that was copied before').toBeNull();
  });

  it('takes no cookie that was changed', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    const value = browser.cookies.get('lull.session_token')!;
    for (const wrong of ['', 'x', value.slice(0, -4), value.split('.')[0]!, `x${value}`, '%00', '%E0%A4%A']) {
      browser.cookies.set('lull.session_token', wrong);
      expect(await browser.actor(), wrong).toBeNull();
    }
  });

  it('is all that is open: the rest of the library is not there', async () => {
    const access = await testAccess(await open());
    const { browser } = await firstOwner(access);
    for (const [method, path] of [
      ['POST', '/sign-up/email'],
      ['POST', '/api-key/create'],
      ['GET', '/api-key/list'],
      ['POST', '/request-password-reset'],
      ['POST', '/update-user'],
      ['POST', '/delete-user'],
      ['POST', '/change-email'],
      ['POST', '/sign-in/social'],
      ['GET', '/sign-in/email'],
      ['POST', '/begin-session'],
      ['POST', '//sign-up/email'],
      ['POST', '/sign-in/../sign-up/email'],
      ['POST', '/'],
    ] as const) {
      const sent = method === 'GET' ? browser.get(path) : browser.post(path, { email: 'eve@example.com' });
      await expect(sent, path).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});
