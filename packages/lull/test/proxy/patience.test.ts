import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience, type Waiting } from '../../src/proxy/patience.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function waiting(expired: number[], name: number): Waiting {
  return { since: 0, before: null, after: null, expire: () => void expired.push(name) };
}

test('whoever began and did not end expires, not before its time and at most an eighth after, in order', () => {
  const steps = fc.array(fc.record({ after: fc.integer({ min: 0, max: 900 }), ends: fc.option(fc.nat(30)) }));
  fc.assert(
    fc.property(steps, (all) => {
      const patience = new Patience(800);
      const expired: number[] = [];
      const begun: { one: Waiting; at: number; isEnded: boolean }[] = [];
      const begin = Date.now();
      for (const [i, { after, ends }] of all.entries()) {
        vi.advanceTimersByTime(after);
        const one = waiting(expired, i);
        begun.push({ one, at: Date.now(), isEnded: false });
        patience.begin(one);
        const other = ends === null ? undefined : begun[ends];
        if (other && !expired.includes(ends!)) {
          // A second end is none.
          patience.end(other.one);
          patience.end(other.one);
          other.isEnded = true;
        }
        for (const [n, { at, isEnded }] of begun.entries()) {
          const waited = Date.now() - at;
          if (isEnded || waited < 800) expect(expired).not.toContain(n);
          else if (waited > 900) expect(expired).toContain(n);
        }
      }
      vi.advanceTimersByTime(1_000);
      patience.close();
      expect(Date.now()).toBeGreaterThanOrEqual(begin);
      expect(expired).toEqual(begun.flatMap(({ isEnded }, n) => (isEnded ? [] : [n])));
    }),
  );
});
