import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../../test/peers/postgres.ts';
import { sqlText } from '../../../src/run/actions/sql/statements.ts';
import type { SqlAction } from '../../../src/run/steps/contract.ts';
import { openFolder } from '../../../src/run/steps/folder.ts';
import { inspectSteps, loadSteps } from '../../../src/run/steps/load.ts';
import { parseSteps } from '../../../src/run/steps/parse.ts';
import { placesOf } from '../../../src/run/steps/places.ts';
import { makeContext } from '../actions/context.ts';
import { guideSteps } from './guide.ts';
import { stepsFolder } from './support.ts';

const texts = [
  'select 1',
  'select 1; select 2;',
  ';;  ; select 1;;',
  '-- nothing; at all\n',
  '/* a; /* b; */ c; */ select 1',
  'select \';\', \'it\'\'s;\', $$a;b$$, $x$ ; $$ ; $x$, ";""" from (select 1 as ";""") s',
  "select E'\\';', e'\\\\'; select 2",
  "select '\\'; select 2",
  'select $1; select $2',
  'create function f1() returns int language sql begin atomic select 1; select 2; end; select 3',
  'create function f2(x int) returns int language sql begin atomic select case x when 1 then 2 end; select 4; end',
  'create function f3() returns void language plpgsql as $f$ begin perform 1; end; $f$; select 1',
  'create table rt (n int); create rule r as on insert to rt do also (select 1; select 2); select 1',
  'select 1 as "begin", 2 as "atomic"; select 3',
  'begin; select 1; end; select 2',
  'select case when true then 1 end; select 2',
  "select U&'\\0041;'; select 1.5e3, 1_000, a$b$c from (select 1 as a$b$c) s; select 3",
  "select 'a' -- ;\n  ';b'; select 2",
];

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe.skipIf(postgresMissing !== null)(`SQL, held against a real PostgreSQL${missing}`, () => {
  let server: Postgres;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client({ connectionString: server.url() });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  it.each(texts.filter((text) => !text.includes('$1')))(
    'has as many statements as it says: %s',
    async (text) => {
      const results = [await client.query(text)].flat().filter(({ command }) => command !== null);
      expect(sqlText(text).statements).toBe(results.length);
    },
  );

  it('of the examples is understood, does what its steps say, and is undone', async () => {
    const folder = await openFolder(join(import.meta.dirname, '../../../../../examples/steps'), false);
    const url = await server.createDatabase();
    onTestFinished(() => void delete process.env.LULL_EXAMPLE_DB);
    process.env.LULL_EXAMPLE_DB = url;
    const target = { kind: 'sql', url: { variable: 'LULL_EXAMPLE_DB' } } as const;
    const { run } = makeContext({ 'shop-db': target, 'shop-standby': target });
    const shop = await connected(url);
    await shop.query(`create table orders (id integer primary key);
      create table order_lines (order_id integer references orders);
      insert into orders values (7); insert into order_lines values (7); create role shop login`);
    const { rows } = await shop.query('select current_database() as name');
    const widen = await loadSteps(folder, 'widen-order-ids');
    const [stop, ids] = widen.steps;
    for (const work of [stop!.verify!, ids!, ids!.verify!, ids!.rollback!, ids!]) {
      expect(await run(work.action)).toMatchObject({ outcome: 'done' });
    }
    const failOver = await loadSteps(folder, 'fail-over');
    const said = new Map<string, string | null>();
    const sql = failOver.steps.flatMap(({ name, action, rollback }) => {
      const inner = action.kind === 'waitUntil' ? action.probe : action;
      return [
        { name, action: inner },
        { name: `${name}, undone`, action: rollback?.action },
      ];
    });
    for (const { name, action } of sql) {
      if (action?.kind !== 'sql') continue;
      const here = {
        ...action,
        text: action.text!.replace('in database shop', `in database ${rows[0].name}`),
      };
      said.set(name, (await run(here)).error);
    }
    expect([...said]).toEqual([
      ['the shop may write no more', null],
      ['the shop may write no more, undone', null],
      ['connections from before end', null],
      ['the standby has everything', 'the first value is "0", not "1"'],
      ['db-2 becomes the database', 'recovery is not in progress'],
    ]);
  });

  it('of the guide is understood', async () => {
    const shop = await connected(await server.createDatabase());
    await shop.query(`create table orders (id integer primary key, customer integer);
      create table customers (id integer, shard integer)`);
    const found = guideSteps.flatMap((text) => {
      const { steps } = parseSteps(text, 'x', 'x.yaml', null);
      return placesOf(steps!).map(({ action }) => (action.kind === 'waitUntil' ? action.probe : action));
    });
    const texts = found.flatMap((action) => (action.kind === 'sql' ? [action] : []));
    expect(texts.length).toBeGreaterThan(6);
    for (const { text, values } of texts) await shop.query({ text: text!, values: values.map(() => '1') });
  });

  async function connected(connectionString: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString });
    onTestFinished(() => client.end());
    await client.connect();
    return client;
  }
});

describe('SQL', () => {
  let folder: ReturnType<typeof stepsFolder>;
  afterEach(() => folder.remove());

  const said = async (action: Partial<SqlAction>, files: Record<string, string> = {}) => {
    const sql = { target: 'db', ...action };
    folder = stepsFolder({
      'x.yaml': JSON.stringify({ steps: [{ name: 'a', sql }] }),
      'targets.yaml': 'db: { kind: sql, url: { variable: DB } }\n',
      ...files,
    });
    return (await inspectSteps(await folder.open(), 'x')).mistakes.map(({ message }) => message);
  };

  it.each([
    [
      { text: 'vacuum; analyze', transaction: false },
      'has 2 statements, which PostgreSQL takes for one transaction',
    ],
    [{ text: 'select $1; select 2', values: ['a'] }, 'has values and 2 statements'],
    [{ text: 'select $1, $3', values: ['a'] }, 'has 1 values, and its SQL wants 3'],
    [{ text: 'select $1' }, 'has 0 values, and its SQL wants 1'],
    [{ text: "select '$1'", values: ['a'] }, 'has 1 values, and its SQL wants 0'],
    [{ file: 'a.sql', transaction: false }, 'has 2 statements'],
  ])('%j is refused before it is run', async (action, why) => {
    expect(await said(action, { 'a.sql': 'vacuum;\nanalyze;\n' })).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    { text: 'select 1; select 2' },
    { text: 'vacuum; -- done', transaction: false },
    { text: 'select $1, $2, $1', values: ['a', 'b'] },
    { text: "select '$1', $$ $2 $$ -- $3" },
  ])('%j is well', async (action) => {
    expect(await said(action)).toEqual([]);
  });
});
