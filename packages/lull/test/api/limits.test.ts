import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from '../../src/access/network-of.ts';
import { Buckets } from '../../src/api/limits/buckets.ts';
import { CallerLimit } from '../../src/api/limits/caller-limit.ts';
import { Places } from '../../src/api/stream/places.ts';

describe('token buckets', () => {
  it('let the burst through at once, and then as many as the rate says', () => {
    const buckets = new Buckets({ perSecond: 10, burst: 3 });
    expect([1, 2, 3, 4].map(() => buckets.take('a', 0))).toEqual([0, 0, 0, 100]);
    expect(buckets.take('a', 99)).toBe(1);
    expect(buckets.take('a', 100)).toBe(0);
    expect(buckets.take('b', 100)).toBe(0);
  });

  it('never let more through than burst and rate together, whenever they are asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(500), { maxLength: 300 }),
        (perSecond, burst, pauses) => {
          const buckets = new Buckets({ perSecond, burst });
          let now = 0;
          const taken = pauses.filter((pause) => {
            now += pause;
            return buckets.take('a', now) === 0;
          }).length;
          expect(taken).toBeLessThanOrEqual(burst + (now / 1000) * perSecond);
        },
      ),
    );
  });

  it('say truly how long to wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(500), { maxLength: 100 }),
        (perSecond, pauses) => {
          const buckets = new Buckets({ perSecond, burst: 2 });
          let now = 0;
          for (const pause of pauses) {
            now += pause;
            const wait = buckets.take('a', now);
            now += wait;
            if (wait > 0) expect(buckets.take('a', now)).toBe(0);
          }
        },
      ),
    );
  });

  it('remember so many callers and no more, forgetting who was quiet the longest', () => {
    const buckets = new Buckets({ perSecond: 1, burst: 1 }, 2);
    buckets.take('a', 0);
    buckets.take('b', 0);
    buckets.take('a', 0);
    buckets.take('c', 0);
    expect(buckets.size).toBe(2);
    expect(buckets.wait('a', 0)).toBeGreaterThan(0);
    expect(buckets.wait('b', 0)).toBe(0);
  });
});

describe('who counts as one caller', () => {
  it('is an IPv4 address, or a /64 of IPv6', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
    expect(networkOf('2001:db8:1:2:aaaa::1')).toBe(networkOf('2001:db8:1:2::ffff'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
    expect(networkOf('::1')).toBe(networkOf('0:0:0:0:0:0:0:2'));
    expect(networkOf('2001:DB8::1')).toBe(networkOf('2001:0db8:0:0:5::'));
    expect(networkOf(null)).toBe('unknown');
  });

  it('is somebody known by themselves, whatever unknown ones do at their address', () => {
    const limit = new CallerLimit({ perSecond: 1, burst: 2 });
    const key = { kind: 'key', id: 'k1' } as Parameters<CallerLimit['count']>[0];
    limit.count(null, '203.0.113.7', 0);
    limit.count(key, '203.0.113.7', 0);
    limit.before('203.0.113.7', 0);
    limit.count(null, '203.0.113.7', 0);
    expect(() => limit.before('203.0.113.7', 0)).toThrowError(/too often/);
    limit.before('203.0.113.8', 0);
    limit.count(key, '203.0.113.8', 0);
    expect(() => limit.count(key, '203.0.113.9', 0)).toThrowError(/too often/);
  });
});

describe('places for streams', () => {
  it('are so many for each caller, and come back once', () => {
    const places = new Places(2);
    const leave = places.take('a');
    places.take('a');
    expect(() => places.take('a')).toThrowError(/2 event streams/);
    places.take('b');
    leave();
    leave();
    expect(places.taken).toBe(2);
    places.take('a');
    expect(() => places.take('a')).toThrowError();
  });
});
