import { expect, it } from 'vitest';
import { changeSeries, endSeries } from '../../src/keeper/change-series.ts';
import { deriveInstants } from '../../src/keeper/chores.ts';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { createSeries } from '../../src/keeper/create-series.ts';
import { deriveAnew, makeOccurrences } from '../../src/keeper/extend-series.ts';
import { listDowntimes } from '../../src/keeper/list-downtimes.ts';
import { deleteEntry } from '../../src/keeper/put-entry.ts';
import { listSeries, readSeries } from '../../src/keeper/read-series.ts';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { owner, person, scheduler, start, tonight, world } from './support.ts';

const weekly = {
  plan: { title: 'Nightly import', services: ['blog'], takes: 20 * MINUTE },
  recurrence: { zone: 'Europe/Berlin', start: '2026-12-02T03:00', rrule: 'FREQ=WEEKLY' },
};

describeEngines('a series in the keeper', (open) => {
  it('promises its downtimes of the next 35 days, and goes on by itself', async () => {
    const world1 = await world(await open());
    const { keeper } = world1;
    const { series, made, madeUntil } = await createSeries(keeper, scheduler, weekly);
    expect(made.map(({ downtime }) => formatInstant(downtime.plan.start!))).toEqual(
      ['02', '09', '16', '23', '30'].map((day) => `2026-12-${day}T02:00:00Z`),
    );
    expect(made.every(({ downtime }) => downtime.state === 'scheduled')).toBe(true);
    expect(madeUntil).toBe(start + 35 * DAY);
    expect(await makeOccurrences(keeper)).toBe(0);
    world1.now = start + 7 * DAY;
    expect(await makeOccurrences(keeper)).toBe(1);
    expect(await makeOccurrences(keeper)).toBe(0);
    const { items } = await listDowntimes(keeper, owner, { series: series.id }, { limit: 50 });
    expect(items).toHaveLength(6);
    expect((await listSeries(keeper, owner)).map(({ series }) => series.id)).toEqual([series.id]);
    expect(await listSeries(keeper, person('eve', null, { shop: 'owner' }))).toEqual([]);
  });

  it('leaves as a draft what the rules refuse, and says so', async () => {
    const { keeper } = await world(await open());
    await createDowntime(keeper, scheduler, {
      ...tonight,
      services: ['blog'],
      start: parseInstant('2026-12-09T02:00:00Z'),
      schedule: true,
    });
    const { made, unpromised } = await createSeries(keeper, scheduler, weekly);
    expect(unpromised).toMatchObject([{ code: 'rule-in-the-way' }]);
    expect(made.map(({ downtime }) => downtime.state)).toEqual([
      'scheduled',
      'draft',
      'scheduled',
      'scheduled',
      'scheduled',
    ]);
  });

  it('changes with its downtimes, but for what somebody moved', async () => {
    const { keeper } = await world(await open());
    const { series, made, version } = await createSeries(keeper, scheduler, weekly);
    const [, second] = made;
    const later = second!.downtime.plan.start! + HOUR;
    await commandDowntime(keeper, scheduler, second!.downtime.id, {
      type: 'revise',
      changes: { start: later },
    });
    const changed = await changeSeries(
      keeper,
      scheduler,
      series.id,
      { recurrence: { ...weekly.recurrence, start: '2026-12-02T04:00' } },
      { version },
    );
    expect(changed.changed).toHaveLength(4);
    const starts = async () => {
      const { items } = await listDowntimes(
        keeper,
        owner,
        { series: series.id, states: ['scheduled'] },
        { limit: 50 },
      );
      return items.map(({ downtime }) => formatInstant(downtime.plan.start!));
    };
    expect(await starts()).toEqual(['02', '09', '16', '23', '30'].map((day) => `2026-12-${day}T03:00:00Z`));
    await expect(
      changeSeries(keeper, scheduler, series.id, { plan: { takes: HOUR } }, { version }),
    ).rejects.toMatchObject({ code: 'stale-version' });

    await expect(deleteEntry(keeper, owner, 'service', 'blog')).rejects.toMatchObject({ code: 'in-use' });
    await endSeries(keeper, scheduler, series.id, { why: 'the import is gone' });
    expect(await starts()).toEqual(['2026-12-09T03:00:00Z']);
    expect((await readSeries(keeper, owner, series.id)).series.endsAt).toBe(start);
    expect(await makeOccurrences(keeper)).toBe(0);
  });

  it('says which of its downtimes a change and its end leave, and calls them off if asked to', async () => {
    const world1 = await world(await open());
    const { keeper } = world1;
    const { series, made } = await createSeries(keeper, scheduler, weekly);
    const [first, second, third] = made.map(({ downtime }) => downtime);
    const move = (id: string, to: string) =>
      commandDowntime(keeper, scheduler, id, { type: 'revise', changes: { start: parseInstant(to) } });
    await move(second!.id, '2026-12-09T04:00:00Z');
    await move(third!.id, '2027-01-15T04:00:00Z');
    await world1.at(first!.plan.start! - 5 * MINUTE);
    const stay = [
      { downtime: { id: first!.id, state: 'warning' }, because: 'go-no-go' },
      { downtime: { id: second!.id, state: 'scheduled' }, because: 'moved' },
      { downtime: { id: third!.id }, because: 'moved' },
    ];
    const longer = await changeSeries(keeper, scheduler, series.id, { plan: { takes: 30 * MINUTE } });
    expect(longer).toMatchObject({ changed: { length: 2 }, kept: stay });

    // Long after its own day a moved one is still there.
    await world1.at('2026-12-20T00:00:00Z');
    const dry = await endSeries(keeper, scheduler, series.id, {}, { dryRun: true });
    expect(dry.kept).toMatchObject([stay[2]]);
    const all = await endSeries(keeper, scheduler, series.id, { callOffMoved: true }, { dryRun: true });
    expect(all.kept).toEqual([]);
    expect(all.cancelled.map(({ downtime }) => downtime.id)).toContain(third!.id);
    await endSeries(keeper, scheduler, series.id, { why: 'gone', callOffMoved: true });
    const left = { series: series.id, states: ['scheduled', 'draft', 'warning'] } as const;
    expect((await listDowntimes(keeper, owner, left, { limit: 50 })).items).toEqual([]);
  });

  it('tries again to promise what was refused, and says what still is not promised', async () => {
    const { keeper } = await world(await open());
    const other = await createDowntime(keeper, scheduler, {
      ...tonight,
      services: ['blog'],
      start: parseInstant('2026-12-09T02:00:00Z'),
      schedule: true,
    });
    const { series, unpromised } = await createSeries(keeper, scheduler, weekly);
    const draft = unpromised[0]!.downtime.id;
    const changed = await changeSeries(keeper, scheduler, series.id, { plan: { takes: 30 * MINUTE } });
    expect(changed.unpromised).toMatchObject([{ downtime: { id: draft }, code: 'rule-in-the-way' }]);
    const same = await changeSeries(keeper, scheduler, series.id, {});
    expect(same).toMatchObject({ changed: [], unpromised: [{ downtime: { id: draft } }] });
    await commandDowntime(keeper, scheduler, other.downtime.id, { type: 'cancel' });
    const after = await changeSeries(keeper, scheduler, series.id, {});
    expect(after).toMatchObject({
      changed: [{ downtime: { id: draft, state: 'scheduled' } }],
      unpromised: [],
    });
  });

  it('is not changed when it has ended, nor made to come without end', async () => {
    const { keeper } = await world(await open());
    const { series } = await createSeries(keeper, scheduler, weekly);
    const often = { ...weekly.recurrence, rrule: 'FREQ=MINUTELY;INTERVAL=30' };
    const refused = { code: 'too-many-occurrences' };
    await expect(createSeries(keeper, scheduler, { ...weekly, recurrence: often })).rejects.toMatchObject(
      refused,
    );
    await expect(changeSeries(keeper, scheduler, series.id, { recurrence: often })).rejects.toMatchObject(
      refused,
    );
    await endSeries(keeper, scheduler, series.id);
    const over = { code: 'wrong-state' };
    await expect(changeSeries(keeper, scheduler, series.id, {})).rejects.toMatchObject(over);
    await expect(endSeries(keeper, scheduler, series.id)).rejects.toMatchObject(over);
  });

  it('derives its instants anew once for each version of the zones, and moves nothing else', async () => {
    const { keeper } = await world(await open());
    const { series } = await createSeries(keeper, scheduler, weekly);
    expect(await deriveAnew(keeper, series.id)).toEqual({
      made: [],
      changed: [],
      cancelled: [],
      unpromised: [],
      kept: [],
    });
    expect(await deriveInstants(keeper, '2099a')).toBe(true);
    expect(await deriveInstants(keeper, '2099a')).toBe(false);
    expect(await deriveInstants(keeper, '2099b')).toBe(true);
  });

  it('leaves no trace when it was only asked for', async () => {
    const { keeper } = await world(await open());
    const dry = await createSeries(keeper, scheduler, weekly, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, made: { length: 5 } });
    expect(await listSeries(keeper, owner)).toEqual([]);
    expect((await listDowntimes(keeper, owner, {}, { limit: 5 })).items).toEqual([]);
  });
});
