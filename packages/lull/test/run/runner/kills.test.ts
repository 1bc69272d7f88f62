import { expect, it } from 'vitest';
import type { Answer } from '../../../src/run/runner/contract.ts';
import { startChild } from './child.ts';
import { makeWorld, type World } from './world.ts';

const steps = `
steps:
  - name: once
    command: [sh, -c, 'echo once >>ROOT/log']
    verify: { command: [grep, -q, once, ROOT/log] }
    rollback: { command: [sh, -c, 'echo un-once >>ROOT/log'] }
  - name: often
    command: [sh, -c, 'echo often >>ROOT/log']
    idempotent: true
`;

/** Answers what is asked as somebody would who looks: it is done, or it is to be run. */
function answered(world: World): readonly Answer[] {
  return world.port.reports(world.run).flatMap(({ what }): Answer[] => {
    if (what.kind !== 'asks') return [];
    expect(what.about).toBe('unknown');
    const { phase, place, attempt, name } = what;
    const isDone = world.lines('log').includes(name);
    if (name === 'once') {
      expect(what.question).toContain(
        isDone ? 'Its verify now says that it was done' : 'Its verify now says: exit',
      );
    }
    return [{ phase, place, attempt, answer: isDone ? 'done' : 'again' }];
  });
}

/** Brings a run to its end through whatever it asks. */
async function throughAll(world: World): Promise<void> {
  for (let asked = 0; ; asked += 1) {
    const seen = world.story().length;
    const last = await world.port.until(() =>
      world.story().length >= seen && /^(asks|through|stuck)/.test(world.story().at(-1) ?? '')
        ? world.story().at(-1)
        : null,
    );
    if (last === 'through forward') return;
    expect(last).toMatch(/^asks about/);
    expect(asked).toBeLessThan(4);
    const before = world.story().length;
    await world.order('forward', { answers: answered(world) });
    await world.port.until(() => world.story().length > before);
  }
}

/** Every boundary that the journal of these steps has: one before, one within and one after each line. */
const boundaries = [...Array(34).keys()];

it('does each step once, whichever boundary of its journal a runner is killed at', async () => {
  let reached = 0;
  for (const boundary of boundaries) {
    const world = makeWorld(steps);
    await world.order('forward');
    let child = startChild(world, boundary);
    const through = world.port.until(() => world.story().at(-1) === 'through forward');
    await Promise.race([child.gone, through]);
    if (child.process.signalCode === 'SIGKILL') {
      reached += 1;
      child = startChild(world);
    }
    await throughAll(world);
    const log = world.lines('log');
    expect(
      log.filter((line) => line === 'once'),
      `at ${boundary}`,
    ).toHaveLength(1);
    expect(log.at(-1)).toBe('often');
    // Told in order, without a gap, whatever was told before the kill.
    expect(world.port.reports(world.run).map(({ number }) => number)).toEqual(
      world.story().map((_, i) => i + 1),
    );
    await child.kill();
  }
  expect(reached).toBe(33);
}, 600_000);
