import { pinned, Refusal, readBypass, takeDocument } from '@lull/gate/protocol';
import { expect, it } from 'vitest';
import { seal, sealKey, unseal } from '../../src/access/seal.ts';
import { makeBypass } from '../../src/gates/make-bypass.ts';
import { rotateKey } from '../../src/gates/rotate-key.ts';
import { emergencyDown } from '../../src/keeper/emergency-down.ts';
import { nextInSequence } from '../../src/store/sequence.ts';
import { DAY, HOUR, SECOND } from '../../src/time/instant.ts';
import { owner, scheduler } from '../keeper/support.ts';
import { describeEngines } from '../store/engines.ts';
import { verify } from './support.ts';
import { gateWorld, type Told } from './world.ts';

it('keeps what it seals from other keys, other places and whoever changes it', () => {
  const key = sealKey('secret');
  const sealed = seal(key, 'k1', Buffer.from('private'));
  expect(unseal(key, 'k1', sealed)!.toString()).toBe('private');
  expect(sealed).not.toContain(Buffer.from('private').toString('base64url'));
  expect(unseal(sealKey('other'), 'k1', sealed)).toBeNull();
  expect(unseal(key, 'k2', sealed)).toBeNull();
  expect(unseal(key, 'k1', `A${sealed.slice(1)}`)).toBeNull();
  expect(unseal(key, 'k1', '')).toBeNull();
});

describeEngines('the keys of gates', (open) => {
  it('change under gates that listen, and under one that was away for a week', async () => {
    const world = await gateWorld(await open());
    const first = await world.document();
    const [old] = first.keys;
    const listens = await takeDocument(pinned('shop', old!), first, world.now, verify);
    const away = listens.trust;

    await expect(rotateKey(world.gates, world.keeper, scheduler, { atOnce: false })).rejects.toThrow();
    const [, next] = await rotateKey(world.gates, world.keeper, owner, { atOnce: false });
    await expect(rotateKey(world.gates, world.keeper, owner, { atOnce: false })).rejects.toThrow(/announced/);
    const announced = await takeDocument(listens.trust, await world.document(), world.now, verify);
    expect(announced.document.raw.signedBy).toBe(old!.id);
    expect(announced.trust.keys.map(({ id }) => id)).toEqual([old!.id, next!.id]);

    await world.at(world.now + 7 * DAY);
    const signedByNext = await world.document();
    expect(signedByNext.signedBy).toBe(next!.id);
    for (const trust of [announced.trust, away]) {
      const { trust: after } = await takeDocument(trust, signedByNext, world.now, verify);
      expect(after.keys.map(({ id }) => id)).toEqual([next!.id]);
    }
  });

  it('change five times while a gate is away, and it finds the way by itself; after nine it does not', async () => {
    const world = await gateWorld(await open());
    const away = pinned('shop', (await world.document()).keys[0]!);
    const rotate = async (atOnce: boolean) => {
      await rotateKey(world.gates, world.keeper, owner, { atOnce });
      await world.at(world.now + (atOnce ? SECOND : 7 * DAY));
      return world.document();
    };
    let document = await world.document();
    expect(document).not.toHaveProperty('chain');
    for (const atOnce of [false, true, false, true, false]) document = await rotate(atOnce);
    expect(document.keys).toHaveLength(1);
    expect(document.chain).toHaveLength(4);
    const taken = await takeDocument(away, document, world.now, verify);
    expect(taken.trust.keys.map(({ id }) => id)).toEqual([document.keys[0]!.id]);

    for (let i = 0; i < 3; i++) document = await rotate(true);
    expect((await takeDocument(away, document, world.now, verify)).trust.keys).toEqual(document.keys);
    document = await rotate(true);
    expect(document.chain).toHaveLength(7);
    await expect(takeDocument(away, document, world.now, verify)).rejects.toThrow(/lull-gate trust/);
    expect((await takeDocument(taken.trust, document, world.now, verify)).trust.keys).toEqual(document.keys);
  });

  it('are replaced at once where one is lost: gates refuse what they were not told of', async () => {
    const store = await open();
    const before = await gateWorld(store);
    const trust = pinned('shop', (await before.document()).keys[0]!);
    const told: Told = [];
    const { gates } = await gateWorld(store, { secret: 'another secret', told, yaml: '{}' });
    expect(told).toEqual([['error', expect.stringContaining('LULL_SECRET')]]);

    // Work goes on without gates; they keep what they have.
    const { downtime } = await emergencyDown(before.keeper, owner, 'shop', { why: 'fire' });
    expect(downtime.state).toBe('down');
    const [next] = await rotateKey(gates, before.keeper, owner, { atOnce: true });
    expect(next!.endorsedBy).toBeNull();
    const document = await before.document();
    await expect(takeDocument(trust, document, before.now, verify)).rejects.toThrow(Refusal);
    const anew = await takeDocument(pinned('shop', next!), document, before.now, verify);
    expect(anew.document.schedule[0]!.state).toBe('closed');
  });

  it('sign for one service, and tokens that end', async () => {
    const world = await gateWorld(await open());
    const document = await world.document();
    const { trust } = await takeDocument(pinned('shop', document.keys[0]!), document, world.now, verify);
    const { token, id, expiresAt } = await makeBypass(
      world.gates,
      world.keeper,
      owner,
      'shop',
      HOUR,
      'check',
    );
    expect(expiresAt).toBe(world.now + HOUR);
    await expect(readBypass(token, trust, world.now, verify)).resolves.toMatchObject({ id, service: 'shop' });
    await expect(readBypass(token, trust, expiresAt, verify)).rejects.toThrow(/expired/);
    await expect(readBypass(token, { ...trust, service: 'blog' }, world.now, verify)).rejects.toThrow();
    const audit = await world.gates.store.db
      .selectFrom('access_audit')
      .select(['action', 'why', 'data'])
      .where('action', '=', 'gate.bypass')
      .execute();
    expect(audit).toMatchObject([{ why: 'check', data: { id } }]);
    expect(JSON.stringify(audit)).not.toContain(token);
    await world.document('blog');
    const other = await world.document('blog');
    await expect(takeDocument(trust, other, world.now, verify)).rejects.toThrow(/for "blog"/);
  });

  it('sign anew what a restore has brought back, in an epoch of its own', async () => {
    const store = await open();
    const world = await gateWorld(store);
    const before = await world.document();
    await store.transaction((trx) => nextInSequence(trx, 'epoch'));
    await world.at(world.now + 1);
    const after = await world.document();
    expect(after.epoch).toBe(before.epoch + 1);
  });
});
