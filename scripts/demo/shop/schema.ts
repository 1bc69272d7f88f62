import { words } from '../../generate-access-log.ts';
import type { IdType } from './contract.ts';
import type { Database } from './database.ts';

/** So many orders were placed before the first visitor: to write them anew takes a moment. */
export const OLD_ORDERS = 100_000;

/** Makes the tables, puts products on the shelves, and the orders of the past beside them. */
export async function makeTables({ query }: Database): Promise<void> {
  for (const statement of tables) await query(statement);
  const products = words.flatMap((shelf, i) =>
    words.map((name, k) => ({
      id: 1000 + i * 40 + k,
      shelf,
      name,
      cents: 490 + ((i * 7 + k * 13) % 60) * 50,
    })),
  );
  const fill = `insert into products select * from json_to_recordset($1::json)
    as p (id int, shelf text, name text, cents int)`;
  await query(fill, [JSON.stringify(products)]);
}

const tables = [
  'create table products (id int primary key, shelf text not null, name text not null, cents int not null)',
  'create table orders (id serial primary key, key text not null unique, cents int not null)',
  `create table order_lines (
    id serial primary key, order_id int not null references orders, product int not null, cents int not null)`,
  'create index on order_lines (order_id)',
  `insert into orders (key, cents) select 'old-' || n, 990 from generate_series(1, ${OLD_ORDERS}) n`,
  'insert into order_lines (order_id, product, cents) select id, 1000 + id % 13, cents from orders',
  'analyze',
];

/**
 * What gives the order ids a type. Both tables are written anew, with nobody else in them: each read and each
 * order would wait for it.
 */
export const changeIds = (type: IdType): readonly string[] => [
  'lock table orders, order_lines in access exclusive mode',
  `alter table orders alter column id type ${type}`,
  `alter table order_lines alter column order_id type ${type}`,
];

/** Gives the type that order ids have. */
export const typeOfIds = `select data_type from information_schema.columns
  where table_schema = 'public' and table_name = 'orders' and column_name = 'id'`;
