import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { LullError } from '../../src/errors.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../src/keeper/emergency-down.ts';
import { mayBeDone } from '../../src/keeper/may-be-done.ts';
import { openKeeper } from '../../src/keeper/open.ts';
import { planFor } from '../../src/keeper/plan-for.ts';
import { deleteEntry, putEntry } from '../../src/keeper/put-entry.ts';
import { up } from '../../src/keeper/up.ts';
import { DAY, formatInstant, HOUR, MINUTE } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { lullYaml, owner, person, start, tonight, world } from './support.ts';

const services = ['shop', 'database', 'blog', 'wiki'];
const freeze = { zone: 'UTC', start: '2026-12-01T12:00', duration: 'P1D' };

describeEngines('questions to the keeper', (open) => {
  it('are answered from memory as they are from the database, whatever another server does', async () => {
    const store = await open();
    const world1 = await world(store);
    const { keeper } = world1;
    const clock = async () => world1.now;
    const remembering = openKeeper(store, { clock });
    const ids: string[] = [];
    const index = fc.nat({ max: 30 });
    const service = fc.constantFrom(...services);
    const hour = fc.integer({ min: 20, max: 30 });
    const steps = fc.oneof(
      fc.record({ what: fc.constant('schedule' as const), service, hour }),
      fc.record({ what: fc.constant('move' as const), index, service, hour }),
      fc.record({ what: fc.constant('cancel' as const), index }),
      fc.record({ what: fc.constant('down' as const), service }),
      fc.record({ what: fc.constant('up' as const), service }),
      fc.record({ what: fc.constant('freeze' as const) }),
      fc.record({ what: fc.constant('thaw' as const) }),
      fc.record({ what: fc.constant('wait' as const) }),
    );
    type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
    let people = 0;
    const take = async (step: Step): Promise<unknown> => {
      const id = 'index' in step ? ids[step.index % Math.max(1, ids.length)] : undefined;
      const at = start + ('hour' in step ? step.hour : 0) * HOUR;
      switch (step.what) {
        case 'schedule': {
          const who = person(`p${people++}`);
          const plan = { ...tonight, services: [step.service], start: at, schedule: true };
          return createDowntime(keeper, who, plan).then(({ downtime }) => ids.push(downtime.id));
        }
        case 'move': {
          const changes = { services: [step.service], start: at };
          return id && commandDowntime(keeper, owner, id, { type: 'revise', changes });
        }
        case 'cancel':
          return id && commandDowntime(keeper, owner, id, { type: 'cancel' });
        case 'down':
          return emergencyDown(keeper, person(`p${people++}`), step.service, { why: 'smoke' });
        case 'up':
          return up(keeper, owner, step.service);
        case 'freeze':
          return putEntry(keeper, owner, 'freeze', 'f', freeze);
        case 'thaw':
          return deleteEntry(keeper, owner, 'freeze', 'f');
        case 'wait':
          return world1.at(world1.now + 10 * MINUTE);
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 12 }), async (all) => {
        for (const step of all) {
          await take(step).catch((error: unknown) => expect(error).toBeInstanceOf(LullError));
          const fresh = openKeeper(store, { clock });
          for (const name of services) {
            const question = { services: [name], takes: HOUR, at: start + 22 * HOUR };
            expect(await mayBeDone(remembering, owner, question)).toEqual(
              await mayBeDone(fresh, owner, question),
            );
          }
        }
      }),
      { numRuns: 8 },
    );
  });

  it('rank the moments by the service’s own traffic, and leave out what others have taken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lull-plan-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'traffic.csv');
    const hours = Array.from({ length: 35 * 24 }, (_, i) => start - 35 * DAY + i * HOUR);
    // Quietest at 03:00 UTC.
    const visits = (at: number) => 100 + 80 * Math.cos(((((at / HOUR) % 24) - 15) / 12) * Math.PI);
    const rows = hours.map((at) => `${formatInstant(at)},${Math.round(visits(at))}`);
    await writeFile(file, `time,visits\n${rows.join('\n')}\n`);
    const yaml = lullYaml.replace('blog: { zone: UTC,', `blog: { zone: UTC, traffic: ["${file}"],`);
    const { keeper } = await world(await open(), { yaml });
    const question = { service: 'blog', takes: HOUR, horizon: 2 * DAY };
    const { candidates } = await planFor(keeper, owner, question);
    expect(candidates[0]!.start).toBe('2026-12-01T03:00:00Z');
    const plan = { ...tonight, services: ['blog'], start: start + 3 * HOUR, rollback: 0, schedule: true };
    await createDowntime(keeper, owner, plan);
    const { candidates: left } = await planFor(keeper, owner, question);
    expect(left.map((candidate) => candidate.start)).not.toContain('2026-12-01T03:00:00Z');
    await expect(planFor(keeper, owner, { ...question, service: 'wiki' })).rejects.toMatchObject({
      code: 'empty-traffic',
    });
  });
});
