import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Downtime } from '../../src/downtime/contract.ts';
import type { Store } from '../../src/store/contract.ts';
import { type DowntimeFilter, listDowntimes } from '../../src/store/downtime-lists.ts';
import { insertDowntime } from '../../src/store/downtime-rows.ts';
import { DAY, HOUR, MINUTE } from '../../src/time/instant.ts';
import { after, drafted, insertAll, now, scheduled } from './downtimes.ts';
import { describeEngines } from './engines.ts';

const everyPage = async (store: Store, filter: DowntimeFilter, limit: number, newestFirst = false) => {
  const ids: string[] = [];
  let next: string | null | undefined;
  while (next !== null) {
    const page = await listDowntimes(store.db, filter, { limit, newestFirst, after: next });
    expect(page.downtimes.length).toBeLessThanOrEqual(limit);
    ids.push(...page.downtimes.map(({ downtime }) => downtime.id));
    next = page.next;
  }
  return ids;
};

describeEngines('lists of downtimes', (open) => {
  it('come by start in pages of any size, each once, drafts without a start at the end', async () => {
    const store = await open();
    const starts = fc.array(fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }), { maxLength: 25 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(starts, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (all, limit, newest) => {
        round += 1;
        const owner = `round ${round}`;
        const downtimes = all.map((day, i) =>
          drafted(`${round}-${i}`, { owner, start: day === null ? null : now + day * DAY }),
        );
        await store.transaction((trx) => insertAll(trx, downtimes));
        const sorted = downtimes.toSorted((a, b) => order(a, b) * (newest ? -1 : 1)).map(({ id }) => id);
        expect(await everyPage(store, { owner }, limit, newest)).toEqual(sorted);
      }),
      { numRuns: 25 },
    );
  });

  it('are of what is asked for', async () => {
    const store = await open();
    const a = scheduled('a', { start: now + DAY, title: 'Disks 100%', services: ['shop', 'pay'] });
    const b = scheduled('b', { start: now + 2 * DAY, title: 'disk_s', services: ['mail'], owner: 'bob' });
    const c = after(scheduled('c', { start: now + 3 * DAY }), { type: 'cancel', by: 'ada' }).downtime;
    const occurrence = { series: 'nightly', start: now + 4 * DAY, moved: false };
    const d = { ...drafted('d', { start: null, title: 'Tapes' }), occurrence };
    await store.transaction((trx) => insertAll(trx, [a, b, c, d]));
    const found = async (filter: DowntimeFilter) => (await everyPage(store, filter, 10)).join('');
    expect(await found({})).toBe('abcd');
    expect(await found({ states: ['cancelled', 'draft'] })).toBe('cd');
    expect(await found({ states: [] })).toBe('');
    expect(await found({ services: ['pay', 'mail'] })).toBe('ab');
    expect(await found({ services: ['pay', 'mail'], visible: new Set(['mail']) })).toBe('b');
    expect(await found({ visible: new Set() })).toBe('');
    expect(await found({ from: now + 2 * DAY })).toBe('bcd');
    expect(await found({ from: now + DAY, to: now + 3 * DAY })).toBe('ab');
    expect(await found({ text: 'DISK' })).toBe('abc');
    expect(await found({ text: '100%' })).toBe('a');
    expect(await found({ text: 'k_s' })).toBe('b');
    expect(await found({ text: "'; drop table downtime_downtimes; --" })).toBe('');
    expect(await found({ owner: 'bob' })).toBe('b');
    expect(await found({ series: 'nightly' })).toBe('d');
  });

  it('from a moment on have what is under way then, each once', async () => {
    const store = await open();
    const [early, late, over] = ['early', 'late', 'over'].map((id) => scheduled(id, { start: now + DAY }));
    const begun = late!.plan.start! + 10 * MINUTE;
    const facts = {
      obstacles: [],
      gates: { expected: 0, confirmed: 0 },
      inFlight: null,
      firing: [],
      missing: [],
      watching: false,
    };
    const warned = after(late!, { type: 'tick', facts }, begun - 25 * MINUTE).downtime;
    const there = after(warned, { type: 'im-here', by: 'ada' }, begun - 24 * MINUTE).downtime;
    const down = after(there, { type: 'tick', facts }, begun).downtime;
    const ended = after(over!, { type: 'cancel', by: 'ada' }).downtime;
    await store.transaction((trx) =>
      insertAll(trx, [early!, down, ended, drafted('draft', { start: null })]),
    );
    const from = (at: number, more: DowntimeFilter = {}) => everyPage(store, { from: at, ...more }, 1);
    expect(await from(now + DAY)).toEqual(['early', 'late', 'over', 'draft']);
    expect(await from(now + DAY + 1)).toEqual(['early', 'late', 'draft']);
    expect(await from(begun + HOUR, { states: ['scheduled', 'draft'] })).toEqual(['early', 'draft']);
    expect(await from(begun + HOUR, { states: ['draining', 'down'] })).toEqual(['late']);
    expect(await from(now + 2 * DAY)).toEqual(['draft']);
  });

  it('go on after what was there when the page was given, whatever changed meanwhile', async () => {
    const store = await open();
    const at = (hours: number) => ({ start: now + hours * HOUR });
    await store.transaction((trx) =>
      insertAll(
        trx,
        [1, 2, 3, 4].map((i) => scheduled(`${i}`, at(i))),
      ),
    );
    const first = await listDowntimes(store.db, {}, { limit: 2 });
    await store.transaction(async (trx) => {
      await insertDowntime(trx, scheduled('0', at(0.5)), now);
      await insertDowntime(trx, scheduled('2b', at(2)), now);
    });
    const second = await listDowntimes(store.db, {}, { limit: 9, after: first.next! });
    expect(second.downtimes.map(({ downtime }) => downtime.id)).toEqual(['2b', '3', '4']);
  });

  it.each([
    '',
    'x',
    '%%%',
    place(1, 2),
    place(1),
    place('now', 'a'),
    place(1e300, 'a'),
    place(1.5, 'a'),
    place(null, '\0'),
    place(null, 'a'.repeat(1000)),
  ])('refuse %j as a place', async (after) => {
    const store = await open();
    const page = listDowntimes(store.db, {}, { limit: 1, after });
    await expect(page).rejects.toMatchObject({ code: 'bad-request' });
  });
});

function order(a: Downtime, b: Downtime): number {
  const [from, to] = [a.plan.start ?? Infinity, b.plan.start ?? Infinity];
  if (from !== to) return from < to ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function place(...parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
