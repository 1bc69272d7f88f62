import { expect, it } from 'vitest';
import type { Entry } from '../../src/catalog/entry.ts';
import {
  catalogChannel,
  catalogVersion,
  readCatalogEntries,
  readCatalogEntry,
} from '../../src/store/catalog-rows.ts';
import { writeEntries } from '../../src/store/catalog-writes.ts';
import type { Trx } from '../../src/store/contract.ts';
import { describeEngines } from './engines.ts';

const shop: Entry = { kind: 'service', name: 'shop', body: { zone: 'UTC', dependsOn: ['db'], 1: 'first' } };

const putEntry = (trx: Trx, entry: Entry, expected: number | null) =>
  writeEntries(trx, [{ ...entry, expected }]);
const deleteEntry = (trx: Trx, { kind, name }: Entry, expected: number) =>
  writeEntries(trx, [{ kind, name, body: null, expected }]);

describeEngines('the catalog', (open) => {
  it('comes back as it was written, its fields in their order', async () => {
    const store = await open();
    expect(await catalogVersion(store.db)).toBe(0);
    expect(await readCatalogEntries(store.db)).toEqual([]);
    const version = await store.transaction((trx) => putEntry(trx, shop, null));
    expect(version).toBe(1);
    expect(await catalogVersion(store.db)).toBe(1);
    const [entry] = await readCatalogEntries(store.db);
    expect(entry).toEqual({ ...shop, version: 1, changedAt: expect.any(Number) });
    expect(JSON.stringify(entry!.body)).toBe(JSON.stringify(shop.body));
    expect(Math.abs(entry!.changedAt - (await store.now()))).toBeLessThan(60_000);
  });

  it('refuses what was made to another version, and says what is there now', async () => {
    const store = await open();
    const put = (zone: string, expected: number | null) =>
      store.transaction((trx) => putEntry(trx, { ...shop, body: { zone } }, expected));
    await expect(put('UTC', 1)).rejects.toMatchObject({ code: 'not-found' });
    const first = await put('UTC', null);
    await expect(put('UTC', null)).rejects.toMatchObject({
      code: 'already-exists',
      details: { version: first },
    });
    const second = await put('Europe/Berlin', first);
    await expect(put('Asia/Tokyo', first)).rejects.toMatchObject({
      code: 'stale-version',
      details: { version: second, entry: { body: { zone: 'Europe/Berlin' } } },
    });
    const remove = (expected: number) => store.transaction((trx) => deleteEntry(trx, shop, expected));
    await expect(remove(first)).rejects.toMatchObject({ code: 'stale-version' });
    const third = await remove(second);
    expect(await readCatalogEntry(store.db, 'service', 'shop')).toBeNull();
    await expect(remove(second)).rejects.toMatchObject({ code: 'not-found' });
    const fourth = await put('UTC', null);
    expect([first, second, third, fourth]).toEqual([1, 2, 3, 4]);
  });

  it('is not raised by what is refused or undone', async () => {
    const store = await open();
    await store.transaction((trx) => putEntry(trx, shop, null));
    await store.transaction((trx) => putEntry(trx, shop, null)).catch(() => undefined);
    expect(await catalogVersion(store.db)).toBe(1);
  });

  it('tells of each change by its version', async () => {
    const store = await open();
    const heard: (string | null)[] = [];
    const told = Promise.withResolvers<void>();
    await store.listen(catalogChannel, (payload) => {
      heard.push(payload);
      if (heard.length === 2) told.resolve();
    });
    const version = await store.transaction((trx) => putEntry(trx, shop, null));
    await store.transaction((trx) => deleteEntry(trx, shop, version));
    await told.promise;
    expect(heard).toEqual(['1', '2']);
  });

  it('is written many at a time, all or nothing, each with a version of its own in their order', async () => {
    const store = await open();
    const many = Array.from({ length: 2_500 }, (_, i) => ({
      kind: 'window' as const,
      name: `w${i}`,
      body: { 'quoted "\\\n': i },
      expected: null,
    }));
    expect(await store.transaction((trx) => writeEntries(trx, many))).toBe(2_500);
    const found = await readCatalogEntries(store.db);
    expect(new Map(found.map(({ name, body, version }) => [name, { body, version }]))).toEqual(
      new Map(many.map(({ name, body }, i) => [name, { body, version: i + 1 }])),
    );
    const mixed = [
      { kind: 'window' as const, name: 'w0', body: null, expected: 1 },
      { kind: 'window' as const, name: 'w1', body: { changed: true }, expected: 2 },
      { kind: 'window' as const, name: 'new', body: {}, expected: null },
    ];
    const stale = { kind: 'window' as const, name: 'w2', body: {}, expected: 2 };
    await expect(store.transaction((trx) => writeEntries(trx, [...mixed, stale]))).rejects.toMatchObject({
      code: 'stale-version',
      details: { version: 3 },
    });
    expect(await catalogVersion(store.db)).toBe(2_500);
    expect(await store.transaction((trx) => writeEntries(trx, mixed))).toBe(2_503);
    expect(await readCatalogEntry(store.db, 'window', 'w0')).toBeNull();
    expect(await readCatalogEntry(store.db, 'window', 'w1')).toMatchObject({
      body: { changed: true },
      version: 2_502,
    });
  });
});
