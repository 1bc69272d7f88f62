import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Confirmation } from '../../src/follow/contract.ts';
import { GateError, readConfigFile } from '../../src/follow/index.ts';
import { httpWire } from '../../src/follow/wire.ts';
import { closing, signed, signer } from '../support/gate-server.ts';
import { ending, flipped, follow, serve } from './support.ts';

const shut = [closing(Date.now() - 1_000, null, { closeIf: 'always' })];

test('what is not for it changes nothing, is counted and named', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  const { signer: by } = server;
  const forged = signed(signer(), { serial: 9, schedule: shut });
  const refused = [
    'no JSON',
    '[]',
    'null',
    '{"v":1}',
    JSON.stringify(signed(by, { serial: 2 })).replace(
      '{',
      `{"deep":${'['.repeat(9_000)}${']'.repeat(9_000)},`,
    ),
    JSON.stringify({ ...signed(by, { serial: 2 }), v: 2 }),
    JSON.stringify(signed(by, { serial: 2, service: 'till', schedule: shut })),
    JSON.stringify(forged),
    JSON.stringify({ ...forged, signedBy: by.id }),
    JSON.stringify({ ...signed(by, { serial: 2, schedule: shut }), serial: 3 }),
    JSON.stringify({ ...signed(by, { serial: 2, schedule: shut }), signature: undefined }),
    JSON.stringify(signed(by, { serial: 0, schedule: shut })),
    JSON.stringify(signed(by, { serial: 5, epoch: 0, schedule: shut })),
  ];
  for (const text of refused) server.send('document', text);
  server.publish();
  await server.confirmed(({ serial }) => serial === 2);
  expect(gate.state().state).toBe('open');
  const [warning] = gate.status().warnings;
  expect(warning).toContain(`document-refused: ${refused.length} refused, the last at 20`);
  expect(warning).toContain('0.5 is older than 1.1');
});

test('a time that is not signed for it is no sign of life', async () => {
  const server = await serve();
  server.publish();
  const { gate, warned } = await follow(server);
  const before = gate.status();
  const other = signer();
  const stolen = {
    now: new Date(Date.now() + 9_000).toISOString(),
    service: 'shop',
    nonce: '',
    signedBy: other.id,
  };
  server.send('time', JSON.stringify({ ...stolen, signature: other.sign(new Uint8Array(1)) }));
  expect(await warned('time-refused')).toContain('not trusted here');
  expect(gate.status().heardAt).toBe(before.heardAt);
  expect(gate.status().clockOffset).toBeLessThan(1_000);
});

test('a heartbeat that is played again is no sign of life either', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  const { heardAt } = gate.status();
  server.heartbeat(Date.now() - 60_000);
  server.publish({ issuedAt: new Date(Date.now() - 60_000).toISOString() });
  await server.confirmed(({ serial }) => serial === 2);
  expect(gate.status().heardAt).toBe(heardAt);
});

test.each([401, 403, 404, 500, 502])(
  'a server that answers %i is warned of, and the gate goes on',
  async (status) => {
    const server = await serve();
    server.publish({ schedule: shut });
    const { gate, warned } = await follow(server);
    server.status = status;
    server.dropStreams();
    const warning = await warned(status < 404 ? 'key-refused' : 'server-unreachable');
    expect(warning).toContain(`answers ${status}`);
    expect(gate.state().state).toBe('closed');
    server.status = 200;
    server.publish();
    await flipped(gate, 'open');
  },
  30_000,
);

test('a server that says what stands in the way is quoted by its code, and by nothing else', async () => {
  const { createServer: http } = await import('node:http');
  const full = http((request, response) => {
    const code = request.url?.endsWith('/confirm') ? 'too-many-gates' : '<b>';
    response.writeHead(409, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ status: 409, code, detail: 'of a secret' }));
  });
  await new Promise<void>((resolve) => full.listen(0, '127.0.0.1', resolve));
  ending(() => full.close());
  const { port } = full.address() as { port: number };
  const wire = httpWire(
    { server: `http://127.0.0.1:${port}`, service: 'shop', fetch },
    new AbortController().signal,
  );
  const url = `http://127.0.0.1:${port}/gate/v1`;
  const why = ({ message }: Error): string => message;
  expect(await wire.confirm({} as Confirmation).catch(why)).toBe(
    `${url}/confirm answers 409 (too-many-gates)`,
  );
  expect(await wire.document(null).catch(why)).toBe(`${url}/documents/shop answers 409`);
});

test('a server that sends anything at all does not bring the gate down', async () => {
  const answers = [
    '\0'.repeat(3_000),
    'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nevent: document\ndata: {',
    '',
  ];
  let n = 0;
  const garbage = createServer((socket) => {
    socket.on('error', () => {});
    n += 1;
    socket.end(answers[n % answers.length]);
  });
  await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
  ending(() => garbage.close());
  const { port } = garbage.address() as { port: number };
  const server = await serve();
  const { gate, warned } = await follow({ ...server, url: `http://127.0.0.1:${port}` });
  expect(await warned('server-unreachable')).toContain('is not to be had');
  expect(gate.state()).toMatchObject({ state: 'open', why: 'unknown' });
  expect(await warned('no-document')).toContain('the gate is open until one comes');
}, 30_000);

test('a redirect is not followed: the key goes to the server only', async () => {
  const elsewhere = await serve();
  const server = await serve(elsewhere.signer);
  elsewhere.publish();
  const { createServer: http } = await import('node:http');
  const redirecting = http((request, response) => {
    response.writeHead(307, { location: `${elsewhere.url}${request.url}` }).end();
  });
  await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
  ending(() => redirecting.close());
  const { port } = redirecting.address() as { port: number };
  const { warned } = await follow(
    { ...server, url: `http://127.0.0.1:${port}` },
    { key: 'lull_secret', whenUnknown: 'open' },
  );
  expect(await warned('server-unreachable')).toContain('answers 307');
  expect(elsewhere.asked.size).toBe(0);
});

test.each([
  [{ service: '' }, 'service'],
  [{ trust: { id: 'x', key: 'short' } }, 'trust'],
  [{ server: 'ftp://lull' }, 'server'],
  [{ server: 'https://me:secret@lull' }, 'server'],
  [{ server: undefined }, 'server'],
  [{ documentUrl: 'nonsense' }, 'documentUrl'],
  [{ key: 'a\r\nb' }, 'key'],
  [{ key: 'secret\0' }, 'key'],
  [{ key: '“secret”' }, 'key'],
  [{ whenUnknown: 'perhaps' as 'open' }, 'whenUnknown'],
  [{ instance: '' }, 'instance'],
])('a configuration that is not one is refused: %o', async (wrong, field) => {
  const server = await serve();
  const error = await follow(server, wrong).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GateError);
  expect(error).toMatchObject({ code: 'bad-config' });
  expect((error as Error).message).toContain(`: ${field}.`);
  expect((error as Error).message).not.toContain('secret');
});

test('a file that is no configuration is refused without a word of what it holds', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lull-gate-')), 'gate.json');
  for (const text of ['{"key": "secret"x}', 'secret', '{"service": "shop", "key": 7, "server": "secret"}']) {
    writeFileSync(path, text);
    const error = await readConfigFile(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'bad-config' });
    expect(inspect(error)).not.toContain('secret');
  }
  rmSync(dirname(path), { recursive: true });
  await expect(readConfigFile(path)).rejects.toThrow('ENOENT');
});
