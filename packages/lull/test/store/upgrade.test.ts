import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { catalogFromEntries } from '../../src/catalog/entries.ts';
import { ourTables } from '../../src/store/backup/tables.ts';
import { readCatalogEntries } from '../../src/store/catalog-rows.ts';
import { readCursor } from '../../src/store/cursors.ts';
import { listDowntimes } from '../../src/store/downtime-lists.ts';
import { saveDowntime } from '../../src/store/downtime-rows.ts';
import { eventsAfter } from '../../src/store/events.ts';
import { hashOf, newestMigration } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/registry.ts';
import { restoreBackup } from '../../src/store/restore.ts';
import { listSeries } from '../../src/store/series-rows.ts';
import { moved, now, scheduled } from './downtimes.ts';
import { describeEngines } from './engines.ts';

const schemas = join(import.meta.dirname, 'schemas');
const released = readdirSync(schemas).filter((name) => name.endsWith('.ndjson'));

describe('schemas that data was kept in', () => {
  it('are there up to the newest', () => {
    expect(released.toSorted()).toEqual(
      Array.from({ length: newestMigration }, (_, i) => `schema-${i + 1}.ndjson`).toSorted(),
    );
  });

  it.each(released)('%s was made by the steps as they are now', (name) => {
    const steps = readFileSync(join(schemas, name.replace('.ndjson', '.steps')), 'utf8')
      .trim()
      .split('\n');
    const asNow = migrations.slice(0, steps.length).map(hashOf);
    expect(asNow, 'a step has changed: run schemas/make.ts before its release, add a step after it').toEqual(
      steps,
    );
  });
});

/** In which schema the tables of a room came, where it was not the first. */
const sinceSchema: Readonly<Record<string, number>> = { gates: 2, announce: 5, run: 6 };

/** The backup with the checksum of what it holds. */
function signed(backup: string): Buffer {
  const end = backup.lastIndexOf('\n', backup.length - 2) + 1;
  const sha256 = createHash('sha256').update(backup.slice(0, end)).digest('hex');
  return Buffer.from(backup.slice(0, end) + backup.slice(end).replace(/[0-9a-f]{64}/, sha256));
}

describeEngines('data of an older schema', (open) => {
  it.each(released)('%s is brought up to date, and all of it is there', async (name) => {
    const store = await open();
    const { rows } = await restoreBackup(store, createReadStream(join(schemas, name)));
    const schema = Number(/\d+/.exec(name)![0]);
    const then = ourTables.filter((table) => (sinceSchema[table.split('_')[0]!] ?? 1) <= schema);
    expect(Object.keys(rows).toSorted()).toEqual(then.toSorted());
    expect(Object.values(rows)).not.toContain(0);

    const { downtimes } = await listDowntimes(store.db, {}, { limit: 10 });
    const [b, a] = downtimes;
    expect(a).toEqual({ downtime: moved(scheduled('a')).downtime, version: 2 });
    expect(b!.downtime.state).toBe('cancelled');
    await store.transaction((trx) => saveDowntime(trx, moved(a!.downtime).downtime, 2, now));
    expect((await eventsAfter(store.db, 0, { limit: 10 })).map(({ kind }) => kind)).toEqual([
      'downtime.revised',
    ]);
    const catalog = catalogFromEntries(await readCatalogEntries(store.db));
    expect([...catalog.services.keys(), ...catalog.windows.keys()]).toEqual(['shop', 'nightly']);
    expect((await listSeries(store.db))[0]!.series.plan.title).toBe('New disks');
    expect(await readCursor(store.db, 'announce')).toBe(1);
  });

  it('may have one step file in each plan, which is one of several now', async () => {
    const store = await open();
    const before = readFileSync(join(schemas, 'schema-5.ndjson'), 'utf8');
    const file = { name: 'move', hash: 'a'.repeat(64) };
    const one = JSON.stringify(JSON.stringify(file)).slice(1, -1);
    const written = before.replaceAll(String.raw`\"steps\":null`, String.raw`\"steps\":${one}`);
    const proposed = written.replace(
      String.raw`\"proposal\":null`,
      String.raw`\"proposal\":{\"plan\":{\"steps\":${one}}}`,
    );
    expect(proposed.length).toBeGreaterThan(written.length);
    await restoreBackup(store, Readable.from([signed(proposed)]));
    const { downtimes } = await listDowntimes(store.db, {}, { limit: 10 });
    const plans = downtimes
      .flatMap(({ downtime: { plan, proposal } }) => [plan, proposal?.plan ?? []])
      .flat();
    const steps = [...plans, (await listSeries(store.db))[0]!.series.plan].map((plan) => plan.steps);
    expect(steps).toEqual(Array.from({ length: 4 }, () => [{ ...file, agent: null, parameters: {} }]));
  });

  it('is restored as it was, and only then changed by the steps that came later', async () => {
    const store = await open();
    const later = {
      number: migrations.length + 1,
      name: 'later',
      statements: [
        'alter table store_cursors add column reader text',
        `update store_cursors set reader = 'the ' || consumer`,
        'alter table store_cursors alter column reader set not null',
      ],
    };
    const backup = createReadStream(join(schemas, 'schema-1.ndjson'));
    await restoreBackup(store, backup, { steps: [...migrations, later] });
    const { rows } = await sql`select reader from store_cursors order by reader`.execute(store.db);
    expect(rows).toEqual([{ reader: 'the announce' }, { reader: 'the announce work' }]);
    await sql`alter table store_cursors drop column reader`.execute(store.db);
    await sql`delete from store_migrations where number = ${later.number}`.execute(store.db);
  });
});
