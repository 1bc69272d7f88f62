import { expect, it } from 'vitest';
import { openAccess } from '../../src/access/access.ts';
import { lull } from '../../src/access/contract.ts';
import {
  invite,
  listInvitations,
  ownerInvitation,
  passwordLink,
  withdrawInvitation,
} from '../../src/access/invitations.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { listPeople } from '../../src/access/people.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, here, join, password, signIn, testAccess, testBrowser, tokenOf } from './support.ts';

describeEngines('one-time links', (open) => {
  it('makes the first owner, once', async () => {
    const access = await testAccess(await open());
    const first = await ownerInvitation(access);
    expect(first!.link).toMatch(/^http:\/\/localhost:7373\/claim#[\w-]{43}$/);
    const browser = await join(access, first!.link, 'Ada@Example.com');
    expect(await browser.actor()).toMatchObject({
      kind: 'person',
      name: 'Ada',
      role: 'owner',
      ...{ from: here.from },
    });
    expect(await ownerInvitation(access)).toBeNull();
    await expect(join(access, first!.link, 'eve@example.com')).rejects.toMatchObject({ code: 'bad-link' });
    expect(await listPeople(access, lull)).toMatchObject([{ email: 'ada@example.com', role: 'owner' }]);
  });

  it('gives the link to one of twenty who use it at the same moment', async () => {
    const access = await testAccess(await open());
    const { link } = (await ownerInvitation(access))!;
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, number) => {
        const from = { from: `10.0.0.${number}`, requestId: null };
        const who = { token: tokenOf(link), email: `p${number}@example.com`, name: `p${number}`, password };
        return testBrowser(access, from).post('/link/password', who);
      }),
    );
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'bad-link' });
    const people = await listPeople(access, lull);
    expect(people).toHaveLength(1);
    await signIn(access, people[0]!.email);
  });

  it('replaces the link at each start', async () => {
    const store = await open();
    const access = await testAccess(store);
    const before = await ownerInvitation(access);
    const again = await openAccess(store, access.settings);
    const after = await ownerInvitation(again);
    await expect(join(access, before!.link, 'ada@example.com')).rejects.toMatchObject({ code: 'bad-link' });
    await join(again, after!.link, 'ada@example.com');
  });

  it('can be used again after it was cut short, and leaves nothing of the first time', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { link } = (await ownerInvitation(access))!;
    const first = testBrowser(access);
    const who = { token: tokenOf(link), email: 'eve@example.com', name: 'Eve' };
    expect((await first.post('/link/begin', who)).status).toBe(200);
    expect(await first.actor(), 'who has only begun is nobody').toBeNull();
    await expect(join(access, link, 'ada@example.com')).rejects.toMatchObject({
      code: 'bad-link',
      message: expect.stringContaining('being used'),
    });
    await expect(first.post('/link/finish', { token: tokenOf(link) })).rejects.toMatchObject({
      code: 'bad-request',
    });

    await store.db
      .updateTable('access_invitations')
      .set({ claimed_until: new Date(0) })
      .execute();
    await join(access, link, 'ada@example.com');
    expect(await first.actor()).toBeNull();
    await expect(first.post('/link/finish', { token: tokenOf(link) })).rejects.toMatchObject({
      code: 'bad-link',
    });
    expect(await listPeople(access, lull)).toMatchObject([{ email: 'ada@example.com' }]);
  });

  it('lets an invited person in with the role and grants of the invitation', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const asked = { email: 'Bob@Example.com', role: 'viewer', grants: { shop: 'scheduler' } } as const;
    const { link, id } = await invite(access, owner, asked);
    expect(await listInvitations(access, owner)).toMatchObject([
      { id, email: 'bob@example.com', by: owner.id },
    ]);
    const bob = await (await join(access, link, 'bob@example.com')).actor();
    expect(bob).toMatchObject({ role: 'viewer', grants: new Map([['shop', 'scheduler']]) });
    await expect(invite(access, owner, asked)).rejects.toMatchObject({ code: 'already-exists' });
    await expect(invite(access, bob, { email: 'c@example.com', role: null })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const { entries } = await listAudit(access.store.db, { actor: bob!.id }, { limit: 10 });
    expect(entries.at(-1)).toMatchObject({ action: 'person.join', from: here.from, request: 'r1' });
  });

  it('takes the address from the invitation, never from who uses it', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { link } = await invite(access, owner, { email: 'bob@example.com', role: 'viewer' });
    const who = { token: tokenOf(link), email: 'ada@example.com', name: 'x', password };
    expect(await (await testBrowser(access).post('/link/password', who)).json()).toEqual({
      email: 'bob@example.com',
    });
  });

  it('ends with its time, with a newer one and when it is withdrawn', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner } = await firstOwner(access);
    const bob = { email: 'bob@example.com', role: 'viewer' } as const;
    const older = await invite(access, owner, bob);
    const newer = await invite(access, owner, bob);
    await expect(join(access, older.link, bob.email)).rejects.toMatchObject({ code: 'bad-link' });
    await withdrawInvitation(access, owner, newer.id);
    await expect(join(access, newer.link, bob.email)).rejects.toMatchObject({ code: 'bad-link' });
    await expect(withdrawInvitation(access, owner, newer.id)).rejects.toMatchObject({ code: 'not-found' });
    const late = await invite(access, owner, bob);
    await store.db
      .updateTable('access_invitations')
      .set({ expires_at: new Date((await store.now()) - 1) })
      .where('id', '=', late.id)
      .execute();
    await expect(join(access, late.link, bob.email)).rejects.toMatchObject({ code: 'bad-link' });
  });

  it('sets a new password and ends all sessions', async () => {
    const access = await testAccess(await open());
    const { browser, owner } = await firstOwner(access);
    const { link } = await passwordLink(access, owner, owner.id);
    const next = 'another horse battery';
    const used = await testBrowser(access).post('/link/password', { token: tokenOf(link), password: next });
    expect(used.status).toBe(200);
    expect(await browser.actor()).toBeNull();
    await expect(signIn(access, 'ada@example.com')).rejects.toThrow('401');
    const back = testBrowser(access);
    expect((await back.post('/sign-in/email', { email: 'ada@example.com', password: next })).status).toBe(
      200,
    );
    expect(await back.actor()).toMatchObject({ role: 'owner' });
  });

  it('keeps no token in the database', async () => {
    const store = await open();
    const access = await testAccess(store);
    const token = tokenOf((await ownerInvitation(access))!.link);
    const rows = await store.db.selectFrom('access_invitations').selectAll().execute();
    const { entries } = await listAudit(store.db, {}, { limit: 10 });
    expect(JSON.stringify([rows, entries])).not.toContain(token);
  });

  it('refuses what is no password, no address, no token, and other fields', async () => {
    const access = await testAccess(await open());
    const token = tokenOf((await ownerInvitation(access))!.link);
    const browser = testBrowser(access);
    const good = { token, email: 'ada@example.com', name: 'Ada', password };
    for (const wrong of [
      { ...good, password: 'short' },
      { ...good, email: 'ada' },
      { ...good, email: undefined },
      { ...good, token: 7 },
      { ...good, role: 'owner' },
      [],
    ]) {
      await expect(browser.post('/link/password', wrong), JSON.stringify(wrong)).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
    await expect(
      browser.post('/link/password', good, { origin: 'https://evil.example.com' }),
    ).rejects.toMatchObject({ code: 'forged-request' });
    expect((await browser.post('/link/password', good)).status).toBe(200);
  });
});
