import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import type { Order, Served } from './contract.ts';

/** The shop, a program of its own: orders are written in a transaction each, and read whole. */
const { SHOP_PORT, SHOP_DATABASE, SHOP_RELEASE } = process.env as Record<string, string>;
const pool = new pg.Pool({ connectionString: SHOP_DATABASE, application_name: 'shop', max: 20 });
pool.on('error', () => undefined);

const served: Served[] = [];

const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  const path = request.url ?? '/';
  if (path === '/served') return answer(response, 200, served);
  const began = Date.now();
  const agent = request.headers['user-agent'] ?? null;
  response.once('close', () => served.push({ path, agent, began, ended: Date.now() }));
  await route(request, response, path).catch((error: Error) => answer(response, 500, error.message));
});
server.listen(Number(SHOP_PORT), '127.0.0.1');

async function route(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const key = /^\/orders\/([\w-]+)$/.exec(path)?.[1];
  if (request.method === 'POST' && path === '/orders') {
    return answer(response, 201, await place((await json(request)) as Order));
  }
  if (key !== undefined) return answer(response, 200, await read(key));
  if (path === '/health') return answer(response, 200, { ok: await isWell(), release: release() });
  if (path === '/metrics') {
    const text = `shop_is_well ${(await isWell()) ? 1 : 0}\n`;
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    return void response.end(text);
  }
  answer(response, 200, { shop: 'open' });
}

async function place({ key, quantities, pause }: Order): Promise<object> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const total = quantities.reduce((sum, one) => sum + one, 0);
    const { rows } = await client.query(
      'insert into orders (key, total) values ($1, $2) returning id::text as id',
      [key, total],
    );
    const { id } = rows[0] as { id: string };
    for (const quantity of quantities) {
      await client.query('insert into order_lines (order_id, quantity) values ($1, $2)', [id, quantity]);
    }
    if (pause > 0) await client.query('select pg_sleep($1)', [pause / 1000]);
    await client.query('commit');
    return { key, quantities };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function read(key: string): Promise<object> {
  const { rows } = await pool.query(
    `select key, (
       select json_agg(quantity order by l.id) from order_lines l where order_id = o.id) as quantities
     from orders o where key = $1`,
    [key],
  );
  if (rows.length !== 1) throw new Error(`${rows.length} orders have the key ${key}`);
  return rows[0] as object;
}

async function isWell(): Promise<boolean> {
  return (await pool.query('select 1 from orders limit 1')).rows.length === 1;
}

const release = (): string => readFileSync(SHOP_RELEASE!, 'utf8').trim();

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}
