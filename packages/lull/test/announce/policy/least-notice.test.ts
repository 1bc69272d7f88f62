import { expect, it } from 'vitest';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { mayBeDone, nextMoment } from '../../../src/keeper/may-be-done.ts';
import { DAY, formatInstant, HOUR } from '../../../src/time/instant.ts';
import { owner, scheduler, start, world } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';

const yaml = `
services:
  shop: { zone: UTC, announce: { leastNotice: { downtime: P2D } } }
  blog: { zone: UTC }
`;
const plan = { title: 'Move', services: ['shop'], start: start + DAY, takes: HOUR, schedule: true };

describeEngines('least notice', (open) => {
  it('is a rule: refused with the first moment, the same as asked beforehand, set aside with a reason', async () => {
    const { keeper } = await world(await open(), { yaml });
    await expect(createDowntime(keeper, scheduler, plan)).rejects.toMatchObject({
      code: 'rule-in-the-way',
      details: { reasons: [{ rule: 'notice', name: null }], next: formatInstant(start + 2 * DAY) },
    });
    const asked = { services: ['shop'], takes: HOUR, at: plan.start };
    expect(await mayBeDone(keeper, scheduler, asked)).toMatchObject({
      open: false,
      changesAt: start + 2 * DAY,
    });
    expect((await nextMoment(keeper, scheduler, asked)).start).toBe(start + 2 * DAY);
    await createDowntime(keeper, scheduler, { ...plan, services: ['blog'] });

    const why = 'the certificate ends tomorrow';
    const { downtime } = await createDowntime(keeper, owner, {
      ...plan,
      start: start + HOUR,
      override: true,
      why,
    });
    expect(downtime.waivers).toMatchObject([{ rule: 'notice', name: null, why }]);
    // What was set aside holds for this promise: nothing flags it at its go/no-go.
    const longer = { type: 'revise', changes: { remindEvery: HOUR } } as const;
    expect((await commandDowntime(keeper, owner, downtime.id, longer)).downtime.flags).toEqual([]);
  });

  it('is counted from when people were told, and begins anew with another time', async () => {
    const made = await world(await open(), { yaml });
    const { downtime } = await createDowntime(made.keeper, scheduler, { ...plan, start: start + 2 * DAY });
    await made.at(start + DAY);
    const move = { type: 'revise', changes: { start: start + 2 * DAY + HOUR } } as const;
    await expect(commandDowntime(made.keeper, scheduler, downtime.id, move)).rejects.toMatchObject({
      code: 'rule-in-the-way',
    });
    const rename = { type: 'revise', changes: { title: 'Move it' } } as const;
    await commandDowntime(made.keeper, scheduler, downtime.id, rename);
  });

  it('is waived by an emergency, and that is kept', async () => {
    const { keeper } = await world(await open(), { yaml });
    const { downtime } = await emergencyDown(keeper, owner, 'shop', { why: 'fire' });
    expect(downtime.waivers).toHaveLength(1);
    expect(downtime.waivers[0]!.message).toContain('the policy wants 2d of notice');
  });
});
