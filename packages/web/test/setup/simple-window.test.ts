import { expect, it } from 'vitest';
import { firstStart } from '../../src/pages/setup/simple-window.ts';

it('the simplest window begins on the first day that its rule has, today included', () => {
  const tuesday = new Date(2026, 10, 24, 12);
  expect(firstStart('daily', '02:00', tuesday)).toBe('2026-11-24T02:00');
  expect(firstStart('sunday', '02:00', tuesday)).toBe('2026-11-29T02:00');
  expect(firstStart('weekdays', '22:30', tuesday)).toBe('2026-11-30T22:30');
  expect(firstStart('sunday', '02:00', new Date(2026, 10, 29, 23))).toBe('2026-11-29T02:00');
});
