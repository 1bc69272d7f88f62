import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Gate } from '@lull/gate/follow';
import { followGate } from '@lull/gate/follow';
import { Pool } from 'undici';
import { trustedProxies } from '../../packages/lull/src/access/client-address.ts';
import { openProxy } from '../../packages/lull/src/proxy/open.ts';

// One server of the proxy bench, a process of its own: node peers.ts KIND PORT [UPSTREAM]
const [kind, port, upstream] = process.argv.slice(2) as [string, string, string];
const origin = `http://127.0.0.1:${upstream}`;
const at = { host: '127.0.0.1', port: Number(port) };

/** A gate that nobody closes: its server is out of reach, and it opens without one. */
function openGate(): Promise<Gate> {
  const trust = { id: '0'.repeat(16), key: 'A'.repeat(43) };
  const server = 'http://127.0.0.1:9';
  return followGate({ server, service: 'page', key: 'none', trust, whenUnknown: 'open', warn: () => {} });
}

/** The server behind: a page of 2.7 kB for every request, at next to no cost, so that the proxy is what counts. */
function page(): void {
  const body = '<p>Lull</p>\n'.repeat(225);
  const lines = ['HTTP/1.1 200 OK', 'content-type: text/html', `content-length: ${body.length}`, 'etag: "1"'];
  const answer = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  createTcpServer({ noDelay: true }, (socket) => {
    let open = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const requests = (open + chunk.toString('latin1')).split('\r\n\r\n');
      open = requests.pop()!;
      for (const _ of requests) socket.write(answer);
    });
  }).listen(at.port, at.host, ready);
}

/** What the fewest lines come to that still answer: no aborts, no upgrades, no headers of a proxy. */
function bareUndici(): void {
  const pool = new Pool(origin);
  createServer((request, response) => {
    const { url, method, headers } = request;
    const body = headers['content-length'] || headers['transfer-encoding'] ? request : null;
    pool.dispatch(
      { path: url!, method: method!, headers: headers as Record<string, string>, body },
      {
        onRequestStart() {},
        onResponseStart(_, status: number, fields: IncomingHttpHeaders) {
          response.writeHead(status, fields);
        },
        onResponseData(controller, chunk) {
          if (response.write(chunk)) return;
          controller.pause();
          response.once('drain', () => controller.resume());
        },
        onResponseEnd() {
          response.end();
        },
        onResponseError() {
          response.destroy();
        },
      },
    );
  }).listen(at.port, at.host, ready);
}

async function ours(gate?: Gate): Promise<void> {
  await openProxy({ ...at, upstream: new URL(origin), trusted: trustedProxies(''), patience: 60_000, gate });
  ready();
}

async function fastify(): Promise<void> {
  const [{ default: create }, { default: proxy }] = await Promise.all([
    import('fastify'),
    import('@fastify/http-proxy'),
  ]);
  const app = create();
  await app.register(proxy, { upstream: origin });
  await app.listen(at);
  ready();
}

async function httpProxy3(): Promise<void> {
  const { createProxyServer } = await import('http-proxy-3');
  const { Agent } = await import('node:http');
  const proxy = createProxyServer({ target: origin, agent: new Agent({ keepAlive: true }) });
  proxy.listen(at.port, at.host);
  ready();
}

function ready(): void {
  console.log('ready');
}

const kinds: Readonly<Record<string, () => unknown>> = {
  page,
  undici: bareUndici,
  ours: () => ours(),
  gated: async () => ours(await openGate()),
  fastify,
  'http-proxy-3': httpProxy3,
};
await kinds[kind]!();
process.once('SIGTERM', () => process.exit(0));
