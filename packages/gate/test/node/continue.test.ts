import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask, type IncomingMessage } from 'node:http';
import { connect as connect2, createServer as createServer2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { gateContinue, gateListener } from '../../src/node/index.ts';
import { type FixedGate, fixedGate } from '../support/fixed-gate.ts';
import { connected, served, until } from '../support/served.ts';
import { closed } from '../support/shop.ts';

const SIZE = 8_000_000;
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lull-continue-'));
  file = join(folder, 'upload');
  writeFileSync(file, Buffer.alloc(SIZE, 'x'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A shop that says how many bytes it was sent. */
async function uploads(gate: FixedGate) {
  const { server, address } = await served(
    gateListener(gate, async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      response.end(String(bytes));
    }),
  );
  gateContinue(server, gate);
  return { server, address };
}

/** curl, as people have it: how many bytes it sent, the status, and what it got. */
async function curl(address: string, ...args: string[]) {
  const child = spawn('curl', [
    ...['-sS', '--data-binary', `@${file}`, '-H', 'Content-Type: text/plain', '-H', 'Expect: 100-continue'],
    ...['-w', '\n%{http_code} %{size_upload}', ...args, address],
  ]);
  let [out, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  expect([code, said]).toEqual([0, '']);
  const [, body, status, sent] = /^([\s\S]*)\n(\d+) (\d+)$/.exec(out)!;
  return { body, status: Number(status), sent: Number(sent) };
}

describe('a request that asks whether it may send its body', () => {
  it('is refused without it by a gate that is closed, and sends it where the gate is open', async () => {
    const gate = fixedGate();
    const { address } = await uploads(gate);
    expect(await curl(address)).toEqual({ body: String(SIZE), status: 200, sent: SIZE });
    expect(gate.seen.admitted).toEqual(['POST']);
    await gate.flip(closed);
    const refused = await curl(address);
    expect(refused).toMatchObject({ status: 503, sent: 0 });
    expect(refused.body).toContain('maintenance');
    expect(gate.seen.refused).toEqual(['closed']);
    await gate.flip({ state: 'open' });
    expect((await curl(address)).sent).toBe(SIZE);
    await gate.counts.idle();
  });

  it('is told by the words of the gate, on a connection that ends', async () => {
    const gate = fixedGate(closed);
    const { address } = await uploads(gate);
    const request = ask(address, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 9 },
    });
    request.on('continue', () => expect.fail('it was asked for its body'));
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    answer.resume();
    request.on('error', () => {}).destroy();
  });

  it('and does not wait for the answer, gets it all the same', async () => {
    const gate = fixedGate(closed);
    const { address } = await uploads(gate);
    const { socket, heard } = await connected(address);
    const size = 3_000_000;
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(Buffer.alloc(size, 'x'));
    await once(socket, 'close');
    expect(heard()).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\n\r\n[\s\S]*maintenance/);
  });

  it('and goes away, is not waited for', async () => {
    const gate = fixedGate(closed);
    const { server, address } = await uploads(gate);
    const { socket, heard } = await connected(address);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n');
    await until(() => heard().includes('maintenance'));
    const over = new Promise((resolve) => server.close(resolve));
    socket.destroy();
    await over;
  });

  it('waits in a hold with all others, and goes through', async () => {
    const gate = fixedGate({ ...closed, mode: 'hold' });
    const { server, address } = await uploads(gate);
    const [held] = [curl(address), await once(server, 'request')];
    expect(gate.counts.inFlight()).toBe(0);
    await gate.flip({ state: 'open' });
    expect(await held).toMatchObject({ status: 200, sent: SIZE });
  });

  it('reaches the service by its probes, and with a token', async () => {
    const gate = fixedGate(closed);
    const { address } = await uploads(gate);
    const through = { status: 200, sent: SIZE };
    expect(await curl(`${address}/healthz`)).toMatchObject(through);
    expect(await curl(address, '-H', 'Lull-Bypass: good-token')).toMatchObject(through);
    expect(await curl(address, '-H', 'Lull-Bypass: bad')).toMatchObject({ status: 503, sent: 0 });
  });

  it('is answered the same over HTTP/2', async () => {
    const gate = fixedGate(closed);
    const listener = gateListener(gate, (_, response) => response.end('Welcome'));
    const server = createServer2(listener as unknown as Parameters<typeof createServer2>[1]);
    gateContinue(server, gate);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const session = connect2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    const upload = async () => {
      const stream = session.request({ ':method': 'POST', expect: '100-continue' });
      let isAsked = false;
      stream.on('continue', () => {
        isAsked = true;
        stream.end('body');
      });
      const [headers] = await once(stream, 'response');
      stream.resume().close();
      return [headers[':status'], isAsked];
    };
    expect(await upload()).toEqual([503, false]);
    await gate.flip({ state: 'open' });
    expect(await upload()).toEqual([200, true]);
  });
});
