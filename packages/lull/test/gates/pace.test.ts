import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paceFor } from '../../src/gates/pace.ts';

test('a few gates are missed after 15 s, and say at once what they do', () => {
  for (const gates of [0, 1, 20]) expect(paceFor(gates)).toEqual({ lease: 15_000, spread: 100 });
});

test('any number of gates says no more than a server can take', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), (gates) => {
      const { lease, spread } = paceFor(gates);
      expect(gates / (lease / 3 / 1000)).toBeLessThan(200.1);
      expect(gates / (spread / 1000)).toBeLessThan(500.1);
    }),
  );
});
