import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Postgres } from '../../peers/postgres.ts';
import type { Served } from './contract.ts';

/** So many orders are there before the first visitor: rewriting them takes a moment. */
const OLD_ORDERS = 100_000;

/** What a table is, as far as the change is about it. */
export interface Standing {
  readonly type: string;
  /** Another one once it was rewritten. */
  readonly file: string;
}

/** The shop with its database. */
export interface Shop {
  /** Address of its database, for whoever may change tables. */
  readonly adminUrl: string;
  /** File with the release that is installed. */
  readonly release: string;
  /** All requests that reached it. */
  served(): Promise<readonly Served[]>;
  /** Keys of the orders that visitors have placed, and of those that lack lines or have too many. */
  orders(): Promise<{ readonly keys: readonly string[]; readonly broken: readonly string[] }>;
  standing(): Promise<Standing>;
  /** Takes from it, or gives back, what it needs of its database: without it nothing that it does works. */
  mayRead(may: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a port, with a database of the given PostgreSQL. */
export async function openShop(postgres: Postgres, port: number, folder: string): Promise<Shop> {
  const adminUrl = await postgres.createDatabase();
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  admin.on('error', () => undefined);
  await admin.query(schema);
  const release = join(folder, 'release');
  writeFileSync(release, '1\n');
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'shop.ts')], {
    stdio: 'inherit',
    env: {
      PATH: process.env.PATH,
      SHOP_PORT: String(port),
      SHOP_DATABASE: adminUrl.replace('//postgres@', '//shop@'),
      SHOP_RELEASE: release,
    },
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => null))?.ok) await pause(50);
  return {
    adminUrl,
    release,
    served: async () => (await (await fetch(`${url}/served`)).json()) as Served[],
    async orders() {
      const { rows } = await admin.query(`
        select key, total, coalesce(sum(quantity), 0)::int as sum from orders o
        left join order_lines l on l.order_id = o.id where key not like 'old-%' group by o.id order by key`);
      const all = rows as { key: string; total: number; sum: number }[];
      const broken = all.filter(({ total, sum }) => total !== sum);
      return { keys: all.map(({ key }) => key), broken: broken.map(({ key }) => key) };
    },
    async standing() {
      const { rows } = await admin.query(`
        select format_type(atttypid, null) as type, pg_relation_filenode(attrelid)::text as file
        from pg_attribute where attrelid = 'orders'::regclass and attname = 'id'`);
      return rows[0] as Standing;
    },
    async mayRead(may) {
      await admin.query(may ? 'grant select on orders to shop' : 'revoke select on orders from shop');
    },
    async stop() {
      child.kill('SIGKILL');
      await Promise.all([ended, admin.end()]);
    },
  };
}

/** Keys are not unique: an order that was written twice is to be seen. */
const schema = `
  create table orders (id serial primary key, key text not null, total int not null);
  create table order_lines (
    id serial primary key, order_id int not null references orders, quantity int not null);
  insert into orders (key, total) select 'old-' || n, 3 from generate_series(1, ${OLD_ORDERS}) n;
  insert into order_lines (order_id, quantity) select id, 3 from orders;
  create index on orders (key);
  create index on order_lines (order_id);
  create role shop login;
  grant select, insert on orders, order_lines to shop;
  grant usage on all sequences in schema public to shop;
  analyze`;
