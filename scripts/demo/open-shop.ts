import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ShopMessage, ShopSettings } from './shop/contract.ts';
import type { Stage } from './stage.ts';

/** The shop, open. */
export interface Shop {
  readonly url: string;
  /** Keys of all orders that it has got since it was opened; how many are not whole. */
  orders(): Promise<{ readonly keys: readonly string[]; readonly broken: number }>;
  /** The type that the ids of its orders have. */
  ids(): Promise<string>;
}

/** Starts the shop's process. It ends with the stage, and when the demo's own process is gone. */
export async function openShop(stage: Stage, settings: ShopSettings): Promise<Shop> {
  const file = join(stage.folder, 'shop.json');
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  // What the reader has set for a PostgreSQL of their own is not meant for the shop's.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PG[A-Z]/.test(name)));
  const child = fork(resolve(import.meta.dirname, 'shop/main.ts'), [file], { env });
  const ended = once(child, 'close');
  stage.endsWith(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const said = await Promise.race([once(child, 'message', { signal: stage.signal }), ended]);
  const [message] = said as [ShopMessage | number | null];
  if (message === null || typeof message === 'number' || 'failed' in message) {
    throw new Error(`The shop could not open: ${JSON.stringify(message)}`);
  }
  const office = async <T>(path: string): Promise<T> =>
    (await (await fetch(`http://127.0.0.1:${settings.adminPort}${path}`)).json()) as T;
  return {
    url: `http://localhost:${settings.port}/`,
    orders: () => office('/orders'),
    ids: async () => (await office<{ type: string }>('/order-ids')).type,
  };
}
