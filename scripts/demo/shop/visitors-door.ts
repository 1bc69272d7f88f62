import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Database } from './database.ts';
import { onShelf, orderBy, placeOrder, productBy, search } from './orders.ts';
import { homePage, listPage, nothingPage, orderPage, productPage } from './pages.ts';

/** The shop as its visitors see it. */
export function visitorsDoor(database: Database, lull: string): RequestListener {
  return (request, response) => {
    answer(request, response).catch((error: Error) => send(response, 500, error.message, 'text/plain'));
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://shop');
    const path = decodeURIComponent(url.pathname);
    if (path === '/health') return send(response, 200, await health(), 'application/json');
    if (path === '/orders' && request.method === 'POST') return order(request, response);
    const shown = await pageOf(path, url.searchParams);
    send(response, shown === null ? 404 : 200, String(await (shown ?? nothingPage(lull))));
  }

  async function health(): Promise<string> {
    await database.query('select 1 from orders limit 1');
    return '{"ok":true}';
  }

  async function pageOf(path: string, query: URLSearchParams) {
    if (path === '/') return homePage(lull);
    const [first = '', second = ''] = path.slice(1).split('/');
    if (first === 'search') {
      const asked = query.get('q') ?? '';
      return listPage(lull, `Search: ${asked}`, await search(database, asked.split(' ')));
    }
    if (first === 'orders') {
      const found = await orderBy(database, second);
      return found === undefined ? null : orderPage(lull, found);
    }
    const id = /-(\d{1,6})$/.exec(second)?.[1];
    if (id !== undefined) {
      const found = await productBy(database, Number(id));
      return found === undefined ? null : productPage(lull, found);
    }
    const products = second === '' ? await onShelf(database, first) : [];
    return products.length === 0 ? null : listPage(lull, first, products);
  }

  /** By the form of a page, or by a program in JSON. */
  async function order(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    const { key, product } = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    const isOrder = typeof key === 'string' && /^[\w-]{1,80}$/.test(key) && /^\d{1,6}$/.test(product);
    if (!isOrder || !(await placeOrder(database, key, Number(product)))) {
      return send(response, 400, 'That is no order.', 'text/plain');
    }
    if (isJson) return send(response, 201, JSON.stringify(await orderBy(database, key)), 'application/json');
    response.writeHead(303, { location: `/orders/${key}`, 'content-length': 0 }).end();
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/html'): void {
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}
