import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../../test/peers/postgres.ts';
import { startChild } from './child.ts';
import { makeWorld, type World } from './world.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe.skipIf(postgresMissing !== null)(`a runner that is killed in SQL${missing}`, () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  /** A host with one step, on a database with an empty table. */
  async function world(
    text: string,
    more = '',
  ): Promise<World & { query(text: string): Promise<unknown[]> }> {
    const url = await server.createDatabase();
    process.env.LULL_TEST_DB = url;
    const query = async (asked: string): Promise<unknown[]> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query({ text: asked, rowMode: 'array' })).rows.flat();
      } finally {
        await client.end();
      }
    };
    await query('create table t (n integer)');
    const step = `steps: [{ name: adds, sql: { target: db, text: "${text}" ${more} } }]`;
    const made = makeWorld(step, 'db: { kind: sql, url: { variable: LULL_TEST_DB } }');
    return Object.assign(made, { query });
  }

  it('knows that nothing of it holds, and runs it again without asking', async () => {
    const one = await world(
      'insert into t values (1); select pg_sleep(case when pg_sleep(0) is null then 0 else 2 end)',
    );
    await one.order('forward');
    const first = startChild(one);
    const sleeping = "select count(*)::int from pg_stat_activity where wait_event = 'PgSleep'";
    await expect.poll(() => one.query(sleeping)).toEqual([1]);
    await first.kill();
    startChild(one);
    await one.toldLast('through forward');
    expect(one.story()).toEqual([
      'started adds',
      'ended adds: failed',
      'started adds',
      'ended adds: done',
      'through forward',
    ]);
    expect(await one.query('select n from t')).toEqual([1]);
  });

  it('knows that it was committed, and goes on without asking', async () => {
    const one = await world('insert into t values (1)');
    await one.order('forward');
    // After the lines for part, goal, start and connection comes the one for the end.
    await startChild(one, 12).gone;
    expect(await one.query('select n from t')).toEqual([1]);
    startChild(one);
    await one.toldLast('through forward');
    expect(one.story()).toEqual(['started adds', 'ended adds: done', 'through forward']);
    expect(await one.query('select n from t')).toEqual([1]);
  });

  it('ends what still runs, and asks where no transaction says what it did', async () => {
    const one = await world('insert into t select 1 from pg_sleep(600)', ', transaction: false');
    await one.order('forward');
    const first = startChild(one);
    const sleeping = "select count(*)::int from pg_stat_activity where wait_event = 'PgSleep'";
    await expect.poll(() => one.query(sleeping)).toEqual([1]);
    await first.kill();
    startChild(one);
    await one.toldLast('asks about adds: unknown');
    expect(await one.query(sleeping)).toEqual([0]);
  });

  it('asks while its database can not be reached, whatever the step says', async () => {
    const one = await world(
      'insert into t values (1); select pg_sleep(600)',
      '}, idempotent: true, environment: {',
    );
    await one.order('forward');
    const first = startChild(one);
    const sleeping = "select count(*)::int from pg_stat_activity where wait_event = 'PgSleep'";
    await expect.poll(() => one.query(sleeping)).toEqual([1]);
    await first.kill();
    await server.kill();
    startChild(one);
    await one.toldLast('asks about adds: unknown');
    const asks = one.port.reports(one.run).at(-1)!.what;
    expect(asks).toMatchObject({ question: expect.stringContaining('the database can not be reached') });
    await server.start();
  });
});
