import { expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline } from '../conduct/outlines.ts';
import { runWorld } from './support.ts';

const { start } = tonight;

describeEngines('a clock that is set back by an hour', (open) => {
  it('holds up no run: neither its beginning nor its end', async () => {
    const watched = outline({ watch: [{ name: 'errors', over: MINUTE }] });
    const world = await runWorld(await open(), { db: watched });
    await world.at(start - MINUTE);
    world.gates = { expected: 2, confirmed: 2 };
    await world.at(start);
    world.gates = { expected: 2, confirmed: 0 };
    await world.at(start + 2 * MINUTE);
    expect([await world.state(), (await world.run()).state]).toEqual(['down', 'waiting']);

    await world.at(start - HOUR);
    world.gates = { expected: 2, confirmed: 2 };
    await world.at(world.now + SECOND);
    expect((await world.run()).state).toBe('forward');

    while ((await world.state()) !== 'opening') await world.work(1);
    world.gates = { expected: 2, confirmed: 0 };
    await world.work(5);
    expect((await world.run()).parts[0]!.through).toContain('watch');
    world.now -= HOUR;
    await world.at(world.now);
    world.gates = { expected: 2, confirmed: 2 };
    await world.at(world.now + SECOND);
    expect([await world.state(), (await world.run()).state]).toEqual(['completed', 'completed']);
  });
});
