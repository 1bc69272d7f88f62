import { expect, it } from 'vitest';
import type { Plan } from '../../../src/downtime/contract.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import { missingFor } from '../../../src/run/facts.ts';
import type { FoundFile } from '../../../src/run/runner/contract.ts';
import { hearAgent } from '../../../src/run/runs/hear-agent.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { owner, tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline, step } from '../conduct/outlines.ts';
import { hash, type RunWorld, runWorld } from './support.ts';

const parameters = { id: { description: null, pattern: '[0-9]+', default: null } };

async function missing(
  { runs, keeper, id, now }: RunWorld,
  plan: Partial<Plan> = {},
  set: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const { downtime } = await readDowntime(keeper, owner, id);
  const steps = downtime.plan.steps!.map((file) => ({ ...file, parameters: set }));
  const planned = { ...downtime, plan: { ...downtime.plan, ...plan, steps } };
  return runs.store.transaction((trx) => missingFor(trx, planned, steps, now));
}

async function say(world: RunWorld, file: Partial<FoundFile>, trouble: string | null = null): Promise<void> {
  const found = { name: 'dbfile', hash, outline: outline(), mistake: null, ...file };
  await hearAgent(world.runs, 'db', { version: '1', host: 'h', files: [found], trouble });
}

describeEngines('before steps may begin', (open) => {
  it('it is said what is missing: agent, file, hash, parameters, room to work', async () => {
    const world = await runWorld(await open(), { db: outline() });
    expect(await missing(world)).toEqual([]);
    world.now += 15 * SECOND;
    expect(await missing(world)).toEqual(['the agent db is away']);
    await say(world, {}, 'the disk is full');
    expect(await missing(world)).toEqual(['the agent db cannot begin anything: the disk is full']);
    await say(world, { hash: 'b'.repeat(64) });
    expect(await missing(world)).toEqual([
      'the step file dbfile of the agent db is another one than is bound here',
    ]);
    await say(world, { name: 'other' });
    expect(await missing(world)).toEqual(['the agent db has no step file dbfile']);
    await say(world, { outline: null, mistake: 'line 3: no step' });
    expect(await missing(world)).toEqual([
      'the step file dbfile of the agent db cannot be used: line 3: no step',
    ]);
    await say(world, { outline: outline({ parameters }) });
    expect(await missing(world)).toEqual([expect.stringContaining('"id" is missing')]);
    expect(await missing(world, {}, { id: 'x; rm' })).toEqual([expect.stringContaining('does not match')]);
    expect(await missing(world, {}, { id: '7' })).toEqual([]);
    // A pattern from a host that nobody trusts, which would take for ever elsewhere.
    const evil = { id: { description: null, pattern: '(a+)+b', default: null } };
    await say(world, { outline: outline({ parameters: evil }) });
    expect(await missing(world, {}, { id: 'a'.repeat(999) })).toHaveLength(1);
  });

  it('requests that wait must not wait longer than they may, by the limits of the steps', async () => {
    const world = await runWorld(await open(), { db: outline() });
    expect(await missing(world, { mode: 'hold' })).toEqual([
      'requests wait 30s at most, and the steps may take 20m by their limits',
    ]);
    await say(world, { outline: outline({ steps: [step('swap', { timeLimit: 20 * SECOND })] }) });
    expect(await missing(world, { mode: 'hold' })).toEqual([]);
  });

  it('is foreseen when it is scheduled, with what each step usually takes', async () => {
    const world = await runWorld(await open(), { db: outline() });
    await world.at(tonight.start - MINUTE);
    await world.at(tonight.start);
    await world.work(12);
    expect(await world.state()).toBe('completed');
    const steps = [{ agent: 'db', name: 'dbfile', hash, parameters: {} }];
    const start = tonight.start + 24 * HOUR;
    const plan = { ...tonight, start, steps, schedule: true };
    const { follows } = await createDowntime(world.keeper, owner, plan, { dryRun: true });
    const told = follows.filter(({ kind }) => kind === 'step');
    expect(told.map(({ at, text }) => [at! - start, text])).toEqual([
      [0, 'the agent db runs "dump": dump (usually 1s, at most 10m)'],
      [SECOND, 'the agent db runs "load": load (usually 1s, at most 10m)'],
    ]);
    const unknown = [{ ...steps[0]!, hash: 'c'.repeat(64) }];
    const other = await createDowntime(world.keeper, owner, { ...plan, steps: unknown }, { dryRun: true });
    expect(other.follows.filter(({ kind }) => kind === 'step').map(({ text }) => text)).toEqual([
      expect.stringContaining('has not told of the step file dbfile as it is bound here'),
    ]);
  });
});
