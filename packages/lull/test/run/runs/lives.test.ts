import { expect, it } from 'vitest';
import { agentActor } from '../../../src/access/contract.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import { answerQuestion } from '../../../src/run/runs/answer-question.ts';
import { readRun } from '../../../src/run/runs/read-run.ts';
import { eventsAfter } from '../../../src/store/events.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline, step } from '../conduct/outlines.ts';
import { runWorld } from './support.ts';

const { start } = tonight;
const checked = outline({ verify: [step('check')], watch: [{ name: 'errors', over: MINUTE }] });

describeEngines('the life of a run', (open) => {
  it('goes from the go/no-go to the end with nobody there but the agent', async () => {
    const world = await runWorld(await open(), { db: checked });
    await world.at(start - 10 * MINUTE);
    const { downtime } = await readDowntime(world.keeper, owner, world.id);
    expect(downtime).toMatchObject({ state: 'warning', presence: { by: 'agent:db' } });

    world.gates = { expected: 2, confirmed: 2 };
    await world.at(start);
    expect(await world.state()).toBe('draining');
    world.gates = { expected: 2, confirmed: 1 };
    await world.at(start + MINUTE);
    expect(await world.state()).toBe('down');
    await world.work(3);
    expect(await world.run()).toMatchObject({ state: 'waiting', releasedAt: null });

    world.gates = { expected: 2, confirmed: 2 };
    await world.at(world.now + SECOND);
    expect(await world.run()).toMatchObject({ state: 'forward', releasedAt: world.now });
    await world.work(20);
    expect(await world.state()).toBe('completed');
    expect(await world.run()).toMatchObject({ state: 'completed', why: null, parts: [{ goal: 'ended' }] });
    expect(world.hosts.get('db')!.truth).toEqual(['done', 'done']);
    expect((await world.kinds()).slice(1)).toEqual([
      ...['scheduled', 'warned', 'present', 'draining', 'closed'],
      ...['step-started', 'step-ended', 'step-started', 'step-ended', 'verifying'],
      ...['step-started', 'step-ended', 'opening', 'step-started', 'step-ended', 'completed'],
    ]);
  });

  it('undoes what began when a step fails, the last file first, and ends open', async () => {
    const world = await runWorld(await open(), { one: outline(), two: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(30, (host) => (host === 'two' ? 'badly' : 'well'));
    // Whatever goes badly at first goes well once it turns back.
    const { state, parts } = await world.run();
    expect([state, parts[1]!.goal]).toEqual(['stuck', 'rest']);
    await world.say({ type: 'rollback' });
    await world.work(30);
    expect(await world.state()).toBe('aborted');
    expect(await world.run()).toMatchObject({ state: 'turned-back' });
    expect([...world.hosts.values()].flatMap(({ truth }) => truth)).toEqual([
      ...['undone', 'undone'],
      ...['undone', 'untouched'],
    ]);
    const kinds = await world.kinds();
    expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(1);
    expect(kinds.indexOf('turning-back')).toBeGreaterThan(kinds.indexOf('step-ended'));
    expect(kinds.at(-1)).toBe('aborted');
  });

  it('stays closed with a question where a rollback fails, and goes on by the answer', async () => {
    const world = await runWorld(await open(), { db: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(12, () => 'badly');
    expect(await world.state()).toBe('failed');
    const { run } = await readRun(world.runs, owner, world.id);
    expect(run).toMatchObject({ state: 'stuck', was: 'back', why: 'step 0 failed' });
    const asked = { part: 0, phase: 'back', place: 0, attempt: 1, why: 'by hand' } as const;
    await answerQuestion(world.runs, owner, world.id, { ...asked, answer: 'done' });
    expect(await world.state()).toBe('down');
    await world.work(10);
    expect([await world.state(), (await world.run()).state]).toEqual(['aborted', 'turned-back']);
  });

  it('is given up where a person opens what failed as it is', async () => {
    const world = await runWorld(await open(), { db: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(12, () => 'badly');
    await world.say({ type: 'reopen', why: 'it works well enough' });
    await world.at(world.now + SECOND);
    expect([await world.state(), (await world.run()).state]).toEqual(['aborted', 'given-up']);
    expect((await world.run()).parts[0]!.goal).toBe('ended');
  });

  it('asks a person, tells so once, and goes on with the answer', async () => {
    const store = await open();
    const world = await runWorld(store, { db: outline({ atFailure: 'ask' }) });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(8, () => 'badly');
    expect(await world.run()).toMatchObject({ state: 'asking', was: 'forward', why: '0?' });
    const asks = await eventsAfter(store.db, 0, { limit: 10, kinds: ['run.asks'] });
    expect(asks.map(({ why }) => why)).toEqual(['0?']);
    const asked = { part: 0, phase: 'forward', place: 0, attempt: 1, why: null } as const;
    await answerQuestion(world.runs, owner, world.id, { ...asked, answer: 'again' });
    await expect(
      answerQuestion(world.runs, owner, world.id, { ...asked, answer: 'again' }),
    ).rejects.toMatchObject({ code: 'wrong-state' });
    await world.work(10);
    expect(await world.state()).toBe('completed');
  });

  it('keeps the gates closed while an agent is not heard, tells so once, and goes on when it is back', async () => {
    const store = await open();
    const world = await runWorld(store, { db: outline() });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(2);
    world.away.add('db');
    for (let i = 0; i < 60; i++) await world.at(world.now + SECOND);
    const { state, why } = await world.run();
    expect([state, why]).toEqual([
      'forward',
      expect.stringContaining('the agent db has not been heard since'),
    ]);
    expect(await world.state()).toBe('down');
    expect(await eventsAfter(store.db, 0, { limit: 10, kinds: ['run.asks'] })).toHaveLength(1);
    world.away.clear();
    await world.work(10);
    expect(await world.state()).toBe('completed');
  });

  it('closes again where a watch goes badly, and then turns back', async () => {
    const world = await runWorld(await open(), { db: checked });
    await world.at(start - MINUTE);
    await world.at(start);
    while ((await world.state()) !== 'opening') await world.work(1);
    while ((await world.state()) === 'opening') await world.work(1, () => 'badly');
    const kinds = await world.kinds();
    expect(kinds.slice(kinds.indexOf('opening'))).toEqual(
      expect.arrayContaining(['opening', 'step-ended', 'closed', 'turning-back']),
    );
    await world.work(20);
    expect([await world.state(), (await world.run()).state]).toEqual(['aborted', 'turned-back']);
  });

  it('has no run where it is aborted before anything began', async () => {
    const world = await runWorld(await open(), { db: outline() }, { atDrainDeadline: 'wait' });
    world.gates = { expected: 1, confirmed: 1 };
    await world.at(start - MINUTE);
    await world.at(start);
    expect(await world.state()).toBe('draining');
    await world.say({ type: 'abort' });
    await world.work(2);
    expect(await world.state()).toBe('aborted');
    await expect(readRun(world.runs, owner, world.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lets nobody open it by hand over steps that are under way', async () => {
    const world = await runWorld(await open(), { db: checked });
    await world.at(start - MINUTE);
    await world.at(start);
    await world.work(1);
    await expect(world.say({ type: 'finish' })).rejects.toMatchObject({ code: 'run-under-way' });
    expect(await world.state()).toBe('down');
    while ((await world.state()) !== 'verifying') await world.work(1);
    await expect(world.say({ type: 'verified' })).rejects.toMatchObject({ code: 'run-under-way' });
    while ((await world.state()) !== 'opening') await world.work(1);
    await expect(world.say({ type: 'opened' })).rejects.toMatchObject({ code: 'run-under-way' });
    expect(await world.state()).toBe('opening');
    expect((await readDowntime(world.keeper, owner, world.id)).downtime.presence?.by).toBe(
      agentActor('db').id,
    );
  });

  it('does not begin without the agent, its file as it is bound, and no trouble there', async () => {
    const world = await runWorld(await open(), { db: outline() });
    world.away.add('db');
    await world.at(start - MINUTE);
    await world.at(start);
    expect(await world.state()).toBe('warning');
    await world.say({ type: 'im-here' });
    await world.at(start + MINUTE);
    expect(await world.state()).toBe('warning');
    await world.at(start + 15 * MINUTE);
    const { events } = { events: await eventsAfter(world.runs.store.db, 0, { limit: 100 }) };
    expect(events.find(({ kind }) => kind === 'downtime.no-go')?.why).toContain('the agent db is away');
  });

  it('takes each report once, in order, and none of somebody else', async () => {
    const world = await runWorld(await open(), { db: outline(), other: outline() });
    const { takeReports } = await import('../../../src/run/runs/take-reports.ts');
    await world.at(start - MINUTE);
    await world.at(start);
    await world.round();
    const { id } = await world.run();
    const all = world.hosts.get('db')!.reports.map((one) => ({ ...one, run: id }));
    await expect(takeReports(world.runs, 'other', all)).rejects.toMatchObject({ code: 'not-ordered' });
    expect(await takeReports(world.runs, 'db', all)).toEqual(new Map([[`${id}/0`, all.length]]));
    const late = [{ ...all[0]!, number: all.length + 2 }];
    expect(await takeReports(world.runs, 'db', [...late, ...all, ...all])).toEqual(
      new Map([[`${id}/0`, all.length]]),
    );
    expect((await world.run()).parts[0]!.attempts).toHaveLength(1);
  });
});
