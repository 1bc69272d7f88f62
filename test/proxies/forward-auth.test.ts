import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, peerFolder } from '../peers/process.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { createClient } from '../torture/client.ts';
import { startApp } from './app.ts';
import { proxyMissing, start } from './proxies.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const docs = readFileSync(resolve(import.meta.dirname, '../../docs/gates.md'), 'utf8');
const snippet = /```\n(forward_auth [\s\S]*?)```/.exec(docs)![1]!;

/** A real server with its owner and one service. */
async function serving(port: number) {
  const folder = await mkdtemp(join(tmpdir(), 'lull-forward-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const server = startLullServer({ port, folder });
  ends.push(server.kill);
  const ready = await server.ready;
  const client = createClient(ready.url, await becomeOwner(ready));
  ends.push(client.close);
  expect((await client.put('/api/v1/services/shop', { zone: 'UTC', gates: 0 })).status).toBeLessThan(300);
  return { server, client };
}

/** Caddy with the documented lines in front of an app. */
async function forwarding(server: number, app: number): Promise<string> {
  const root = await peerFolder('caddy-forward');
  await chmod(root, 0o755);
  const port = await freePort();
  const path = join(root, 'Caddyfile');
  const text = `{
    admin off
    auto_https off
    storage file_system ${root}/storage
}
http://127.0.0.1:${port} {
    ${snippet.replace('lull.internal:4747', `127.0.0.1:${server}`)}
    reverse_proxy 127.0.0.1:${app}
}
`;
  await writeFile(path, text);
  const args = ['run', '--config', path, '--adapter', 'caddyfile'];
  const made = { home: root, program: 'caddy', args, control: null, tamper: async () => {} };
  const child = await start(made, `http://127.0.0.1:${port}/`);
  ends.push(async () => {
    const gone = new Promise((done) => child.once('close', done));
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
    await rm(root, { recursive: true, force: true });
  });
  return `http://127.0.0.1:${port}`;
}

const missing = proxyMissing('caddy');

describe.skipIf(missing !== null)(`Caddy that asks the server itself${missing ? `: ${missing}` : ''}`, () => {
  it('lets through, refuses everything while it is down, and lets through again', async () => {
    const app = await startApp();
    ends.push(app.stop);
    const port = await freePort();
    const { server, client } = await serving(port);
    const url = await forwarding(port, app.port);
    const ask = (init: RequestInit = {}) => fetch(`${url}/cart?a=b`, init);

    expect(await (await ask({ method: 'POST', body: 'abc' })).text()).toBe('app POST 3');
    const down = await client.post('/api/v1/services/shop/down', {
      why: 'the disk is failing',
      takes: 'PT30M',
    });
    expect(down.status).toBe(201);
    await expect.poll(async () => (await ask()).status).toBe(503);
    const seen = app.seen.length;
    const page = await ask({ headers: { accept: 'text/html', 'accept-language': 'de' } });
    expect(page.status).toBe(503);
    expect(page.headers.get('lull-state')).toMatch(/^closed; until=.*; downtime=/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.text()).toContain('<html lang="de"');
    expect((await ask({ method: 'POST', body: 'abc' })).status).toBe(503);
    const grpc = await ask({ method: 'POST', body: 'x', headers: { 'content-type': 'application/grpc' } });
    expect(grpc.status).toBe(503);
    expect(grpc.headers.get('grpc-status')).toBe('14');
    expect(app.seen.length).toBe(seen);

    expect((await client.post('/api/v1/services/shop/up', { why: 'it works' })).status).toBeLessThan(300);
    await expect.poll(async () => (await ask()).status).toBe(200);
    // As documented: without the server Caddy refuses.
    await server.kill();
    expect((await ask()).status).toBe(502);
  });
});
