import { expect, it } from 'vitest';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { HOUR, parseInstant } from '../../../src/time/instant.ts';
import { scheduler } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { openLife } from './support.ts';

describeEngines('changes that come faster than people are told', (open) => {
  it('are told as one, from what each was told before', async () => {
    const { begin, world } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-16T22:00:00Z'), services: ['shop'] });
    life.heard();
    const revise = async (...starts: readonly string[]): Promise<string> => {
      for (const start of starts) {
        const changes = { start: parseInstant(start) };
        await commandDowntime(world.keeper, scheduler, life.id, { type: 'revise', changes });
      }
      await life.told();
      return life.heard();
    };
    const text = () => life.mails.findLast(({ to }) => to[0] === 'bob@example.org')!.parsed.text!;

    // Nobody ever heard of the 17th.
    expect(await revise('2026-12-17T22:00:00Z', '2026-12-18T22:00:00Z')).toMatch(/#2 CONFIRMED 2026-12-18/);
    expect(text()).toContain('New time: Friday, 18 December 2026');
    expect(text()).toContain('Old time: Wednesday, 16 December 2026');

    // There and back again: to everybody it is as they were told.
    expect(await revise('2026-12-19T22:00:00Z', '2026-12-18T22:00:00Z')).toBe('nobody');

    // And from there it goes on: what was told last is still the 18th.
    await revise('2026-12-20T22:00:00Z');
    expect(text()).toContain('New time: Sunday, 20 December 2026');
    expect(text()).toContain('Old time: Friday, 18 December 2026');
    await life.say({ type: 'cancel' });
    expect(life.heard()).toMatch(/^ada .*\n.*\n.*CANCEL #6.*\nbob .*\n.*\n.*CANCEL #6.*\ndan /);
  });

  it('tell of an extension by how much longer it is than what was told', async () => {
    const { begin, world } = await openLife(await open());
    const life = await begin({ start: parseInstant('2026-12-01T22:00:00Z'), services: ['shop'] });
    await life.at('2026-12-01T21:50:00Z');
    await life.say({ type: 'im-here' });
    await life.at('2026-12-01T22:00:00Z');
    life.heard();
    for (let i = 0; i < 2; i++) {
      await commandDowntime(world.keeper, scheduler, life.id, { type: 'extend', later: HOUR / 2 });
    }
    await life.told();
    const [first] = life.heard().split('\n    ');
    expect(first).toBe('ada Dauert länger: Wartung von Web shop, bis Mi., 2. Dez., 01:00 Uhr MEZ');
    expect(life.mails.at(-1)!.parsed.text).toMatch(/1 hour longer|1 Stunde länger/);
  });
});
