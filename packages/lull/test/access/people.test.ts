import { expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { type Actor, lull } from '../../src/access/contract.ts';
import { grant, revokeGrant } from '../../src/access/grants.ts';
import { invite } from '../../src/access/invitations.ts';
import { createKey } from '../../src/access/keys.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { listPeople, removePerson, setRole } from '../../src/access/people.ts';
import { endSessions, listSessions } from '../../src/access/sessions.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, join, keyActor, signIn, testAccess } from './support.ts';

async function somebody(access: Access, owner: Actor, email: string, role: Actor['role']) {
  const { link } = await invite(access, owner, { email, role });
  const browser = await join(access, link, email);
  return { browser, actor: (await browser.actor())! };
}

describeEngines('people', (open) => {
  it('are given and lose roles and grants at once', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { browser, actor } = await somebody(access, owner, 'bob@example.com', null);
    expect(actor).toMatchObject({ role: null, grants: new Map() });
    await setRole(access, owner, actor.id, 'viewer', 'helps out');
    await grant(access, owner, { person: actor.id, service: 'shop', role: 'viewer' });
    await grant(access, owner, { person: actor.id, service: 'shop', role: 'approver' });
    expect(await browser.actor()).toMatchObject({ role: 'viewer', grants: new Map([['shop', 'approver']]) });
    expect(await listPeople(access, owner)).toMatchObject([
      { name: 'ada', grants: {} },
      { name: 'bob', role: 'viewer', grants: { shop: 'approver' } },
    ]);
    await revokeGrant(access, owner, { person: actor.id, service: 'shop' });
    await revokeGrant(access, owner, { person: actor.id, service: 'shop' });
    await setRole(access, owner, actor.id, null);
    expect(await browser.actor()).toMatchObject({ role: null, grants: new Map() });
    const { entries } = await listAudit(access.store.db, { subject: actor.id }, { limit: 20 });
    expect(entries.map(({ action }) => action)).toEqual([
      'person.role',
      'person.revoke',
      'person.grant',
      'person.grant',
      'person.role',
      'session.begin',
      'person.join',
    ]);
    expect(entries.at(-3)).toMatchObject({ why: 'helps out', data: { before: null, after: 'viewer' } });
  });

  it('are changed by owners only, and only when they are there', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { actor: bob } = await somebody(access, owner, 'bob@example.com', 'approver');
    for (const change of [
      () => setRole(access, bob, bob.id, 'owner'),
      () => grant(access, bob, { person: bob.id, service: 'shop', role: 'owner' }),
      () => removePerson(access, bob, owner.id),
      () => listPeople(access, bob),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'not-allowed' });
    }
    await expect(setRole(access, owner, 'nobody', 'viewer')).rejects.toMatchObject({ code: 'not-found' });
    await expect(setRole(access, null, bob.id, 'viewer')).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it('always have an owner', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    await expect(setRole(access, owner, owner.id, 'approver')).rejects.toMatchObject({ code: 'last-owner' });
    await expect(removePerson(access, owner, owner.id)).rejects.toMatchObject({ code: 'last-owner' });
    const { actor: bob } = await somebody(access, owner, 'bob@example.com', 'owner');
    for (let round = 0; round < 5; round++) {
      const both = await Promise.allSettled([
        setRole(access, owner, bob.id, 'viewer'),
        setRole(access, bob, owner.id, 'viewer'),
      ]);
      expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
      expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'last-owner' } });
      await setRole(access, lull, owner.id, 'owner');
      await setRole(access, lull, bob.id, 'owner');
    }
  });

  it('are gone with all they had when they are removed', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { browser, actor: bob } = await somebody(access, owner, 'bob@example.com', 'scheduler');
    await grant(access, owner, { person: bob.id, service: 'shop', role: 'viewer' });
    const { secret } = await createKey(access, bob, { name: 'ci' });
    expect(await keyActor(access, secret)).toMatchObject({ person: bob.id });
    await removePerson(access, owner, bob.id, 'left');
    expect(await browser.actor()).toBeNull();
    await expect(keyActor(access, secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    await expect(signIn(access, 'bob@example.com')).rejects.toThrow('401');
    expect((await somebody(access, owner, 'bob@example.com', 'viewer')).actor.grants.size).toBe(0);
  });

  it('see and end their own sessions, and owners those of others', async () => {
    const access = await testAccess(await open());
    const { owner, browser: adas } = await firstOwner(access);
    const { browser, actor: bob } = await somebody(access, owner, 'bob@example.com', 'viewer');
    const other = await signIn(access, 'bob@example.com');
    const sessions = await listSessions(access, bob);
    expect(sessions).toHaveLength(2);
    expect(JSON.stringify(sessions)).not.toContain(other.cookies.get('lull.session_token')!.split('.')[0]);
    expect(await endSessions(access, bob, { id: sessions[0]!.id })).toBe(1);
    expect([await browser.actor(), await other.actor()].filter((who) => who === null)).toHaveLength(1);
    expect(await endSessions(access, bob, { id: (await listSessions(access, owner))[0]!.id })).toBe(0);
    await expect(endSessions(access, bob, { person: owner.id })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await endSessions(access, owner, { person: bob.id })).toBe(1);
    expect(await browser.actor()).toBeNull();
    expect(await adas.actor()).not.toBeNull();
  });
});
