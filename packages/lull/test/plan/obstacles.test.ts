import { expect, it } from 'vitest';
import { nothingFits, obstacles } from '../../src/plan/obstacles.ts';
import { ruleKinds, waivable } from '../../src/plan/rules.ts';
import { HOUR } from '../../src/time/instant.ts';
import { calendar, freezeTime, takenTime, windowTime, work } from './calendar.ts';

const range = { start: 0, end: 24 * HOUR };
const busy = calendar({
  windows: [windowTime({ start: 0, end: 10 * HOUR })],
  freezes: [freezeTime({ start: 0, end: 2 * HOUR })],
  taken: [
    takenTime({ start: 2 * HOUR, end: 5 * HOUR, name: 'a', message: 'the same people are needed for "A"' }),
    takenTime({ start: 6 * HOUR, end: 10 * HOUR, name: 'b', message: 'the same people are needed for "B"' }),
    takenTime({ start: 11 * HOUR, end: 12 * HOUR, name: 'b', message: 'the same people are needed for "B"' }),
  ],
});

it('says of each other downtime when the work would fit but for it', () => {
  const found = obstacles(busy, work({ takes: 3 * HOUR }), range).map(({ rule, name, start }) => [
    rule,
    name,
    start / HOUR,
  ]);
  expect(found).toEqual([
    ['people', 'a', 2],
    ['people', 'b', 5],
    ['length', null, 5],
    ['window', null, 12],
  ]);
});

it('names them where nothing fits', () => {
  const error = nothingFits(busy, work({ takes: 3 * HOUR }), range, { next: null, zone: 'UTC' });
  expect(error.message).toContain('the same people are needed for "A"; the same people are needed for "B"');
  expect(error.todo).toContain('but for this: the same people are needed for "A": Thu 1970-01-01 02:00 UTC');
});

it('lets every rule be set aside but two downtimes of one service', () => {
  const kept = ruleKinds.filter((rule) => !waivable({ rule, name: null, message: '' }));
  expect(kept).toEqual(['conflict']);
});
