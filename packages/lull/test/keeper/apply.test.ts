import { expect, it } from 'vitest';
import { applyDocument, exportDocument } from '../../src/keeper/apply-document.ts';
import { catalogVersion, readCatalogEntries } from '../../src/store/catalog-rows.ts';
import { eventsAfter, lastEventSeq } from '../../src/store/events.ts';
import { describeEngines } from '../store/engines.ts';
import { lullYaml, owner, person, world } from './support.ts';

const windows = (count: number, duration = 'PT8H') =>
  Array.from(
    { length: count },
    (_, i) => `  w${i}: { zone: UTC, start: 2026-01-01T22:00, duration: ${duration}, rrule: FREQ=DAILY }`,
  ).join('\n');

describeEngines('a document that is applied', (open) => {
  it('may name what only the server has', async () => {
    const { keeper } = await world(await open());
    const till = 'services:\n  till: { zone: UTC, dependsOn: [shop], windows: [nightly], team: web }\n';
    const { changes } = await applyDocument(keeper, owner, till);
    expect(changes.map(({ kind, name, change }) => [kind, name, change])).toEqual([
      ['service', 'till', 'added'],
    ]);
    await expect(applyDocument(keeper, owner, till, { prune: true })).rejects.toMatchObject({
      code: 'bad-config',
    });
  });

  it.each([
    ['a window that neither has', 'services:\n  till: { zone: UTC, windows: [nightli] }', 2, '"nightly"'],
    ['a ring with what the server has', 'services:\n  database: { zone: UTC, dependsOn: [shop] }', 2, null],
    [
      'a freeze of nothing',
      'freezes:\n  f: { zone: UTC, start: 2026-12-01, duration: P1D, scope: { services: [x] } }',
      2,
      null,
    ],
  ])('is refused with its line for %s, the same when only asked for', async (_, text, line, hint) => {
    const { keeper } = await world(await open());
    const before = await exportDocument(keeper, owner);
    for (const dryRun of [true, false]) {
      await expect(applyDocument(keeper, owner, text, { dryRun })).rejects.toMatchObject({
        code: 'bad-config',
        details: { mistakes: [{ line, hint }] },
      });
    }
    expect(await exportDocument(keeper, owner)).toBe(before);
  });

  it('says nothing of the server to those who may not configure it', async () => {
    const { keeper } = await world(await open());
    const gus = person('gus', null, { blog: 'owner' });
    await expect(
      applyDocument(keeper, gus, 'services: { till: { zone: UTC, windows: [nightli] } }'),
    ).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('of thousands of entries is written whole, with an event and an audit row for each', async () => {
    const { keeper } = await world(await open());
    const { db } = keeper.store;
    const [seq, version] = [await lastEventSeq(db), await catalogVersion(db)];
    const text = `${lullYaml}${windows(2_100)}\n`;
    expect((await applyDocument(keeper, owner, text, { dryRun: true })).changes).toHaveLength(2_100);
    expect(await lastEventSeq(db)).toBe(seq);

    expect((await applyDocument(keeper, owner, text, { why: 'all of them' })).changes).toHaveLength(2_100);
    const entries = (await readCatalogEntries(db)).filter(({ name }) => /^w\d/.test(name));
    const names = entries.toSorted((a, b) => a.version - b.version).map(({ name }) => name);
    expect(await catalogVersion(db)).toBe(version + 2_100);
    const events = await eventsAfter(db, seq, { limit: 5_000 });
    expect(events.map(({ data }) => data.name)).toEqual(names);
    const rows = await db
      .selectFrom('access_audit')
      .select(['subject', 'why', 'data'])
      .where('action', '=', 'window.added')
      .where('subject', 'like', 'w%')
      .orderBy('seq')
      .execute();
    expect(rows.map(({ subject }) => subject)).toEqual(names);
    expect(rows[0]).toMatchObject({ why: 'all of them', data: { fields: [{ field: 'zone' }, {}, {}, {}] } });

    const exported = await exportDocument(keeper, owner);
    expect(exported.length).toBeGreaterThan(100_000);
    expect((await applyDocument(keeper, owner, exported, { prune: true })).changes).toEqual([]);
    const wrong = exported.replace('duration: PT8H', 'duration: never');
    const line = wrong.slice(0, wrong.indexOf('never')).split('\n').length;
    await expect(applyDocument(keeper, owner, wrong)).rejects.toMatchObject({
      code: 'bad-config',
      details: { mistakes: [{ line, field: expect.stringMatching(/^windows\..*\.duration$/) }] },
    });
    const { changes } = await applyDocument(keeper, owner, lullYaml, { prune: true });
    expect(changes.every(({ change }) => change === 'removed')).toBe(true);
    expect((await keeper.catalog()).catalog.windows.size).toBe(1);
  });
});
