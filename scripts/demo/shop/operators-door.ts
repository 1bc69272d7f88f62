import type { RequestListener, ServerResponse } from 'node:http';
import { idTypes } from './contract.ts';
import type { Database } from './database.ts';
import { idsAre, makeIds, newOrders } from './orders.ts';

/** The shop as its operators see it, behind no gate: what the order ids are, and all new orders. */
export function operatorsDoor(database: Database): RequestListener {
  return ({ url, method }, response) => {
    const type = idTypes.find((one) => url === `/order-ids/${one}`);
    const work = async (): Promise<object | null> => {
      if (url === '/orders') return newOrders(database);
      if (type !== undefined && method === 'PUT') await makeIds(database, type);
      return url?.startsWith('/order-ids') ? { type: await idsAre(database) } : null;
    };
    work().then(
      (found) => send(response, found === null ? 404 : 200, found ?? {}),
      (error: Error) => send(response, 500, { error: error.message }),
    );
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
