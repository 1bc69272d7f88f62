import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres } from '../../../../test/peers/postgres.ts';
import { openStore } from '../../src/store/open.ts';
import { atServer } from './support/at-server.ts';

/** Each restore makes a database, which takes seconds. */
const patience = 180_000;

describe('lull backup and restore', () => {
  const started = atServer();

  it('moves everything from a running server into an empty folder, and refuses one that is not empty', {
    timeout: patience,
  }, async () => {
    const { json, run, place } = await started();
    const plan = ['--at', '2030-01-01T02:00', '--takes', '1h', '--title', 'Grüße'];
    const made = await json(['downtime', 'schedule', 'shop', ...plan]);
    const { id } = made.json.downtime;
    const file = join(place.folder, 'all.ndjson');
    expect((await run(['backup', 'all.ndjson'])).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = readFileSync(file, 'utf8');
    expect(await json(['backup', 'all.ndjson'])).toMatchObject({ json: { error: { code: 'file-exists' } } });
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect((await run(['backup', 'all.ndjson', '--force'])).code).toBe(0);
    expect(readdirSync(place.folder).filter((name) => name.startsWith('all.'))).toEqual(['all.ndjson']);

    const tried = await json(['restore', 'all.ndjson', '--dry-run', '--data', 'moved']);
    expect(tried).toMatchObject({ code: 0, json: { dryRun: true, rows: { downtime_downtimes: 1 } } });
    expect(existsSync(join(place.folder, 'moved'))).toBe(false);
    const restored = await json(['restore', 'all.ndjson', '--data', 'moved']);
    expect(restored.json.rows).toEqual(tried.json.rows);
    const twice = await json(['restore', 'all.ndjson', '--data', 'moved']);
    expect(twice).toMatchObject({ code: 1, json: { error: { code: 'store-not-empty' } } });

    const store = await openStore({ folder: join(place.folder, 'moved') });
    const taken = await json(['backup', 'again.ndjson', '--data', 'moved']);
    expect(taken).toMatchObject({ code: 1, json: { error: { code: 'store-in-use' } } });
    expect(existsSync(join(place.folder, 'again.ndjson'))).toBe(false);
    const rows = await store.db.selectFrom('downtime_downtimes').select(['id', 'title']).execute();
    expect(rows).toEqual([{ id, title: 'Grüße' }]);
    await store.close();
    expect((await run(['backup', 'again.ndjson', '--data', 'moved'])).code).toBe(0);
    const lines = (name: string) =>
      readFileSync(join(place.folder, name), 'utf8')
        .split('\n')
        .filter((line) => line.includes('Grüße'));
    expect(lines('again.ndjson')).toEqual(lines('all.ndjson'));
  });

  const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  it.skipIf(postgresMissing !== null)(
    `moves everything to PostgreSQL, and needs no secret${missing}`,
    {
      timeout: patience,
    },
    async () => {
      const { json, run } = await started();
      const plan = ['--at', '2030-01-01T02:00', '--takes', '1h', '--title', 'Grüße'];
      const { id } = (await json(['downtime', 'schedule', 'shop', ...plan])).json.downtime;
      expect(await run(['backup', 'moving.ndjson'])).toMatchObject({ code: 0 });
      const postgres = await startPostgres();
      try {
        const databaseUrl = await postgres.createDatabase();
        const restored = await json(['restore', 'moving.ndjson', '--database-url', databaseUrl]);
        expect(restored).toMatchObject({ code: 0, json: { rows: { downtime_downtimes: 1 } } });
        const store = await openStore({ databaseUrl });
        const rows = await store.db.selectFrom('downtime_downtimes').select(['id', 'title']).execute();
        expect(rows).toEqual([{ id, title: 'Grüße' }]);
        await store.close();
      } finally {
        await postgres.stop();
      }
    },
  );

  it('refuses a file that is damaged, cut short, none of ours, or not there', {
    timeout: patience,
  }, async () => {
    const { json, run, place } = await started();
    await run(['backup', 'all.ndjson']);
    const whole = readFileSync(join(place.folder, 'all.ndjson'), 'utf8');
    place.write('damaged', whole.replace('Europe/Berlin', 'Europe/Vienna'));
    place.write('short', whole.slice(0, -100));
    place.write('other', 'hello\n');
    for (const file of ['damaged', 'short', 'other', 'nowhere']) {
      const refused = await json(['restore', file, '--data', `into-${file}`]);
      expect({ file, code: refused.json.error.code }).toEqual({ file, code: 'bad-backup' });
    }
    expect((await json(['restore', 'all.ndjson', '--data', 'into-damaged'])).code).toBe(0);
  });

  it('asks for what is there, and may not be done by everybody', async () => {
    const { json, server, place } = await started();
    const nothing = await json(['backup', 'x.ndjson', '--data', 'nowhere']);
    expect(nothing).toMatchObject({ code: 2, json: { error: { code: 'bad-option' } } });
    expect(existsSync(join(place.folder, 'nowhere'))).toBe(false);
    const viewer = await server.caller({ role: 'viewer' });
    expect((await json(['backup', 'x.ndjson'], viewer)).code).toBe(4);
    expect(existsSync(join(place.folder, 'x.ndjson'))).toBe(false);
  });
});
