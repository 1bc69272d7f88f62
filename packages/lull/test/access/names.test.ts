import { expect, it } from 'vitest';
import { type Names, nameBook } from '../../src/access/names.ts';

/** A book over names that change, with what it asked for. */
function book(most = 3) {
  const names = new Map([['p1', 'Ada']]);
  const asked: string[][] = [];
  const world = { now: 0, names, asked, wait: Promise.resolve() };
  const read = async (ids: readonly string[]): Promise<Names> => {
    asked.push([...ids]);
    const found = new Map(ids.map((id) => [id, names.get(id) ?? null]));
    await world.wait;
    return found;
  };
  return { ...nameBook(read, most, () => world.now), world };
}

it('asks for each name once in half a minute, and for nobody the same', async () => {
  const { of, world } = book();
  expect([...(await of(['p1', 'p2', 'p1']))]).toEqual([
    ['p1', 'Ada'],
    ['p2', null],
  ]);
  world.names.set('p1', 'Ada L.');
  world.now = 29_999;
  expect((await of(['p1', 'p2', 'p3'])).get('p1')).toBe('Ada');
  expect(world.asked).toEqual([['p1', 'p2'], ['p3']]);
  world.now = 30_000;
  expect((await of(['p1'])).get('p1')).toBe('Ada L.');
});

it('forgets what was cleared, also what was being read meanwhile', async () => {
  const { of, clear, world } = book();
  const reading = Promise.withResolvers<void>();
  world.wait = reading.promise;
  const first = of(['p1']);
  clear();
  world.names.delete('p1');
  reading.resolve();
  expect((await first).get('p1')).toBe('Ada');
  expect((await of(['p1'])).get('p1')).toBeNull();
});

it('keeps no more than it may, and tells all that it was asked for all the same', async () => {
  const { of, world } = book(2);
  const ids = ['p1', 'p2', 'p3', 'p4'];
  expect([...(await of(ids)).keys()]).toEqual(ids);
  await of(['p3', 'p4']);
  expect(world.asked).toHaveLength(1);
  await of(['p1']);
  expect(world.asked).toHaveLength(2);
});
