import { describe, expect, it } from 'vitest';
import { lull } from '../../src/access/contract.ts';
import { keptFor, keyCache, keyMisses } from '../../src/access/key-cache.ts';

const holder = { actor: lull, expiresAt: null };

function clocked() {
  let now = 0;
  return {
    clock: () => now,
    pass: (length: number) => {
      now += length;
    },
  };
}

describe('verified keys', () => {
  it('are asked for once for any number of callers, and again after their time', async () => {
    const { clock, pass } = clocked();
    const cache = keyCache(10, clock);
    let asked = 0;
    const verify = async () => {
      asked += 1;
      return holder;
    };
    await Promise.all(Array.from({ length: 50 }, () => cache.holder('k', verify)));
    expect(asked).toBe(1);
    pass(keptFor - 1);
    await cache.holder('k', verify);
    expect(asked).toBe(1);
    pass(1);
    await cache.holder('k', verify);
    expect(asked).toBe(2);
  });

  it('are not kept when something changed while they were asked for', async () => {
    const cache = keyCache(10, () => 0);
    const { promise, resolve } = Promise.withResolvers<typeof holder>();
    const asking = cache.holder('k', () => promise);
    cache.clear();
    resolve(holder);
    expect(await asking).toBe(holder);
    expect(cache.size).toBe(0);
  });

  it('are never more than so many, and unknown ones are none of them', async () => {
    const cache = keyCache(3, () => 0);
    for (let number = 0; number < 100; number++) await cache.holder(`u${number}`, async () => null);
    expect(cache.size).toBe(0);
    for (let number = 0; number < 100; number++) await cache.holder(`k${number}`, async () => holder);
    expect(cache.size).toBe(3);
  });

  it('are known to have been known, also after something changed, until they are not', async () => {
    const cache = keyCache(3, () => 0);
    const heard: boolean[] = [];
    for (const found of [holder, holder, null, null]) {
      await cache.holder('k', async (known) => {
        heard.push(known);
        return found;
      });
      cache.clear();
    }
    expect(heard).toEqual([false, true, true, false]);
  });

  it('are asked for again after a failure', async () => {
    const cache = keyCache(3, () => 0);
    const down = async () => {
      throw new Error('down');
    };
    await expect(cache.holder('k', down)).rejects.toThrow('down');
    expect(await cache.holder('k', async () => holder)).toBe(holder);
  });
});

describe('unknown keys', () => {
  it('are counted by network, for a minute', () => {
    const { clock, pass } = clocked();
    const misses = keyMisses(2, clock);
    misses.count('1.1.1.1');
    expect(misses.waitOf('1.1.1.1')).toBe(0);
    pass(20_000);
    misses.count('1.1.1.1');
    expect(misses.waitOf('1.1.1.1')).toBe(40);
    expect(misses.waitOf('2.2.2.2')).toBe(0);
    misses.forgive('1.1.1.1');
    expect(misses.waitOf('1.1.1.1')).toBe(0);
    misses.count('1.1.1.1');
    pass(40_000);
    expect(misses.waitOf('1.1.1.1')).toBe(0);
  });

  it('of one IPv6 network count together', () => {
    const misses = keyMisses(2, () => 0);
    for (const host of [1, 2]) misses.count(`2001:db8:1:2::${host}`);
    expect(misses.waitOf('2001:db8:1:2:ffff::')).toBe(60);
    expect(misses.waitOf('2001:db8:1:3::')).toBe(0);
  });
});
