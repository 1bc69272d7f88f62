import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../peers/process.ts';
import { type LullServer, type ServerOptions, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const bin = resolve(import.meta.dirname, '../../packages/lull/bin/lull.js');
const token = 'a token of the metrics';
const running: LullServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function place(env: Record<string, string> = {}): Promise<ServerOptions> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-serve-'));
  folders.push(folder);
  return { port: await freePort(), folder, env: { LULL_METRICS_TOKEN: token, LULL_LOG: 'debug', ...env } };
}

function start(options: ServerOptions): LullServer {
  const server = startLullServer(options);
  running.push(server);
  return server;
}

const lines = (server: LullServer): Record<string, unknown>[] =>
  server
    .log()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('lull serve', () => {
  it('that cannot listen has done nothing', async () => {
    const [first, second] = [await place(), { ...(await place()), isFresh: true }];
    await start(first).ready;
    const refused = start({ ...second, port: first.port });
    expect((await refused.ended).code).toBe(2);
    expect(refused.log()).toContain(`Cannot listen on 127.0.0.1:${first.port}: it is taken`);
    // The link for the owner is made when all else is done; each one that is made ends the one before.
    const ready = await start(second).ready;
    const key = await becomeOwner(ready);
    const trail = await fetch(`${ready.url}/api/v1/audit?action=link.owner`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(((await trail.json()) as { items: unknown[] }).items).toHaveLength(1);
  });

  it('answers, tells how it is, and ends all it has begun when it is asked to stop', async () => {
    const options = await place();
    const server = start(options);
    const ready = await server.ready;
    expect(ready).toMatchObject({ engine: 'pglite', claim: expect.stringContaining('/claim#') });
    const key = await becomeOwner(ready);
    const get = (path: string, more: Record<string, string> = {}) =>
      fetch(`${ready.url}${path}`, { headers: { authorization: `Bearer ${key}`, ...more } });
    expect(await (await get('/readyz')).json()).toMatchObject({ ready: true });
    await metricsAreForSome(ready.url, key);
    const page = await fetch(`${ready.url}/gate/v1/authorize?service=nobody&unknown=closed`, {
      headers: { accept: 'text/html' },
    });
    expect(page.status).toBe(503);
    // A proxy hands it on as it is: under the policy of our own pages it would have neither style nor script.
    expect(page.headers.get('content-security-policy')).toContain("script-src 'sha256-");
    const answer = await get('/api/v1/me?token=hunter2hunter2', { 'x-request-id': 'request-of-the-test' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-request-id')).toBe('request-of-the-test');

    const stream = await get('/api/v1/events', { accept: 'text/event-stream' });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const streamEnds = stream.text();
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(await streamEnds).not.toContain('error');
    logIsWellBehaved(server, [key, new URL(ready.claim!).hash.slice(1)]);

    const again = start(options);
    expect(await again.ready).toMatchObject({ claim: null });
    expect((await get('/api/v1/me')).status).toBe(200);
  });

  it('refuses a folder that another server uses, and takes it once that one was killed', async () => {
    const options = await place();
    const first = start(options);
    await first.ready;
    const second = start({ ...options, port: await freePort() });
    await expect(second.ready).rejects.toThrow('store-in-use');
    expect(await second.ended).toEqual({ code: 1, signal: null });
    await first.kill();
    expect(await start(options).ready).toMatchObject({ engine: 'pglite' });
  });

  it.each([
    [{ LULL_LOG: 'loud' }, 'LULL_LOG'],
    [{ LULL_URL: 'ftp://example.com' }, 'LULL_URL'],
    [{ LULL_METRICS_TOKEN: 'short' }, 'LULL_METRICS_TOKEN'],
    [{ LULL_SECRET: 'short' }, 'LULL_SECRET'],
  ])('refuses settings that cannot be, before it makes anything: %o', async (env, name) => {
    const options = { ...(await place(env)), isFresh: true };
    const server = start(options);
    await expect(server.ready).rejects.toThrow(`[bad-setting] ${name}`);
    expect(await server.ended).toEqual({ code: 2, signal: null });
    expect(readdirSync(options.folder!)).toEqual([]);
  });

  it('says what is missing where traces are wanted and nothing sends them', async () => {
    const hidden = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (!name.startsWith('@opentelemetry/sdk-')) return next(name, context);
        throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
      } });`;
    const server = start({
      ...(await place({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })),
      nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(hidden)}`],
    });
    await expect(server.ready).rejects.toThrow('[missing-package]');
  });

  it('ends at once when it is asked twice', async () => {
    const server = start(await place());
    const ready = await server.ready;
    const key = await becomeOwner(ready);
    // A body that never comes to its end keeps the request, and with it the server.
    const socket = connect(Number(new URL(ready.url).port), '127.0.0.1');
    socket
      .on('error', () => {})
      .write(
        `POST /api/v1/keys HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`,
      );
    const inFlight = async () => {
      const metrics = await fetch(`${ready.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      return /^lull_http_requests_in_flight (\d+)$/m.exec(await metrics.text())?.[1];
    };
    while ((await inFlight()) !== '2');
    server.signal('SIGTERM');
    while (!server.log().includes('"stopping"')) await new Promise((next) => setTimeout(next, 10));
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(130);
  });

  it('says on the terminal where everything is and how safe it is there', async () => {
    const { port, folder } = await place();
    const child = spawn(
      process.execPath,
      [bin, 'serve', '--listen', `127.0.0.1:${port}`, '--data', folder!],
      {
        env: { PATH: process.env.PATH, LULL_LOG: 'silent' },
      },
    );
    const said = { stdout: '', stderr: '' };
    child.stderr.setEncoding('utf8').on('data', (text) => (said.stderr += text));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said.stdout += text;
      if (said.stdout.includes('/claim#')) child.kill('SIGTERM');
    });
    const code = await new Promise((ended) => child.once('close', ended));
    expect(said.stdout).toContain(`listens on http://localhost:${port}`);
    expect(said.stdout).toContain(folder);
    expect(said.stdout).toContain('survives the death of this process, not of this machine');
    expect(said.stdout).toMatch(
      /becomes the owner; it works once:\n {2}http:\/\/localhost:\d+\/claim#\S{20,}\n/,
    );
    expect({ code, stderr: said.stderr }).toEqual({ code: 0, stderr: '' });
  });
});

/** Whoever has the token or may read everything, and nobody else. */
async function metricsAreForSome(url: string, key: string): Promise<void> {
  const ask = (bearer: string) =>
    fetch(`${url}/metrics`, bearer ? { headers: { authorization: `Bearer ${bearer}` } } : {});
  expect((await ask('')).status).toBe(401);
  expect((await ask(`${token}x`)).status).toBe(401);
  expect((await ask(key)).status).toBe(200);
  const text = await (await ask(token)).text();
  expect(text).toMatch(/^lull_build_info\{.*engine="pglite".*\} 1$/m);
  expect(text).toMatch(/^lull_http_requests_total\{method="GET",route="\/metrics",status="401"\} 2$/m);
  expect(text).toMatch(/^lull_downtimes\{state="failed"\} 0$/m);
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (promtool.error === undefined) expect(promtool).toMatchObject({ status: 0, stdout: '', stderr: '' });
}

/** One JSON object a line, requests by their id, and none of the secrets. */
function logIsWellBehaved(server: LullServer, secrets: readonly string[]): void {
  expect(lines(server)).toContainEqual(
    expect.objectContaining({
      request: 'request-of-the-test',
      method: 'GET',
      route: '/api/v1/me',
      status: 400,
    }),
  );
  for (const secret of [...secrets, token, 'correct horse', 'hunter2', 'a secret of the tests']) {
    expect(server.log()).not.toContain(secret);
  }
}
