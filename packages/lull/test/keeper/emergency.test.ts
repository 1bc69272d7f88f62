import { expect, it } from 'vitest';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../src/keeper/emergency-down.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { up } from '../../src/keeper/up.ts';
import { HOUR, MINUTE } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { lullYaml, owner, requester, scheduler, tonight, world } from './support.ts';

const failing = { why: 'the disk is failing', takes: HOUR };

describeEngines('an emergency', (open) => {
  it('begins at once with its waivers recorded, and up ends it', async () => {
    const { keeper, at } = await world(await open());
    await at('2026-12-01T12:00:00Z');
    const { downtime } = await emergencyDown(keeper, scheduler, 'shop', failing);
    expect(downtime).toMatchObject({ state: 'down', emergency: true });
    expect(downtime.waivers.map(({ rule }) => rule)).toEqual(['notice', 'window']);
    await expect(emergencyDown(keeper, owner, 'shop', failing)).rejects.toMatchObject({
      code: 'rule-in-the-way',
    });
    const back = await up(keeper, scheduler, 'shop', { why: 'the new disk holds' });
    expect(back.downtime.state).toBe('completed');
    await expect(up(keeper, scheduler, 'shop')).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(up(keeper, requester, 'shop')).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(emergencyDown(keeper, owner, 'shopp', failing)).rejects.toMatchObject({
      code: 'unknown-service',
    });
  });

  it('goes before what is merely planned, which is flagged', async () => {
    const world1 = await world(await open());
    const { keeper, at } = world1;
    const { downtime: planned } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    await at(tonight.start - HOUR);
    await emergencyDown(keeper, owner, 'shop', { ...failing, takes: 2 * HOUR });
    await at(tonight.start - HOUR + 1000);
    const { downtime } = await readDowntime(keeper, owner, planned.id);
    expect(downtime.flags.map(({ rule }) => rule)).toContain('conflict');

    await up(keeper, owner, 'shop', { why: 'sooner than thought' });
    await at(tonight.start - HOUR + 2000);
    const after = await readDowntime(keeper, owner, planned.id);
    expect(after.downtime.flags.map(({ rule }) => rule)).not.toContain('conflict');
  });

  it('closes to everybody what is under way and lets some in', async () => {
    const { keeper, at } = await world(await open());
    await at('2026-12-01T12:00:00Z');
    const partial = { ...failing, mode: 'read-only' as const };
    const { downtime: first } = await emergencyDown(keeper, scheduler, 'shop', partial);
    await expect(emergencyDown(keeper, requester, 'shop', failing)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    const said = { why: 'writes get through' };
    const foreseen = await emergencyDown(keeper, scheduler, 'shop', said, { dryRun: true });
    expect(foreseen).toMatchObject({ dryRun: true, downtime: { id: first.id, plan: { mode: 'full' } } });
    const { downtime, events } = await emergencyDown(keeper, scheduler, 'shop', said);
    expect(downtime).toMatchObject({ id: first.id, state: 'down', plan: { mode: 'full', part: null } });
    expect(events.map(({ kind, why }) => [kind, why])).toEqual([['downtime.revised', said.why]]);
    expect(downtime.promise.at(-1)).toMatchObject({ number: 2, mode: 'full', end: first.expectedEnd });
    await expect(emergencyDown(keeper, scheduler, 'shop', said)).rejects.toMatchObject({
      code: 'rule-in-the-way',
    });
    const back = await up(keeper, scheduler, 'shop', { why: 'writes are stopped' });
    expect(back.downtime).toMatchObject({ id: first.id, state: 'completed' });
  });

  it('asks for a second person where the policy does', async () => {
    const yaml = lullYaml.replace('policy: {', 'policy: { secondPerson: [emergency],');
    const { keeper } = await world(await open(), { yaml });
    await expect(emergencyDown(keeper, owner, 'shop', failing)).rejects.toMatchObject({
      code: 'second-person',
    });
  });

  it('is brought back from wherever it stands', async () => {
    const { keeper } = await world(await open());
    const input = { ...failing, rollback: MINUTE };
    const { downtime, follows } = await emergencyDown(keeper, scheduler, 'shop', input);
    expect(follows.map(({ data }) => data.moment)).toContain('turn-back');
    const backs = await commandDowntime(keeper, scheduler, downtime.id, { type: 'abort', why: 'too slow' });
    expect(backs.downtime).toMatchObject({ state: 'down', turningBack: { why: 'too slow' } });
    expect(backs.follows.map(({ data }) => data.moment)).not.toContain('turn-back');
    await commandDowntime(keeper, scheduler, downtime.id, { type: 'fail', why: 'it will not start' });
    const back = await up(keeper, scheduler, 'shop', { why: 'on the old disk' });
    expect(back.downtime.state).toBe('aborted');
  });
});
