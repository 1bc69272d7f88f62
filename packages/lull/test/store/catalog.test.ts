import { expect, it } from 'vitest';
import type { Entry } from '../../src/catalog/entry.ts';
import {
  catalogChannel,
  catalogVersion,
  deleteEntry,
  putEntry,
  readCatalogEntries,
  readCatalogEntry,
} from '../../src/store/catalog-rows.ts';
import { describeEngines } from './engines.ts';

const shop: Entry = { kind: 'service', name: 'shop', body: { zone: 'UTC', dependsOn: ['db'], 1: 'first' } };

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
});
