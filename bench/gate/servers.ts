import { createServer, type ServerResponse } from 'node:http';
import fastify from 'fastify';
import { followGate, type Gate } from '../../packages/gate/src/follow/index.ts';
import { gateFastify } from '../../packages/gate/src/node/fastify.ts';
import { gateListener } from '../../packages/gate/src/node/index.ts';

// One server of the middleware bench, a process of its own: node servers.ts KIND PORT [SERVER KEY_ID KEY], or, for
// a 503 without a gate: node servers.ts 503 PORT REFUSAL
const [kind, port, server, id, key] = process.argv.slice(2) as [string, string, string, string, string];
const at = { host: '127.0.0.1', port: Number(port) };
const welcome = '<p>Welcome</p>\n'.repeat(180);

/** A real gate, which follows a server of its own and counts what it admits. */
const followed = (): Promise<Gate> =>
  followGate({ server, service: 'shop', key: 'bench', trust: { id, key } });

const answer = (_request: unknown, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': welcome.length });
  response.end(welcome);
};

/** What the gate's own refusal says, word for word, written as simply as can be: as if it never changed. */
function refuse() {
  const { headers, body } = JSON.parse(server) as { headers: Record<string, string>; body: string };
  return (_request: unknown, response: ServerResponse): void => {
    response.writeHead(503, headers);
    response.end(body);
  };
}

async function withFastify(gate: Gate | null): Promise<void> {
  const app = fastify();
  if (gate) await app.register(gateFastify(gate));
  app.get('/*', (_request, reply) => reply.type('text/html').send(welcome));
  await app.listen(at);
  ready();
}

function ready(): void {
  console.log('ready');
}

const kinds: Readonly<Record<string, () => unknown>> = {
  http: () => createServer(answer).listen(at.port, at.host, ready),
  '503': () => createServer(refuse()).listen(at.port, at.host, ready),
  gated: async () => createServer(gateListener(await followed(), answer)).listen(at.port, at.host, ready),
  fastify: () => withFastify(null),
  'gated fastify': async () => withFastify(await followed()),
};
await kinds[kind]!();
process.once('SIGTERM', () => process.exit(0));
