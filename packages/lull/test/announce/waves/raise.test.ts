import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Wave } from '../../../src/announce/contract.ts';
import { toldBy } from '../../../src/announce/policy/waves-of.ts';
import { raiseDue, stillRight } from '../../../src/announce/waves/raise.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { begun, start } from '../../downtime/life.ts';
import { start as monday, owner } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { announceWorld } from '../support/world.ts';
import { services } from './support.ts';

describe('that it may take longer', () => {
  const end = start + 2 * HOUR;
  const verdict = (life: ReturnType<typeof begun>, now: number) => {
    const told = toldBy(life.now);
    const wave: Wave = {
      ...{ id: 'w', downtime: 'd1', kind: 'overrunning', point: 'extension', services: ['shop'], tags: [] },
      ...{ dueAt: end - 5 * MINUTE, state: 'planned', told, before: null, sequence: 1 },
    };
    return stillRight(wave, life.now, now);
  };

  it('is told while the work goes on, and not of a promise that was changed', () => {
    const life = begun();
    expect(verdict(life, end - 5 * MINUTE)).toBe('raise');
    life.say(end - 4 * MINUTE, { type: 'finish' });
    life.say(end - 4 * MINUTE, { type: 'opened' });
    expect(verdict(life, end - 4 * MINUTE)).toBe('cancel');
  });

  it('waits for a check until half a minute before the end, and not beyond it', () => {
    const life = begun({ verify: true });
    life.say(end - 10 * MINUTE, { type: 'finish' });
    expect(life.now.state).toBe('verifying');
    expect(verdict(life, end - 5 * MINUTE)).toEqual({ again: end - 30 * SECOND });
    expect(verdict(life, end - 30 * SECOND)).toBe('raise');
  });

  it('is looked at again while visitors come back', () => {
    const life = begun();
    life.say(end - 10 * MINUTE, { type: 'finish' });
    expect(verdict(life, end - 5 * MINUTE)).toEqual({ again: end - 4 * MINUTE });
    expect(verdict(life, end + MINUTE)).toEqual({ again: end + 2 * MINUTE });
  });
});

describeEngines('a wave that cannot be raised', (open) => {
  it('stops no other, and is named in the log', async () => {
    const store = await open();
    const errors: object[] = [];
    const quiet = () => undefined;
    const log = {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (fields: object) => void errors.push(fields),
    };
    const world = await announceWorld(store, { yaml: services, log });
    const plan = { title: 'Move', services: ['shop'], takes: HOUR, schedule: true };
    for (const days of [10, 11]) {
      await createDowntime(world.keeper, owner, { ...plan, start: monday + days * DAY });
    }
    const { id } = await store.db
      .selectFrom('announce_waves')
      .select('id')
      .where('state', '=', 'planned')
      .orderBy('due_at')
      .executeTakeFirstOrThrow();
    await sql`update announce_waves set body = '{}' where id = ${id}`.execute(store.db);
    world.now = monday + 5 * DAY;
    expect(await raiseDue(world.announce)).toEqual({ raised: 1, failed: 1, more: false });
    expect(errors).toMatchObject([{ wave: id }]);
  });
});
