import { expect, it, vi } from 'vitest';
import { openAccess } from '../../src/access/access.ts';
import { allowed } from '../../src/access/allowed.ts';
import { grant, revokeGrant } from '../../src/access/grants.ts';
import { invite } from '../../src/access/invitations.ts';
import { createKey, listKeys, revokeKey } from '../../src/access/keys.ts';
import { listAudit } from '../../src/access/list-audit.ts';
import { removePerson, setRole } from '../../src/access/people.ts';
import { personActor } from '../../src/access/people-rows.ts';
import { endSessions } from '../../src/access/sessions.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { firstOwner, here, join, keyActor, testAccess, url } from './support.ts';

describeEngines('keys', (open) => {
  it('act for who made them, within their limits, however often they are used', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const key = await createKey(access, owner, { name: 'ci', role: 'scheduler', scopes: ['read', 'run'] });
    expect(key.secret).toMatch(/^lull_[A-Za-z]{64}$/);
    expect(key.expiresAt).toBe(key.createdAt + 90 * DAY);
    for (let use = 0; use < 30; use++) {
      const actor = await keyActor(access, key.secret);
      expect(actor).toMatchObject({
        kind: 'key',
        id: key.id,
        name: 'ci',
        person: owner.id,
        role: 'scheduler',
      });
      expect(allowed(actor!, 'schedule', ['shop'])).toBe(false);
      expect(allowed(actor!, 'run', ['shop'])).toBe(true);
    }
    const header = new Request(`${url}/api/v1/me`, { headers: { 'x-api-key': key.secret } });
    expect(await access.actorOf(header, here)).toMatchObject({
      id: key.id,
      ...{ from: here.from, request: 'r1' },
    });
  });

  it('are made once, however often the same request is sent: the last secret counts', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const input = { name: 'ci', idempotencyKey: 'deploy-1' };
    const made = await Promise.all([1, 2, 3].map(() => createKey(access, owner, input)));
    const last = await createKey(access, owner, input);
    for (const { secret } of made) {
      await expect(keyActor(access, secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    }
    expect(await keyActor(access, last.secret)).toMatchObject({ id: last.id });
    const alive = (await listKeys(access, owner)).filter(({ revokedAt }) => revokedAt === null);
    expect(alive.map(({ id }) => id)).toEqual([last.id]);
    await expect(createKey(access, owner, { ...input, name: 'other' })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    expect(await keyActor(access, last.secret)).toMatchObject({ id: last.id });
  });

  it('for single services may nothing else', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { secret } = await createKey(access, owner, { name: 'shop', services: ['shop'], role: 'approver' });
    expect(await keyActor(access, secret)).toMatchObject({
      role: null,
      grants: new Map([['shop', 'approver']]),
    });
  });

  it('lose at once what their maker loses, on every server', async () => {
    const store = await open();
    const one = await testAccess(store);
    const other = await openAccess(store, one.settings);
    const { owner } = await firstOwner(one);
    const { link } = await invite(one, owner, { email: 'bob@example.com', role: 'approver' });
    const bob = (await (await join(one, link, 'bob@example.com')).actor())!;
    const { secret } = await createKey(one, bob, { name: 'ci' });
    const roleOn = async (access: typeof one) => (await keyActor(access, secret))!.role;
    expect([await roleOn(one), await roleOn(other)]).toEqual(['approver', 'approver']);
    await setRole(one, owner, bob.id, 'viewer');
    expect(await roleOn(one)).toBe('viewer');
    await vi.waitFor(async () => expect(await roleOn(other)).toBe('viewer'));
    await grant(one, owner, { person: bob.id, service: 'shop', role: 'scheduler' });
    expect((await keyActor(one, secret))!.grants).toEqual(new Map([['shop', 'scheduler']]));
    await other.close();
  });

  it('are revoked at once, on every server', async () => {
    const store = await open();
    const one = await testAccess(store);
    const other = await openAccess(store, one.settings);
    const { owner } = await firstOwner(one);
    const { secret, id } = await createKey(one, owner, { name: 'ci' });
    await Promise.all([keyActor(one, secret), keyActor(other, secret)]);
    await revokeKey(one, owner, id, 'was in a log');
    await revokeKey(one, owner, id);
    await expect(keyActor(one, secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    await vi.waitFor(() => expect(keyActor(other, secret)).rejects.toMatchObject({ code: 'not-signed-in' }));
    expect(await listKeys(one, owner)).toMatchObject([{ id, revokedAt: expect.any(Number) }]);
    const { entries } = await listAudit(store.db, { action: 'key.revoke' }, { limit: 10 });
    expect(entries).toMatchObject([{ subject: id, why: 'was in a log' }]);
    await other.close();
  });

  it('end with their time, also while they are remembered', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner } = await firstOwner(access);
    const { secret, id } = await createKey(access, owner, { name: 'ci', lasts: HOUR });
    await keyActor(access, secret);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR + 1 });
    try {
      await expect(keyActor(access, secret)).rejects.toMatchObject({ code: 'not-signed-in' });
      access.keys.clear();
      await expect(keyActor(access, secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    } finally {
      vi.useRealTimers();
    }
    expect(await listKeys(access, owner)).toMatchObject([{ id, revokedAt: null }]);
  });

  it('of gates stand alone, and are ended by those who configure their service', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner } = await firstOwner(access);
    const member = async (name: string, service: string) => {
      const email = `${name}@example.com`;
      const { link } = await invite(access, owner, { email, role: null, grants: { [service]: 'owner' } });
      return (await (await join(access, link, email)).actor())!;
    };
    const [bob, eve, dan] = [
      await member('bob', 'shop'),
      await member('eve', 'shop'),
      await member('dan', 'bank'),
    ];
    const gate = { name: 'gate', scopes: ['gate'], services: ['shop'], standsAlone: true } as const;
    const made = [1, 2, 3].map(() => createKey(access, bob, { ...gate, lasts: null }));
    const [one, two, three] = await Promise.all(made);
    const plain = await createKey(access, bob, { name: 'ci', scopes: ['gate'], services: ['shop'] });
    const isGate = async (secret: string) => allowed((await keyActor(access, secret))!, 'gate', ['shop']);

    await revokeGrant(access, owner, { person: bob.id, service: 'shop' });
    expect([await isGate(one!.secret), await isGate(plain.secret)]).toEqual([true, false]);
    const bobNow = (await personActor(store.db, bob.id))!;
    // It was never his: who leaves a team can't take its gates with him, nor make more of them.
    await expect(revokeKey(access, bobNow, one!.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(createKey(access, bobNow, gate)).rejects.toMatchObject({ code: 'not-found' });
    await expect(revokeKey(access, dan, one!.id)).rejects.toMatchObject({ code: 'not-found' });
    await revokeKey(access, eve, one!.id, 'was in a log');
    await expect(keyActor(access, one!.secret)).rejects.toMatchObject({ code: 'not-signed-in' });

    await removePerson(access, owner, bob.id, 'left');
    await expect(keyActor(access, plain.secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    access.keys.clear();
    const actor = (await keyActor(access, two!.secret))!;
    expect(await isGate(two!.secret)).toBe(true);
    for (const action of ['read', 'run', 'configure', 'administer'] as const) {
      expect(allowed(actor, action, ['shop'])).toBe(false);
    }
    for (const service of ['bank', null]) {
      expect(allowed(actor, 'gate', service === null ? null : [service])).toBe(false);
    }
    await expect(createKey(access, actor, gate)).rejects.toThrow();
    const ids = async (of: typeof actor) => (await listKeys(access, of)).map(({ id }) => id);
    expect((await ids(eve)).toSorted()).toEqual([one!.id, two!.id, three!.id].toSorted());
    expect(await ids(dan)).toEqual([]);
    expect(await ids(actor)).toEqual([two!.id]);
    await expect(revokeKey(access, actor, three!.id)).rejects.toMatchObject({ code: 'not-found' });
    await revokeKey(access, actor, two!.id, 'found in a paste');
    await expect(keyActor(access, two!.secret)).rejects.toMatchObject({ code: 'not-signed-in' });
    const { entries } = await listAudit(store.db, { action: 'key.revoke' }, { limit: 10 });
    expect(entries).toMatchObject([
      { subject: two!.id, services: ['shop'], why: 'found in a paste' },
      { subject: one!.id, services: ['shop'], why: 'was in a log' },
    ]);
  });

  it('stand alone only where they may be nothing but gates', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const gate = { name: 'gate', scopes: ['gate'], services: ['shop'], standsAlone: true } as const;
    for (const more of [{ scopes: ['gate', 'run'] }, { scopes: null }, { services: null }] as const) {
      await expect(createKey(access, owner, { ...gate, ...more })).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
    const ci = await createKey(access, owner, { name: 'ci', lasts: HOUR });
    const made = await createKey(access, (await keyActor(access, ci.secret))!, { ...gate, lasts: null });
    expect(made.expiresAt).toBeNull();
  });

  it('of agents stand alone, made and ended by those who configure everything', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner } = await firstOwner(access);
    const { link } = await invite(access, owner, { email: 'bob@example.com', role: 'owner' });
    const bob = (await (await join(access, link, 'bob@example.com')).actor())!;
    const agent = { name: 'agent', scopes: ['agent'], standsAlone: true, lasts: null } as const;
    for (const more of [{ services: ['shop'] }, { scopes: ['agent', 'gate'] }] as const) {
      await expect(createKey(access, owner, { ...agent, ...more })).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
    const made = await createKey(access, bob, agent);
    await removePerson(access, owner, bob.id, 'left');
    access.keys.clear();
    const actor = (await keyActor(access, made.secret))!;
    expect([allowed(actor, 'agent', null), allowed(actor, 'agent', ['shop'])]).toEqual([true, true]);
    for (const action of ['read', 'run', 'gate', 'configure', 'administer'] as const) {
      expect(allowed(actor, action, null) || allowed(actor, action, ['shop'])).toBe(false);
    }
    await expect(createKey(access, actor, agent)).rejects.toThrow();
    const limited = await createKey(access, owner, { name: 'ci', role: 'scheduler' });
    const scheduler = (await keyActor(access, limited.secret))!;
    await expect(createKey(access, scheduler, agent)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(revokeKey(access, scheduler, made.id)).rejects.toMatchObject({ code: 'not-found' });
    await revokeKey(access, owner, made.id);
    await expect(keyActor(access, made.secret)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it('are shown once, and kept nowhere', async () => {
    const store = await open();
    const access = await testAccess(store);
    const { owner } = await firstOwner(access);
    const { secret } = await createKey(access, owner, { name: 'ci' });
    await keyActor(access, secret);
    const { entries } = await listAudit(store.db, {}, { limit: 100 });
    const kept = await store.db.selectFrom('access_keys').selectAll().execute();
    const library = await (await access.library.$context).adapter.findMany({ model: 'apikey' });
    const all = JSON.stringify([await listKeys(access, owner), entries, kept, library]);
    expect(all).not.toContain(secret.slice(12));
  });

  it('are never made for more than their maker may', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { link } = await invite(access, owner, { email: 'bob@example.com', role: 'scheduler' });
    const bob = (await (await join(access, link, 'bob@example.com')).actor())!;
    await expect(createKey(access, bob, { name: 'k', role: 'owner' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const child = async (parent: string, input: Parameters<typeof createKey>[2]) =>
      createKey(access, await keyActor(access, parent), input);
    const whole = await createKey(access, owner, { name: 'cli', role: 'approver', lasts: HOUR });
    const made = await child(whole.secret, { name: 'ci', lasts: null });
    expect(made).toMatchObject({ role: 'approver', expiresAt: whole.expiresAt, person: owner.id });
    const scoped = await createKey(access, owner, { name: 'ro', scopes: ['read'] });
    const narrow = await createKey(access, owner, { name: 'shop', services: ['shop'] });
    for (const { secret } of [scoped, narrow]) {
      await expect(child(secret, { name: 'more' })).rejects.toMatchObject({ code: 'not-allowed' });
    }
    const scopedActor = await keyActor(access, scoped.secret);
    await expect(revokeKey(access, scopedActor, whole.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(revokeKey(access, bob, whole.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listKeys(access, bob, { everybody: true })).rejects.toMatchObject({ code: 'not-allowed' });
    await revokeKey(access, scopedActor, scoped.id);
    await expect(keyActor(access, scoped.secret)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it.each([
    { name: '' },
    { name: 'x'.repeat(101) },
    { name: 'a\nb' },
    { name: 'k', scopes: [] },
    { name: 'k', scopes: ['fly' as never] },
    { name: 'k', services: [] },
    { name: 'k', lasts: 0 },
    { name: 'k', lasts: Number.NaN },
    { name: 'k', lasts: 4000 * DAY },
  ])('cannot be %o', async (input) => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    await expect(createKey(access, owner, input)).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('that are unknown are not remembered, and after many of them none is looked at', async () => {
    const lines: string[] = [];
    const access = await testAccess(await open(), {}, lines);
    const { owner } = await firstOwner(access);
    const { secret } = await createKey(access, owner, { name: 'ci' });
    await keyActor(access, secret);
    const letter = (number: number) => String.fromCharCode(97 + (number % 26));
    const guess = (number: number) => `lull_${letter(number / 26).repeat(63)}${letter(number)}`;
    const answers = await Promise.allSettled(
      Array.from({ length: 620 }, (_, number) => keyActor(access, guess(number))),
    );
    const codes = Object.groupBy(answers, (one) => (one.status === 'rejected' ? one.reason.code : 'let in'));
    expect(codes['not-signed-in']).toHaveLength(600);
    expect(codes['too-many-requests']).toHaveLength(20);
    expect(access.keys.size).toBe(1);
    expect(
      lines.filter((line) => !line.startsWith('debug')),
      'a stranger fills no log',
    ).toEqual([]);
    access.keys.clear();
    expect(await keyActor(access, secret), 'a known one behind the same address').toMatchObject({
      name: 'ci',
    });
    for (const wrong of [
      '',
      'x',
      'lull_',
      `lull_${'a'.repeat(63)}`,
      `lull_${'a'.repeat(65)}`,
      `lull_${'é'.repeat(64)}`,
    ]) {
      const headers = new Headers({ 'x-api-key': encodeURI(wrong) });
      await expect(access.actorOf(new Request(url, { headers }), here)).rejects.toMatchObject({
        code: 'not-signed-in',
      });
    }
  });

  it('with limits see and end no other keys and no sessions', async () => {
    const access = await testAccess(await open());
    const { browser, owner } = await firstOwner(access);
    const limits = [{ role: 'viewer' }, { scopes: ['read'] }, { services: ['shop'] }] as const;
    const whole = await createKey(access, owner, { name: 'whole' });
    for (const limit of limits) {
      const { id, secret } = await createKey(access, owner, { name: 'ci', ...limit });
      const actor = await keyActor(access, secret);
      expect(await listKeys(access, actor)).toMatchObject([{ id }]);
      await expect(revokeKey(access, actor, whole.id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(endSessions(access, actor, {})).rejects.toMatchObject({ code: 'not-allowed' });
      await revokeKey(access, actor, id);
    }
    expect(await browser.actor()).not.toBeNull();
    expect(await listKeys(access, await keyActor(access, whole.secret))).toHaveLength(4);
  });

  it('are made a hundred times a day, and no more', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const made = await Promise.allSettled(
      Array.from({ length: 101 }, () => createKey(access, owner, { name: 'ci' })),
    );
    expect(made.filter((one) => one.status === 'fulfilled')).toHaveLength(100);
    await expect(createKey(access, owner, { name: 'ci' })).rejects.toMatchObject({
      code: 'too-many-requests',
      details: { retryAfter: expect.any(Number) },
    });
  });

  it('need no page of ours to change something', async () => {
    const access = await testAccess(await open());
    const { owner } = await firstOwner(access);
    const { secret } = await createKey(access, owner, { name: 'ci' });
    expect(await keyActor(access, secret, { origin: 'https://elsewhere.example.com' })).not.toBeNull();
  });
});
