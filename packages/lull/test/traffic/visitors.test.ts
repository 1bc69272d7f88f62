import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashBytes, joinHashes } from '../../src/traffic/visitors/hash.ts';
import { VisitorPool } from '../../src/traffic/visitors/pool.ts';
import { VisitorSet } from '../../src/traffic/visitors/visitor-set.ts';

/** The 64-bit hash of a visitor by number, as the scanner makes it. */
function visitor(number: number, key: number): [low: number, high: number] {
  const text = Buffer.from(`198.51.${number >>> 8}.${number & 255} agent   `);
  const view = new DataView(text.buffer, text.byteOffset, text.length);
  const end = text.length - 3;
  return [
    joinHashes(hashBytes(view, 0, end, key), 17),
    joinHashes(hashBytes(view, 0, end, key ^ 0x5bd1e995), 99),
  ];
}

function filled(count: number, key: number, times = 2): VisitorSet {
  const set = new VisitorSet();
  for (let i = 0; i < count * times; i++) set.add(...visitor(i % count, key));
  return set;
}

describe('a set of visitors', () => {
  it('is exact up to 2,000, and each addition says whether the visitor is new', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(3000), { maxLength: 2000 }), (key, numbers) => {
        const set = new VisitorSet();
        const grown = numbers.reduce((sum, number) => sum + set.add(...visitor(number, key)), 0);
        expect(set.count).toBe(new Set(numbers).size);
        expect(grown).toBe(set.count);
      }),
      { numRuns: 50 },
    );
    expect(filled(1999, 7).count).toBe(1999);
  });

  it('tells every pair of hashes apart, zeros too', () => {
    const set = new VisitorSet();
    for (const [low, high] of [
      [0, 0],
      [0, 1],
      [2, 0],
      [-1, -1],
      [0, 0],
    ] as const)
      set.add(low, high);
    expect(set.count).toBe(4);
  });

  it.each([2_000, 3_000, 10_000, 100_000])('is less than 2 %% off for %i visitors with any key', (count) => {
    const runs = count > 50_000 ? 12 : 60;
    const errors = Array.from({ length: runs }, (_, i) => filled(count, i * 7919 + 1).count / count - 1);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.02);
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / runs)).toBeLessThan(0.01);
  });

  it('takes no more than 34 KB', () => {
    expect(filled(50_000, 3, 1).bytes).toBeLessThan(34_000);
    expect(filled(2_047, 3, 1).bytes).toBeLessThan(34_000);
  });
});

describe('a pool of visitors', () => {
  const everyone = (pool: VisitorPool, slot: number, from: number, to: number) => {
    for (let i = from; i < to; i++) pool.add(slot, ...visitor(i, 5));
  };

  it('counts each bucket by itself, in whatever order buckets come', () => {
    const pool = new VisitorPool();
    for (let i = 0; i < 3000; i++) pool.add(i % 7, ...visitor(i % 100, 5));
    for (let slot = 0; slot < 7; slot++) expect(pool.count(slot)).toBe(100);
    expect(pool.estimated).toBe(0);
  });

  it('keeps the counts of buckets that it has closed', () => {
    const pool = new VisitorPool(10_000);
    for (let slot = 0; slot < 500; slot++) everyone(pool, slot, 0, slot);
    for (let slot = 0; slot < 500; slot++) expect(pool.count(slot)).toBe(slot);
    expect(pool.estimated).toBe(0);
  });

  it.each([
    [10, 5, 15],
    [400, 0, 400],
    [400, 200, 600],
    [400, 400, 800],
    [5000, 2500, 7500],
  ])('joins %i visitors with those from %i to %i who come late', (first, from, to) => {
    const pool = new VisitorPool(50_000);
    everyone(pool, 1, 0, first);
    for (let slot = 2; slot < 300; slot++) everyone(pool, slot, 0, 100);
    everyone(pool, 1, from, to);
    const count = () => pool.count(1);
    expect(Math.abs(count() / to - 1)).toBeLessThan(first > 32 ? 0.2 : 1e-9);
    const before = count();
    for (let slot = 300; slot < 600; slot++) everyone(pool, slot, 0, 100);
    expect(count()).toBe(before);
    expect(pool.estimated).toBe(1);
  });
});
