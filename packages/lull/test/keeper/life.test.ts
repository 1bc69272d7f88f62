import { expect, it } from 'vitest';
import { commandDowntime } from '../../src/keeper/command-downtime.ts';
import { createDowntime } from '../../src/keeper/create-downtime.ts';
import { historyOf } from '../../src/keeper/history-of.ts';
import { readDowntime } from '../../src/keeper/read-downtime.ts';
import { HOUR, MINUTE, parseInstant } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { owner, scheduler, tonight, world } from './support.ts';

describeEngines('a downtime in the keeper', (open) => {
  it('goes through its life by hand, each step with its event and its audit row', async () => {
    const { keeper, at } = await world(await open());
    const { downtime, follows } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    const { id } = downtime;
    expect(downtime.state).toBe('scheduled');
    expect(follows.map(({ at, data }) => [data.moment, at])).toEqual([
      ['warning', tonight.start - 15 * MINUTE],
      ['start', tonight.start],
      ['turn-back', tonight.start + 40 * MINUTE],
      ['end', tonight.start + HOUR],
    ]);
    const state = async () => (await readDowntime(keeper, owner, id)).downtime.state;

    await at('2026-12-01T21:44:59Z');
    expect(await state()).toBe('scheduled');
    await at('2026-12-01T21:45:00Z');
    expect(await state()).toBe('warning');
    await at('2026-12-01T22:00:00Z');
    expect(await state()).toBe('warning');
    await at('2026-12-01T22:02:00Z');
    // Nothing was missing but somebody who is there: it begins in the same breath.
    const here = await commandDowntime(keeper, scheduler, id, { type: 'im-here' });
    expect(here.downtime.state).toBe('down');
    expect(here.events.map(({ kind }) => kind)).toEqual([
      'downtime.present',
      'downtime.draining',
      'downtime.extended',
      'downtime.closed',
    ]);
    await at('2026-12-01T22:40:00Z');
    const done = await commandDowntime(keeper, scheduler, id, { type: 'finish' });
    expect(done.downtime.state).toBe('completed');
    expect(done.downtime.actual.downAt).toBe(parseInstant('2026-12-01T22:02:00Z'));

    const history = await historyOf(keeper, owner, id, { limit: 100 });
    const told = history.map(({ kind }) => kind.replace('downtime.', ''));
    expect(told.slice(0, 3)).toEqual(['drafted', 'scheduled', 'warned']);
    expect(told.slice(-2)).toEqual(['opening', 'completed']);
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, i) => history[0]!.seq + i));
    const audit = await keeper.store.db
      .selectFrom('access_audit')
      .select(['action', 'actor'])
      .where('subject', '=', id)
      .orderBy('seq')
      .execute();
    expect(audit.map(({ action, actor }) => `${actor}: ${action.replace('downtime.', '')}`)).toEqual([
      'sam: draft',
      'sam: schedule',
      'lull: warned',
      'sam: here',
      'lull: draining',
      'lull: extended',
      'lull: closed',
      'lull: reminded',
      'sam: finish',
      'lull: completed',
    ]);
  });

  it('is not begun when nobody is there', async () => {
    const { keeper, at } = await world(await open());
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    await at('2026-12-01T21:45:00Z');
    await at('2026-12-01T22:15:00Z');
    const { downtime: after } = await readDowntime(keeper, owner, downtime.id);
    expect(after.state).toBe('cancelled');
    expect(after.actual.downAt).toBeNull();
  });

  it('steps aside after an outage of the servers that lasted beyond its start', async () => {
    const { keeper, at } = await world(await open());
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    await at('2026-12-02T03:00:00Z');
    const { downtime: after } = await readDowntime(keeper, owner, downtime.id);
    expect(after.state).toBe('cancelled');
  });

  it('does nothing again when the clock goes back', async () => {
    const { keeper, at } = await world(await open());
    const { downtime } = await createDowntime(keeper, scheduler, { ...tonight, schedule: true });
    await at('2026-12-01T21:50:00Z');
    const before = await historyOf(keeper, owner, downtime.id, { limit: 100 });
    await at('2026-12-01T20:00:00Z');
    await at('2026-12-01T21:45:00Z');
    expect(await historyOf(keeper, owner, downtime.id, { limit: 100 })).toEqual(before);
    const { downtime: after } = await readDowntime(keeper, owner, downtime.id);
    expect(after.state).toBe('warning');
    const here = await commandDowntime(keeper, scheduler, downtime.id, { type: 'im-here' });
    const times = [...before.map(({ at }) => at), ...here.events.map(({ at }) => at)];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
