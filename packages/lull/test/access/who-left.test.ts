import { expect, it } from 'vitest';
import { lull } from '../../src/access/contract.ts';
import { invite, listInvitations, ownerInvitation, passwordLink } from '../../src/access/invitations.ts';
import { createKey } from '../../src/access/keys.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { listPeople, removePerson, setRole } from '../../src/access/people.ts';
import { welcome } from '../../src/access/welcome.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, join, keyActor, password, testAccess, testBrowser, tokenOf } from './support.ts';

/** One that nobody asks anything here. */
const provider = {
  LULL_OIDC_ISSUER: 'http://127.0.0.1:9',
  LULL_OIDC_CLIENT_ID: 'lull',
  LULL_OIDC_CLIENT_SECRET: 'a secret',
};
const bob = { email: 'bob@example.com', role: 'owner' } as const;

describeEngines('who was removed or is no owner any more', (open) => {
  it('is nobody, also for a request that was under way', async () => {
    const store = await open();
    const access = await testAccess(store, { ...provider, LULL_OIDC_DEFAULT_ROLE: 'approver' });
    const { owner } = await firstOwner(access);
    const browser = await join(access, (await invite(access, owner, bob)).link, bob.email);
    const { id } = (await browser.actor())!;
    const { internalAdapter } = await access.library.$context;
    const user = (await internalAdapter.findUserById(id))!;
    const asking = Array.from({ length: 20 }, () => browser.actor());
    await removePerson(access, owner, id);
    await Promise.all(asking);
    expect(await welcome(access, user), 'a session that was read just before').toBeNull();
    expect(await browser.actor()).toBeNull();
    expect(await listPeople(access, lull)).toHaveLength(1);
    await join(access, (await invite(access, owner, bob)).link, bob.email);
  });

  it('is nobody either when the server died before the account was gone', async () => {
    const access = await testAccess(await open(), { ...provider, LULL_OIDC_DEFAULT_ROLE: 'approver' });
    const { owner } = await firstOwner(access);
    const browser = await join(access, (await invite(access, owner, bob)).link, bob.email);
    const { id } = (await browser.actor())!;
    const { internalAdapter } = await access.library.$context;
    const deleteUser = internalAdapter.deleteUser;
    internalAdapter.deleteUser = () => Promise.reject(new Error('killed'));
    await expect(removePerson(access, owner, id)).rejects.toThrow('killed');
    expect((await browser.actor())?.role ?? null).toBeNull();
    internalAdapter.deleteUser = deleteUser;
    await removePerson(access, owner, id);
    expect(await browser.actor()).toBeNull();
    expect(await listPeople(access, lull)).toHaveLength(1);
  });

  it('takes the links along that were made for them and by them', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const browser = await join(access, (await invite(access, owner, bob)).link, bob.email);
    const actor = (await browser.actor())!;
    const { link } = await passwordLink(access, owner, actor.id);
    const { secret } = await createKey(access, actor, { name: 'bob’s' });
    const back = { email: 'bob.again@example.com', role: 'owner' } as const;
    const byPerson = await invite(access, actor, back);
    const byKey = await invite(access, await keyActor(access, secret), { ...back, email: 'b@example.com' });
    await setRole(access, owner, actor.id, 'viewer');
    for (const { link } of [byPerson, byKey]) {
      await expect(join(access, link, 'x@example.com')).rejects.toMatchObject({ code: 'bad-link' });
    }
    expect(await listInvitations(access, owner)).toMatchObject([{ kind: 'password' }]);
    const { entries } = await listAudit(access.store.db, { action: 'person.role' }, { limit: 1 });
    expect(entries).toMatchObject([{ data: { after: 'viewer', links: [byPerson.id, byKey.id].sort() } }]);
    await removePerson(access, owner, actor.id);
    const used = testBrowser(access).post('/link/password', { token: tokenOf(link), password });
    await expect(used).rejects.toMatchObject({ code: 'bad-link' });
    expect(await listInvitations(access, owner)).toEqual([]);
  });
});

describeEngines('a link that makes the first owner', (open) => {
  it('is good for nothing once there is an owner, however many were made', async () => {
    const store = await open();
    const access = await testAccess(store);
    const links = await Promise.all(Array.from({ length: 4 }, () => ownerInvitation(access)));
    const open_ = await listInvitations(access, lull);
    expect(open_).toHaveLength(1);
    const last = links.find((link) => link!.id === open_[0]!.id)!;
    // As two servers on one database may leave it behind that started before they knew each other.
    await store.db.updateTable('access_people').set({ role: 'owner' }).execute();
    await store.db
      .insertInto('access_people')
      .values({ person: 'p', role: 'owner', name: 'P', email: 'p@example.com' })
      .execute();
    await expect(join(access, last.link, 'eve@example.com')).rejects.toMatchObject({ code: 'bad-link' });
    expect(await listPeople(access, lull)).toHaveLength(1);
  });

  it('can be tried with another address at once', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { internalAdapter } = await access.library.$context;
    const there = { email: 'p@example.com', name: 'P', emailVerified: true };
    const user = await internalAdapter.createUser(there, { method: 'email-password' });
    expect(await welcome(access, user)).toMatchObject({ role: null });
    const { link } = (await ownerInvitation(access))!;
    await expect(join(access, link, 'p@example.com')).rejects.toMatchObject({ code: 'already-exists' });
    const browser = await join(access, link, 'ada@example.com');
    expect(await browser.actor()).toMatchObject({ role: 'owner' });
  });
});

describeEngines('a link for a new password', (open) => {
  it('begins no session by itself', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { link } = await passwordLink(access, owner, owner.id);
    const thief = testBrowser(access);
    await expect(thief.post('/link/begin', { token: tokenOf(link) })).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(await thief.actor()).toBeNull();
  });
});
