import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiledGate, oldNode } from '../support/compiled.ts';

const node = oldNode();

/** Runs on the old Node: prints what clients of a gate saw. */
const program = `
import { createServer, Agent, get, request } from 'node:http';
import { once } from 'node:events';
import { gateContinue, gateMiddleware } from './dist/node/index.js';
import { gated } from './dist/fetch/index.js';
import { open } from './dist/protocol/index.js';

let state = open;
let inFlight = 0;
const listeners = [];
const gate = {
  service: 'shop', now: Date.now, state: () => state, document: () => null, bypass: async () => null,
  onFlip: (listener) => listeners.push(listener),
  counts: { begin: () => (inFlight += 1, () => { inFlight -= 1; }), admitted() {}, refused() {} },
};
const flip = (next) => { state = { ...open, ...next }; for (const listener of listeners) listener(state); };
const use = gateMiddleware(gate);
const server = createServer((request, response) => {
  response.setHeader('x-before', '1');
  use(request, response, () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\\n\\n');
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = 'http://127.0.0.1:' + server.address().port;
const agent = new Agent({ keepAlive: true });
const stream = await fetch(address);
const seen = [inFlight];
flip({ state: 'closed', downtime: 'dt_1' });
seen.push((await stream.text()).replace(/\\d{2,}/, 'N'));
for (let i = 0; i < 2; i += 1) {
  const [answer] = await once(get(address, { agent, headers: { accept: 'text/html' } }), 'response');
  let body = '';
  for await (const chunk of answer) body += chunk;
  seen.push([answer.statusCode, answer.headers['x-before'], answer.headers['cache-control'], body.slice(0, 15)]);
}
gateContinue(server, gate);
const upload = request(address, { method: 'POST', headers: { expect: '100-continue', 'content-length': 9 } });
upload.on('continue', () => seen.push('asked for its body')).flushHeaders();
const [answer] = await once(upload, 'response');
seen.push([answer.statusCode, answer.headers.connection]);
upload.on('error', () => {}).destroy();
const refused = await gated(gate, () => new Response('in'))(new Request(address));
flip({});
const admitted = await gated(gate, () => new Response('in'))(new Request(address));
seen.push(refused.status, await admitted.text(), inFlight);
console.log(JSON.stringify(seen));
process.exit();
`;

describe.skipIf(node === null)('middleware on Node 20 (skipped where there is none)', () => {
  let compiled: ReturnType<typeof compiledGate>;
  beforeAll(() => {
    compiled = compiledGate();
  });
  afterAll(() => compiled?.remove());

  it('counts, ends streams, refuses, and keeps connections', () => {
    const file = join(compiled.folder, 'main.js');
    writeFileSync(file, program);
    const { stdout, stderr } = spawnSync(node!, [file], { encoding: 'utf8', timeout: 30_000 });
    expect(stderr).toBe('');
    const page = [503, '1', 'no-store', '<!doctype html>'];
    expect(JSON.parse(stdout)).toEqual([
      1,
      'data: 1\n\nretry: N\n\n',
      page,
      page,
      [503, 'close'],
      503,
      'in',
      0,
    ]);
  });
});
