import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { ownWords } from '@lull/gate/page';
import { afterEach, expect, test } from 'vitest';
import { documentOf, named, signed, signingKey } from '../../../gate/test/protocol/support.ts';
import { bin, type Ran, workplace } from '../cli/lull.ts';
import { freePort, rawClient, upstreamOf } from './support.ts';

const certificates = join(import.meta.dirname, 'certificates');
const tlsOf = (cert: string, key: string): string[] => [
  ...['--tls-cert', join(certificates, cert)],
  ...['--tls-key', join(certificates, key)],
];

const undone: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0).reverse()) await undo();
});

/** The real command, listening; `told` is what it said of itself. */
async function started(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [
    bin,
    'proxy',
    '--listen',
    '127.0.0.1:0',
    '--json',
    ...args,
  ]);
  const ended = once(child, 'exit');
  undone.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [line] = await once(createInterface(child.stdout!), 'line');
  const told = JSON.parse(line);
  return { child, ended, told, port: Number(new URL(told.url).port) };
}

const run = (...args: string[]): Promise<Ran> => {
  const place = workplace();
  undone.push(place.remove);
  return place.run(['proxy', ...args]);
};

test('passes on what comes, ends what was begun when it is asked to stop, and ends with 0', async () => {
  const { promise: came, resolve } = Promise.withResolvers<() => void>();
  const upstream = await upstreamOf((request, response) => {
    if (request.url === '/slow') resolve(() => response.end('slow'));
    else response.end(`${request.headers['x-forwarded-for']}`);
  });
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const { child, ended, told, port } = await started('--upstream', origin);
  expect(told).toMatchObject({ upstream: origin, service: null, state: null });
  expect(await (await fetch(told.url)).text()).toBe('127.0.0.1');
  const client = await rawClient({ port });
  client.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  const answer = await came;
  const stopping = once(createInterface(child.stderr!), 'line');
  child.kill('SIGTERM');
  await stopping;
  answer();
  expect(await client.end()).toMatch(/slow/);
  expect(await ended).toEqual([0, null]);
});

test('is the gate of a service, by the document that its server signed', async () => {
  const key = signingKey();
  const [one] = documentOf().schedule;
  const closing = { ...one!, from: '2026-01-01T00:00:00Z', to: null, closeIf: 'always' as const };
  const document = signed(key, { keys: [named(key)], schedule: [closing] });
  const server = await upstreamOf((request, response) => {
    const isDocument = request.url === '/gate/v1/documents/shop';
    response.writeHead(isDocument ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isDocument ? JSON.stringify(document) : '{}');
  });
  let came = 0;
  const upstream = await upstreamOf((_, response) => {
    came += 1;
    response.end('ok');
  });
  const folder = mkdtempSync(join(tmpdir(), 'lull-proxy-'));
  undone.push(() => rmSync(folder, { recursive: true }));
  const urlOf = (one: typeof server): string => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
  const trust = { id: key.id, key: key.key };
  const config = { server: urlOf(server), service: 'shop', key: 'lull_x', trust };
  writeFileSync(join(folder, 'gate.json'), JSON.stringify(config), { mode: 0o600 });
  const { told } = await started('--upstream', urlOf(upstream), '--config', join(folder, 'gate.json'));
  expect(told).toMatchObject({ service: 'shop', state: 'closed' });
  const refused = await fetch(told.url);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('lull-state')).toMatch(/^closed;.*downtime=7/);
  expect(came).toBe(0);
  const fr = { ...ownWords.en!, closed: { heading: 'Fermé un moment', message: '{name} revient.' } };
  writeFileSync(join(folder, 'fr.json'), JSON.stringify(fr));
  const french = ['--language', 'fr', '--words', `fr=${join(folder, 'fr.json')}`];
  const at = ['--upstream', urlOf(upstream), '--config', join(folder, 'gate.json')];
  const told2 = (await started(...at, ...french)).told;
  const page = await fetch(told2.url, { headers: { accept: 'text/html', 'accept-language': 'nl' } });
  expect(await page.text()).toContain('Fermé un moment');
  const past = await started(
    '--upstream',
    urlOf(upstream),
    '--config',
    join(folder, 'gate.json'),
    '--allow',
    '127.0.0.0/8',
  );
  expect(await (await fetch(past.told.url)).text()).toBe('ok');
});

test('speaks TLS, and shows another certificate after SIGHUP if it is a good one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-proxy-'));
  undone.push(() => rmSync(folder, { recursive: true }));
  const files = { cert: join(folder, 'shop.pem'), key: join(folder, 'shop.key') };
  const take = (name: string): void => {
    copyFileSync(join(certificates, `${name}.pem`), files.cert);
    copyFileSync(join(certificates, `${name}.key`), files.key);
  };
  take('one');
  const upstream = await upstreamOf((request, response) =>
    response.end(request.headers['x-forwarded-proto']),
  );
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const { child, ended, told, port } = await started(
    ...['--upstream', origin, '--tls-cert', files.cert, '--tls-key', files.key],
  );
  expect(told.url).toBe(`https://127.0.0.1:${port}`);
  const shown = async (): Promise<string> => {
    const ca = ['one', 'two'].map((name) => readFileSync(join(certificates, `${name}.pem`)));
    const socket = connect({ port, host: '127.0.0.1', ca });
    await once(socket, 'secureConnect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const { CN } = socket.getPeerCertificate().subject;
    expect(await text(socket)).toMatch(/https$/);
    return String(CN);
  };
  expect(await shown()).toBe('one');
  const lines = createInterface(child.stderr!);
  for (const [change, said, then] of [
    [() => take('two'), 'the certificate was read anew', 'two'],
    [() => writeFileSync(files.cert, 'half a certi'), 'the certificate stays the one that it was', 'two'],
    [() => rmSync(files.key), 'the certificate stays the one that it was', 'two'],
    [() => take('one'), 'the certificate was read anew', 'one'],
  ] as const) {
    change();
    const line = once(lines, 'line');
    child.kill('SIGHUP');
    expect((await line)[0]).toContain(said);
    expect(await shown()).toBe(then);
  }
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test.each([
  [['--upstream', 'http://127.0.0.1:1', '--tls-cert', 'x.pem'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1', '--tls-key', 'x.key'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1', '--tls-cert', '/does/not', '--tls-key', '/exist'], 2, 'bad-setting'],
  [['--upstream', 'http://127.0.0.1:1', ...tlsOf('one.pem', 'two.key')], 2, 'bad-setting'],
  [['--upstream', 'http://127.0.0.1:1', ...tlsOf('one.key', 'one.pem')], 2, 'bad-setting'],
  [['--upstream', 'ftp://x'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1/path'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1', '--listen', 'nowhere'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1', '--listen', '127.0.0.1:99999'], 2, 'bad-option'],
  [['--upstream', 'http://127.0.0.1:1', '--trusted-proxies', '10.0.0.0/99'], 2, 'bad-setting'],
  [['--upstream', 'http://127.0.0.1:1', '--config', '/does/not/exist.json'], 2, 'bad-config'],
])('%j ends with %i and says why', async (args, code, error) => {
  const ran = await run('--json', ...args);
  expect(ran.code).toBe(code);
  expect(JSON.parse(ran.stdout).error.code).toBe(error);
});

test('an address that is taken is said', async () => {
  const upstream = await upstreamOf(() => {});
  const port = String((upstream.address() as AddressInfo).port);
  const taken = await run('--json', '--upstream', 'http://127.0.0.1:1', '--listen', `127.0.0.1:${port}`);
  expect(JSON.parse(taken.stdout).error.code).toBe('bad-setting');
});

test('an upstream with a password keeps it out of the message', async () => {
  const ran = await run('--json', '--upstream', `http://u:geheim@127.0.0.1:${await freePort()}`);
  expect(ran.code).toBe(2);
  expect(ran.stdout + ran.stderr).not.toContain('geheim');
});
