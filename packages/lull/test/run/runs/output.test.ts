import { expect, it } from 'vitest';
import type { Output } from '../../../src/run/runner/contract.ts';
import { forgetOutput, KEPT } from '../../../src/run/runs/forget-output.ts';
import { readOutput } from '../../../src/run/runs/read-output.ts';
import { takeOutput } from '../../../src/run/runs/take-output.ts';
import { DAY, MINUTE } from '../../../src/time/instant.ts';
import { tonight } from '../../keeper/support.ts';
import { describeEngines } from '../../store/engines.ts';
import { outline } from '../conduct/outlines.ts';
import { type RunWorld, runWorld } from './support.ts';

const { start } = tonight;

async function begun(
  world: RunWorld,
): Promise<(number: number, text: string, more?: Partial<Output>) => Output> {
  await world.at(start - MINUTE);
  await world.at(start);
  await world.round();
  const { id: run } = await world.run();
  const place = { phase: 'forward', place: 0, attempt: 1 } as const;
  return (number, text, more = {}) => {
    return { run, part: 0, ...place, number, at: world.now, stream: 'out', text, ...more };
  };
}

describeEngines('what steps print', (open) => {
  it('is kept once, in the order in which it was heard, and is none of somebody else', async () => {
    const world = await runWorld(await open(), { db: outline() });
    const piece = await begun(world);
    const { db } = world.runs.store;
    const all = [piece(1, 'one\n'), piece(2, 'two\0\ud800\n', { stream: 'err' })];
    await takeOutput(world.runs, 'db', all);
    await takeOutput(world.runs, 'db', [...all, piece(3, 'three\n')]);
    const refused = { code: 'not-ordered' };
    await expect(takeOutput(world.runs, 'other', [piece(4, 'not his')])).rejects.toMatchObject(refused);
    const none = piece(5, 'of no run', { run: 'none' });
    await expect(takeOutput(world.runs, 'db', [piece(4, 'with it'), none])).rejects.toMatchObject(refused);
    const { id } = await world.run();
    const found = await readOutput(db, id, { after: 0, limit: 10 });
    expect(found.map(({ text, stream }) => [stream, text])).toEqual([
      ['out', 'one\n'],
      ['err', 'two\ufffd\ufffd\n'],
      ['out', 'three\n'],
    ]);
    const rest = await readOutput(db, id, { after: found[0]!.seq, limit: 1, phase: 'forward', place: 0 });
    expect(rest.map(({ text }) => text)).toEqual(['two\ufffd\ufffd\n']);
  });

  it('is bounded, whatever an agent tells', async () => {
    const world = await runWorld(await open(), { db: outline() });
    const piece = await begun(world);
    const much = 'x'.repeat(100_000);
    for (let i = 0; i < 20; i++) {
      await takeOutput(
        world.runs,
        'db',
        Array.from({ length: 5 }, (_, k) => piece(i * 5 + k, much)),
      );
    }
    const { id } = await world.run();
    const { db } = world.runs.store;
    const all = await readOutput(db, id, { after: 0, limit: 1_000 });
    expect(all.reduce((sum, { text }) => sum + text.length, 0)).toBe(1_048_576);
    expect(Math.max(...all.map(({ text }) => text.length))).toBe(65_536);
    await takeOutput(world.runs, 'db', [piece(1, 'of another attempt', { attempt: 2 })]);
    expect(await readOutput(db, id, { after: all.at(-1)!.seq, limit: 10 })).toHaveLength(1);
    const { printed } = await db.selectFrom('run_parts').select('printed').executeTakeFirstOrThrow();
    expect(Number(printed)).toBe(1_048_576 + 'of another attempt'.length);
  });

  it('is forgotten some months after the end of its run', async () => {
    const world = await runWorld(await open(), { db: outline() });
    const piece = await begun(world);
    await takeOutput(world.runs, 'db', [piece(1, 'one'), piece(2, 'two')]);
    world.now += KEPT + DAY;
    expect(await forgetOutput(world.runs)).toBe(0);
    await world.work(12);
    expect((await world.run()).endedAt).not.toBeNull();
    expect(await forgetOutput(world.runs)).toBe(0);
    world.now += KEPT + DAY;
    expect(await forgetOutput(world.runs)).toBe(2);
    expect((await world.run()).parts[0]!.attempts.length).toBeGreaterThan(0);
  });
});
