import { expect, it } from 'vitest';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import type { Follower } from '../../src/keeper/contract.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { createSeries, type NewSeries } from '../../src/keeper/create-series.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { HOUR, MINUTE } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { owner, scheduler, tonight, world } from './support.ts';

describeEngines('what follows from a change', (open) => {
  it('is found out once for whoever asked for it, and not where nobody reads it', async () => {
    const states: string[] = [];
    const follower: Follower = {
      name: 'asked',
      foresee({ after }) {
        states.push(after.state);
        return [];
      },
    };
    const asked = () => states.splice(0);
    const { keeper, at } = await world(await open(), { followers: [follower] });
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    expect(asked()).toEqual(['scheduled']);

    await at(tonight.start - 15 * MINUTE);
    expect((await readDowntime(keeper, owner, downtime.id)).downtime.state).toBe('warning');
    expect(asked()).toEqual([]);
    await commandDowntime(keeper, scheduler, downtime.id, { type: 'im-here' });
    expect(asked()).toEqual(['warning']);

    const series: NewSeries = {
      plan: { title: 'Daily', services: ['blog'], takes: HOUR },
      recurrence: { zone: 'UTC', start: '2026-12-03T03:00', rrule: 'FREQ=DAILY;COUNT=3' },
    };
    expect((await createSeries(keeper, owner, series)).made).toHaveLength(3);
    expect(asked()).toEqual([]);
  });
});
