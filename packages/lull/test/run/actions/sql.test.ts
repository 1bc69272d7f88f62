import { connect as connectTo, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../../test/peers/postgres.ts';
import { freePort } from '../../../../../test/peers/process.ts';
import { Halt } from '../../../src/run/actions/ended.ts';
import { endBackend } from '../../../src/run/actions/sql/backend.ts';
import type { SqlAction } from '../../../src/run/steps/contract.ts';
import { makeContext, type Seen } from './context.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

const sql = (text: string, more: Partial<SqlAction> = {}): SqlAction => ({
  kind: 'sql',
  target: 'db',
  text,
  file: null,
  values: [],
  transaction: true,
  expect: null,
  ...more,
});

describe.skipIf(postgresMissing !== null)(`SQL${missing}`, () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  interface Database extends Seen {
    readonly url: string;
    query(text: string): Promise<pg.QueryResult>;
    /** Another connection, ended after the test. */
    connect(): Promise<pg.Client>;
  }

  async function database(): Promise<Database> {
    const url = await server.createDatabase();
    process.env.LULL_TEST_DB = url;
    const connect = async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      onTestFinished(() => client.end().catch(() => undefined));
      return client;
    };
    const client = await connect();
    await client.query('create table t (n integer primary key, w text)');
    const seen = makeContext({ db: { kind: 'sql', url: { variable: 'LULL_TEST_DB' } } });
    return { ...seen, url, connect, query: (text) => client.query(text) };
  }

  it('runs in one transaction, tells its notices and what it did', async () => {
    const { run, query, printed } = await database();
    const text = `insert into t values (1, 'a'), (2, null);
      do $$ begin raise notice 'half-way'; end $$;
      select * from t order by n`;
    expect(await run(sql(text))).toEqual({ outcome: 'done', code: null, error: null });
    expect(printed()).toContain('NOTICE: half-way\n');
    expect(printed()).toContain('1\ta\n2\tNULL\n');
    expect(printed()).toContain('INSERT 2\n');
    const failed = await run(sql("insert into t values (3, 'c'); insert into t values (1, 'again')"));
    expect(failed).toMatchObject({ outcome: 'failed', isUndone: true });
    expect(failed.error).toContain('duplicate key');
    expect((await query('select count(*)::int as n from t')).rows).toEqual([{ n: 2 }]);
  });

  it('shows no half of a secret where a value is cut off', async () => {
    const { run, printed, context } = await database();
    context.hide('correct-horse-battery-staple');
    const text = "select repeat('x', 1990) || 'correct-horse-battery-staple'";
    expect(await run(sql(text))).toMatchObject({ outcome: 'done' });
    expect(printed()).toContain('x***\n');
    expect(printed()).not.toContain('correct');
  });

  it('breaks off an answer that no memory should hold, of which nothing holds then', async () => {
    const { run, query } = await database();
    const before = process.memoryUsage().arrayBuffers;
    const text = "insert into t values (1, 'a'); select repeat('x', 40000000)";
    expect(await run(sql(text))).toMatchObject({
      outcome: 'failed',
      isUndone: true,
      error: expect.stringContaining('more than 16 MiB in one piece'),
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    expect((await query('select count(*)::int as n from t')).rows).toEqual([{ n: 0 }]);
  });

  it('knows its password wherever an address has it, also one that is none by the book', async () => {
    for (const url of [
      'postgres://me:pass/w#rd@127.0.0.1:1/x',
      'postgres://127.0.0.1:1/x?password=pass/w%23rd',
    ]) {
      process.env.LULL_TEST_DB = url;
      const { run, context } = makeContext({ db: { kind: 'sql', url: { variable: 'LULL_TEST_DB' } } });
      await run(sql('select 1'));
      expect(context.redact('it is pass/w#rd'), url).toBe('it is ***');
    }
  });

  it('gives values as values', async () => {
    const { run, query } = await database();
    const evil = "'); drop table t; --";
    expect(await run(sql('insert into t values ($1, $2)', { values: ['7', evil] }))).toMatchObject({
      outcome: 'done',
    });
    expect((await query('select * from t')).rows).toEqual([{ n: 7, w: evil }]);
  });

  it('is held against what it must give, before it is committed', async () => {
    const { run, query } = await database();
    const insert = "insert into t values (1, 'a') returning n";
    expect(await run(sql(insert, { expect: '2' }))).toMatchObject({
      outcome: 'failed',
      error: 'the first value is "1", not "2"',
      isUndone: true,
    });
    expect((await query('select * from t')).rows).toEqual([]);
    expect(await run(sql('select n from t', { expect: '1' }))).toMatchObject({
      error: 'the first value is none, not "1"',
    });
    expect(await run(sql('select 0.10, 5', { expect: '0.10' }))).toMatchObject({ outcome: 'done' });
  });

  it('runs outside of a transaction what PostgreSQL refuses inside of one', async () => {
    const { run } = await database();
    const vacuum = await run(sql('vacuum t'));
    expect(vacuum.error).toContain('cannot run inside a transaction block');
    expect(await run(sql('vacuum t', { transaction: false }))).toMatchObject({ outcome: 'done' });
  });

  it('that ends its transaction by itself is refused, and not taken for undone', async () => {
    const { run, query } = await database();
    const own = await run(sql("insert into t values (1, 'a'); commit; begin"));
    expect(own).toMatchObject({ outcome: 'failed' });
    expect(own.isUndone).toBeUndefined();
    const half = await run(sql("insert into t values (2, 'b'); commit; nonsense"));
    expect(half.error).toContain('syntax error');
    const late = await run(sql("insert into t values (3, 'c'); commit; select 1/0"));
    expect(late).toMatchObject({ outcome: 'failed', error: 'division by zero' });
    expect(late.isUndone).toBeUndefined();
    expect((await query('select n from t order by n')).rows).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('that waits for a lock is cancelled on the server at its time limit, and when it is stopped', async () => {
    const { run, query, connect, marks } = await database();
    const holder = await connect();
    await holder.query('begin; lock table t');
    expect(await run(sql('alter table t add column z int'), { timeLimit: 500 })).toMatchObject({
      outcome: 'timed-out',
      isUndone: true,
    });
    const stopping = new AbortController();
    const ending = run(sql('alter table t add column z int'), {}, stopping.signal);
    const waiting = "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'";
    await expect.poll(async () => (await query(waiting)).rows[0].n).toBe(1);
    stopping.abort(new Halt('stopped', 'it was stopped'));
    expect(await ending).toMatchObject({ outcome: 'stopped', isUndone: true });
    const mine = "select * from pg_stat_activity where application_name like 'lull %'";
    expect((await query(mine)).rows).toEqual([]);
    expect(marks).toHaveLength(2);
    expect(marks[0]).toMatchObject({
      kind: 'backend',
      target: 'db',
      transaction: expect.stringMatching(/^\d+$/),
    });
  });

  it('whose connection is cut is known to be undone', async () => {
    const { run, query } = await database();
    const ending = run(sql("insert into t values (1, 'a'); select pg_sleep(600)"));
    const pid = "select pid from pg_stat_activity where wait_event = 'PgSleep'";
    await expect.poll(async () => (await query(pid)).rowCount).toBe(1);
    await query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'");
    expect(await ending).toMatchObject({ outcome: 'failed', isUndone: true });
    expect((await query('select * from t')).rows).toEqual([]);
  });

  it.each([
    ['after', { outcome: 'done', code: null, error: null }, 1],
    ['before', { outcome: 'failed', isUndone: true }, 0],
  ] as const)(
    'whose connection is cut %s the server has got its commit is asked for again',
    async (when, expected, rows) => {
      const { run, url, query } = await database();
      const { port } = new URL(url);
      const cut = (client: Socket): void => {
        const upstream = connectTo(Number(port), '127.0.0.1');
        client.on('data', (bytes) => {
          const isCommit = bytes.includes('commit\0');
          if (!isCommit || when === 'after') upstream.write(bytes);
          if (isCommit) client.destroy();
        });
        upstream.on('data', (bytes) => client.write(bytes));
        for (const [one, other] of [
          [client, upstream],
          [upstream, client],
        ] as const) {
          one.on('error', () => undefined);
          // The server notices by itself, and late, that nobody is there any more.
          if (one === upstream) one.on('close', () => other.destroy());
        }
      };
      const proxy = createServer(cut);
      const own = await freePort();
      proxy.listen(own, '127.0.0.1');
      onTestFinished(() => void proxy.close());
      process.env.LULL_TEST_DB = url.replace(`:${port}/`, `:${own}/`);
      expect(await run(sql("insert into t values (1, 'a')"))).toMatchObject(expected);
      expect((await query('select * from t')).rowCount).toBe(rows);
    },
  );

  it('of which the runner was killed is found again: ended where it runs, its fate known', async () => {
    const { url, connect } = await database();
    const client = await connect();
    const { rows } = await client.query(
      'select pid, backend_start::text as since from pg_stat_activity where pid = pg_backend_pid()',
    );
    const [{ pid, since }] = rows;
    await client.query("begin; insert into t values (1, 'a')");
    const first = (await client.query('select txid_current()::text as id')).rows[0].id;
    await client.query('commit');
    await client.query("begin; insert into t values (2, 'b')");
    const second = (await client.query('select txid_current()::text as id')).rows[0].id;
    void client.query('select pg_sleep(600)').catch(() => undefined);
    // Another one that got the same number later is left alone.
    expect(await endBackend(url, { pid, since: '2001-01-01 00:00:00+00', transaction: first })).toBe(
      'committed',
    );
    expect(await endBackend(url, { pid, since, transaction: second })).toBe('undone');
    expect(await endBackend(url, { pid, since, transaction: null })).toBe('gone');
  });

  it('prints a million rows, and keeps none', async () => {
    const { run } = await database();
    let rows = 0;
    const count = makeContext(
      { db: { kind: 'sql', url: { variable: 'LULL_TEST_DB' } } },
      {
        print: () => {
          rows += 1;
        },
      },
    );
    await run(sql('select 1'));
    expect(await count.run(sql('select * from generate_series(1, 1000000)'))).toMatchObject({
      outcome: 'done',
    });
    expect(rows).toBe(1_000_001);
  });

  it('says what is wrong with a connection, without its password', async () => {
    const { context } = await database();
    process.env.LULL_TEST_DB = `postgres://postgres:gr34t-secret@127.0.0.1:1/none`;
    const { run } = makeContext({ db: { kind: 'sql', url: { variable: 'LULL_TEST_DB' } } });
    const { error, outcome } = await run(sql('select 1'));
    expect(outcome).toBe('failed');
    expect(error).toContain('ECONNREFUSED');
    expect(error).not.toContain('gr34t');
    expect(context.targets.size).toBe(1);
  });
});
