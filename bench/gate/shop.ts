import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/peers/process.ts';
import { startLullServer } from '../../test/support/lull-server.ts';
import { becomeOwner } from '../../test/support/owner.ts';

/** What is to be ended, the last one first. */
export type Ends = (() => unknown)[];

/** How a gate of the shop is enrolled. */
export interface Enrolment {
  readonly key: string;
  readonly trust: { readonly id: string; readonly key: string };
}

/** A real `lull serve` on PGlite with one service, `shop`. */
export interface Shop {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** A folder for what is measured, beside the server's. */
  readonly folder: string;
  readonly enrolment: Enrolment;
  signal(signal: NodeJS.Signals): void;
  /** Asks the API as its owner; fails where it refuses. */
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T>;
}

/**
 * Starts a server with one service and a gate that is enrolled.
 *
 * @param ends gets what takes it away again
 * @param nodeArguments arguments of node itself, such as `--import`
 * @example const { url, enrolment } = await startShop(ends);
 */
export async function startShop(ends: Ends, nodeArguments: readonly string[] = []): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-bench-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const port = await freePort();
  const env = { LULL_LOG: 'warn', LULL_RATE: '0' };
  const server = startLullServer({ port, folder: join(folder, 'server'), env, nodeArguments });
  ends.push(async () => {
    // It may have been halted.
    server.signal('SIGCONT');
    await server.stop();
  });
  const { url } = await server.ready;
  const owner = await becomeOwner(await server.ready);
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${owner}`,
        'content-type': 'application/json',
        ...(method === 'PUT' && { 'if-none-match': '*' }),
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  await call('PUT', 'services/shop', { zone: 'UTC' });
  const { config } = await call<{ config: Enrolment }>('POST', 'services/shop/gates', {});
  const enrolment = { key: config.key, trust: config.trust };
  return { url, port, pid: server.pid, folder, enrolment, signal: server.signal, call };
}
