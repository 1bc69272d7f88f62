import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bypassBytes, bypassPayload, type Period } from '../../src/protocol/index.ts';
import { closing, type GateServer, gateServer } from '../support/gate-server.ts';
import { type Running, type Runtime, run } from '../support/runtimes.ts';

/** A shop on some platform behind a gate, the server that the gate follows, and what the shop asks itself. */
export interface Place {
  readonly server: GateServer;
  readonly origin: Origin;
  readonly shop: Running;
  /** Publishes what the gate is to do from now on, and waits until it does where it can be waited for. */
  tell(period: Partial<Period> | null): Promise<void>;
  /** A request to the shop. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  end(): Promise<void>;
}

/** A server behind the shop, whose answers the test ends. */
export interface Origin {
  readonly address: string;
  /** The next answer to `/slow` or `/events`, whose headers are sent. */
  next(): Promise<ServerResponse>;
  end(): Promise<void>;
}

export async function origin(): Promise<Origin> {
  const answers: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const isEvents = request.url === '/events';
    response.writeHead(200, { 'content-type': isEvents ? 'text/event-stream' : 'text/plain' });
    response.write(isEvents ? 'data: 1\n\n' : 'begin,');
    answers.push(response);
    server.emit('answering');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: async () => {
      while (answers.length === 0) await once(server, 'answering');
      return answers.shift()!;
    },
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A KV namespace as `workerd` asks one, over HTTP. */
export async function shelf(): Promise<{
  address: string;
  values: Map<string, string>;
  end(): Promise<void>;
}> {
  const values = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url!, 'http://shelf').pathname.slice(1));
    if (request.method === 'PUT') {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer);
      values.set(name, Buffer.concat(body).toString());
      return void response.end();
    }
    const value = values.get(name);
    response.writeHead(value === undefined ? 404 : 200).end(value);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    values,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What `lull gates add` prints, and what a test adds. */
export function enrolled({ url, signer }: GateServer, more: object = {}): object {
  const trust = { id: signer.id, key: signer.key };
  return { server: url, service: 'shop', instance: 'shop-1', key: 'lull_key', trust, ...more };
}

export async function place(
  runtime: Runtime,
  config: object = {},
  server?: GateServer,
  shelved?: string,
): Promise<Place> {
  const held = server ?? (await gateServer());
  if (!server) held.publish();
  const behind = await origin();
  const isWorker = runtime === 'Cloudflare Workers';
  const shop = await run(runtime, {
    gate: enrolled(held, { ...(isWorker && { every: 0 }), ...config }),
    variables: { ORIGIN: behind.address },
    ...(shelved !== undefined && { shelf: shelved }),
  });
  return {
    server: held,
    origin: behind,
    shop,
    tell: async (period) => {
      const now = Date.now() + held.skew;
      const fields = { closeIf: 'always', ...period } as const;
      const schedule = period ? [closing(now - 40_000, now + 60_000, fields)] : [];
      const { serial } = held.publish({ schedule });
      // A Worker asks before each request here.
      if (!isWorker) await held.confirmed((one) => one.serial === serial);
    },
    ask: (path, init) => fetch(shop.address + path, { redirect: 'manual', ...init }),
    end: async () => {
      await shop.stop('SIGKILL');
      await behind.end();
      await held.kill().catch(() => {});
    },
  };
}

/** A token that lets somebody through. */
export function token({ signer }: GateServer): string {
  const payload = bypassPayload({ service: 'shop', id: 'checker', expires: Date.now() + 60_000 });
  return `${payload}.${signer.sign(bypassBytes(payload))}`;
}
