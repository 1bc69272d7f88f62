import { readDocument } from '@lull/gate/protocol';
import { expect, it } from 'vitest';
import { gateCounter } from '../../src/gates/counter.ts';
import { forgetGates } from '../../src/gates/forget-gates.ts';
import { listGates } from '../../src/gates/list-gates.ts';
import { removeGate } from '../../src/gates/remove-gate.ts';
import type { Outcome } from '../../src/keeper/contract.ts';
import { emergencyDown } from '../../src/keeper/emergency-down.ts';
import { up } from '../../src/keeper/up.ts';
import { eventsAfter } from '../../src/store/events.ts';
import { DAY, formatInstant, MINUTE, SECOND } from '../../src/time/instant.ts';
import { owner, person, start } from '../keeper/support.ts';
import { describeEngines } from '../store/engines.ts';
import { confirmation } from './support.ts';
import { type GateWorld, gateWorld } from './world.ts';

const minute = (i: number, requests: number, writes = 0) => ({
  minute: formatInstant(start + i * MINUTE),
  requests,
  writes,
  refused: { closed: 1, 'read-only': 2, partial: 3, opening: 4 },
});

describeEngines('what gates say', (open) => {
  const say = async (world: GateWorld, fields: object, key = 'k'): Promise<void> => {
    const document = readDocument(await world.document());
    await world.gates.confirmations.take({ ...confirmation(document), ...fields }, key, 15_000);
  };
  const rows = ({ gates }: GateWorld) =>
    gates.store.db.selectFrom('gates_minutes').selectAll().orderBy('minute').execute();

  it('is counted once, however often it is sent and by however many at once', async () => {
    const world = await gateWorld(await open());
    world.now = start + 10 * MINUTE;
    const one = { instance: 'web-1', run: 'a', report: 1, minutes: [minute(0, 10, 2), minute(1, 20)] };
    await Promise.all([1, 2, 3].map(() => say(world, one)));
    await say(world, one);
    await say(world, { ...one, report: 2, minutes: [] });
    await say(world, { ...one, report: 1 });
    await say(world, { instance: 'web-2', run: 'a', report: 1, minutes: [minute(0, 5, 1)] });
    // Another start of the gate counts from one again.
    await say(world, { ...one, run: 'b', report: 1, minutes: [minute(1, 1)] });
    expect(await rows(world)).toMatchObject([
      { requests: '15', writes: '3', closed: '2', read_only: '4', partial: '6', opening: '8' },
      { requests: '21', writes: '0', closed: '2', read_only: '4', partial: '6', opening: '8' },
    ]);
  });

  it('is not believed of minutes that cannot be, and is forgotten some day', async () => {
    const world = await gateWorld(await open());
    const far = [minute(-3 * 24 * 60, 1), minute(60, 1), minute(-1, 7)];
    await say(world, { run: 'a', report: 1, minutes: far });
    expect(await rows(world)).toMatchObject([{ requests: '7' }]);
    await say(world, { isLeaving: true });
    world.now = start + 101 * DAY;
    expect(await forgetGates(world.gates, world.keeper)).toEqual({ gates: 1, minutes: 1 });
  });

  it('is traffic, by whole five minutes; what is missing is not zero', async () => {
    const world = await gateWorld(await open());
    world.now = start + 30 * MINUTE;
    const counter = gateCounter(world.gates.store);
    expect(await counter.read('shop', world.now)).toBeNull();
    const minutes = [0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 15].map((i) => minute(i, 10, 1));
    await say(world, { run: 'a', report: 1, minutes });
    expect((await counter.read('shop', world.now))!.buckets).toEqual([
      { start, requests: 50, writes: 5, visitors: null, value: null },
      { start: start + 10 * MINUTE, requests: 50, writes: 5, visitors: null, value: null },
    ]);
    expect(await counter.read('blog', world.now)).toBeNull();
  });

  it('is not traffic where one of the gates does not see what passes', async () => {
    const world = await gateWorld(await open());
    world.now = start + 30 * MINUTE;
    const minutes = [0, 1, 2, 3, 4].map((i) => minute(i, 10, 1));
    const unseen = minutes.slice(2, 3).map((one) => ({ ...one, requests: null, writes: null }));
    await say(world, { run: 'a', report: 1, minutes });
    await say(world, { instance: 'nginx', run: 'a', report: 1, minutes: unseen });
    await say(world, { instance: 'late', run: 'a', report: 1, minutes: minutes.slice(2, 3) });
    expect(await gateCounter(world.gates.store).read('shop', world.now)).toBeNull();
    expect((await rows(world)).map(({ requests, closed }) => [requests, closed])).toEqual([
      ['10', '1'],
      ['10', '1'],
      [null, '3'],
      ['10', '1'],
      ['10', '1'],
    ]);
  });

  it('is traffic without writes where one of the gates does not see these', async () => {
    const world = await gateWorld(await open());
    world.now = start + 30 * MINUTE;
    const seen = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => minute(i, 10, 1));
    await say(world, { instance: 'web-1', run: 'a', report: 1, minutes: seen });
    const unseen = { ...minute(6, 10), writes: null };
    await say(world, { instance: 'web-2', run: 'a', report: 1, minutes: [unseen] });
    expect((await gateCounter(world.gates.store).read('shop', world.now))!.buckets).toMatchObject([
      { requests: 50, writes: 5 },
      { requests: 60, writes: null },
    ]);
  });

  it('lapses, is told once, and holds up the work until somebody says that the gate is gone', async () => {
    const world = await gateWorld(await open());
    const standing = async () => (await listGates(world.gates, world.keeper, owner)).services[0]!;
    await say(world, { instance: 'web-1' });
    await say(world, { instance: 'web-2' });
    expect(await standing()).toMatchObject({ expected: 2, missing: [] });
    world.now += 10 * SECOND;
    await say(world, { instance: 'web-1' });
    for (const later of [4_999, 5_000, 6_000]) await world.at(start + 10 * SECOND + later);
    expect(await standing()).toMatchObject({ missing: ['web-2 of shop (not heard from)'] });
    const events = await eventsAfter(world.gates.store.db, 0, { limit: 10, kinds: ['gate.lost'] });
    expect(events).toMatchObject([{ services: ['shop'], data: { gate: 'web-2' } }]);

    await expect(removeGate(world.gates, person('v', 'viewer'), 'shop', 'web-2')).rejects.toThrow();
    await removeGate(world.gates, owner, 'shop', 'web-2', 'switched off');
    await expect(removeGate(world.gates, owner, 'shop', 'web-2')).rejects.toThrow(/no such gate/);
    expect(await standing()).toMatchObject({ expected: 1, missing: [] });
    await say(world, { instance: 'web-2' });
    expect(await standing()).toMatchObject({ expected: 2, missing: [] });
    await say(world, { instance: 'web-2', isLeaving: true });
    expect(await standing()).toMatchObject({ expected: 1, missing: [] });
  });

  it('counts for nothing while a gate holds an older document or a person holds it open', async () => {
    const world = await gateWorld(await open());
    const standing = async () => (await listGates(world.gates, world.keeper, owner)).services[0]!;
    await say(world, { serial: 1 });
    expect((await standing()).missing).toEqual(['web-1 of shop (has not the newest document)']);
    await say(world, { state: 'closed', override: 'closed' });
    expect((await standing()).missing).toEqual(['web-1 of shop (is held closed by hand)']);
    await say(world, {});
    expect((await standing()).missing).toEqual([]);
  });

  it('of one gate cannot be kept, and the others do not pay for it', async () => {
    const world = await gateWorld(await open());
    await world.document();
    const names = Array.from({ length: 20 }, (_, i) => (i === 7 ? 'web-\0' : `web-${i}`));
    const taken = await Promise.allSettled(names.map((instance) => say(world, { instance })));
    expect(taken.map(({ status }) => status === 'rejected')).toEqual(names.map((_, i) => i === 7));
    const [standing] = (await listGates(world.gates, world.keeper, owner)).services;
    expect(standing!.confirmed.size).toBe(19);
  });

  it('changes nothing of documents where it is only asked what would follow', async () => {
    const world = await gateWorld(await open());
    const before = await world.document();
    const options = { dryRun: true };
    const dry = await emergencyDown(world.keeper, owner, 'shop', { why: 'fire' }, options);
    expect(dry.follows.map(({ kind, text }) => [kind, text])).toContainEqual([
      'gate',
      'the gates of shop open, once the work is over',
    ]);
    expect(await world.document()).toEqual(before);
  });

  it('is foretold: who refuses, who cannot, and that they open at once when it is over', async () => {
    const world = await gateWorld(await open());
    await world.document();
    await say(world, {});
    const gateLines = ({ follows }: Outcome): string[] =>
      follows.filter(({ kind }) => kind === 'gate').map(({ text }) => text);
    expect(gateLines(await emergencyDown(world.keeper, owner, 'blog', { why: 'fire' }))).toEqual([
      'no gate of blog is known: Lull refuses none of its visitors',
    ]);
    await emergencyDown(world.keeper, owner, 'shop', { why: 'fire' });
    await say(world, { state: 'drain' });
    await world.at(start + SECOND);
    expect(gateLines(await up(world.keeper, owner, 'shop'))).toEqual(['the gates of shop open']);
  });

  it('waits for those whose time is up by policy no more', async () => {
    const yaml = 'services: { shop: { zone: UTC, gates: { expect: 0, goneAfter: PT10M } } }';
    const world = await gateWorld(await open(), { yaml });
    const standing = async () => (await listGates(world.gates, world.keeper, owner)).services[0]!;
    await say(world, {});
    await world.at(start + 10 * MINUTE - 1);
    expect((await standing()).expected).toBe(1);
    await world.at(start + 10 * MINUTE);
    expect((await standing()).expected).toBe(0);
  });
});
