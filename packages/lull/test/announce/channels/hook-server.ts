import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from '../../../../../test/peers/smtp.ts';

/** A request as it came. */
export interface HookCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server that webhooks go to. */
export interface HookServer {
  readonly port: number;
  readonly url: string;
  readonly calls: readonly HookCall[];
  stop(): Promise<void>;
}

/** What is answered; a function answers by itself. */
export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | RequestListener;

/**
 * Starts one on a free port.
 *
 * @param answer to the call of that number, from 0
 */
export async function startHookServer(
  answer: (call: number) => Answer = () => ({ status: 204 }),
  { host = '127.0.0.1', port = 0, secure = false } = {},
): Promise<HookServer> {
  const calls: HookCall[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const given = answer(
      calls.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() }) - 1,
    );
    if (typeof given === 'function') return given(request, response);
    response.writeHead(given.status, given.headers).end(given.body);
  };
  const server = secure ? createSecureServer(certificate, listener) : createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `${secure ? 'https' : 'http'}://${secure ? 'localhost' : host}:${bound}`,
    calls,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
