import type { IdType } from './contract.ts';
import type { Database } from './database.ts';
import { changeIds, typeOfIds } from './schema.ts';

/** What can be bought. */
export interface Product {
  readonly id: number;
  readonly shelf: string;
  readonly name: string;
  readonly cents: number;
}

/** What somebody has bought. `key` is the buyer's own: the same order that comes twice is one. */
export interface Order {
  readonly key: string;
  readonly cents: number;
  readonly products: readonly string[];
}

const product = 'select id, shelf, name, cents from products';

/** Products of a shelf. */
export const onShelf = ({ query }: Database, shelf: string): Promise<Product[]> =>
  query<Product>(`${product} where shelf = $1 order by id`, [shelf]);

/** One product; undefined where there is none. */
export async function productBy({ query }: Database, id: number): Promise<Product | undefined> {
  return (await query<Product>(`${product} where id = $1`, [id]))[0];
}

/** Products whose shelf or name is one of the words. */
export const search = ({ query }: Database, words: readonly string[]): Promise<Product[]> =>
  query<Product>(`${product} where shelf = any($1) or name = any($1) order by id limit 30`, [words]);

/** Places an order for one product, whole or not at all. @returns whether there is such a product */
export async function placeOrder(database: Database, key: string, id: number): Promise<boolean> {
  return database.transaction(async (query) => {
    const [bought] = await query<Product>(`${product} where id = $1`, [id]);
    if (bought === undefined) return false;
    const order = 'insert into orders (key, cents) values ($1, $2) on conflict do nothing returning id';
    const [placed] = await query<{ id: unknown }>(order, [key, bought.cents]);
    if (placed === undefined) return true;
    const line = 'insert into order_lines (order_id, product, cents) values ($1, $2, $3)';
    await query(line, [placed.id, bought.id, bought.cents]);
    return true;
  });
}

/** An order by its key; undefined where there is none. */
export async function orderBy({ query }: Database, key: string): Promise<Order | undefined> {
  const text = `select o.key, o.cents, array_agg(p.shelf || ' ' || p.name) as products from orders o
    join order_lines l on l.order_id = o.id join products p on p.id = l.product
    where o.key = $1 group by o.id`;
  return (await query<Order>(text, [key]))[0];
}

/** Keys of the orders that have come since the shop was opened, and how many orders lack lines or have too many. */
export async function newOrders({ query }: Database): Promise<{ keys: string[]; broken: number }> {
  const text = `select key, o.cents = coalesce(sum(l.cents), 0) as "isWhole" from orders o
    left join order_lines l on l.order_id = o.id where key not like 'old-%' group by o.id`;
  const rows = await query<{ key: string; isWhole: boolean }>(text);
  return { keys: rows.map(({ key }) => key), broken: rows.filter(({ isWhole }) => !isWhole).length };
}

/** The type that order ids have now. */
export async function idsAre({ query }: Database): Promise<string> {
  return (await query<{ data_type: string }>(typeOfIds))[0]!.data_type;
}

/** Gives order ids another type, in one transaction. */
export async function makeIds(database: Database, type: IdType): Promise<void> {
  await database.transaction(async (query) => {
    for (const statement of changeIds(type)) await query(statement);
  });
}
