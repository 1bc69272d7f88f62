import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { gateListener } from '../../src/node/index.ts';
import { fixedGate } from '../support/fixed-gate.ts';
import { served, until } from '../support/served.ts';

const closed = { state: 'closed', downtime: 'dt_1' } as const;

/** A service whose answers are streams of events, written by the test. */
async function streaming(headers: Record<string, string> = {}) {
  const gate = fixedGate();
  const streams: ServerResponse[] = [];
  const { address } = await served(
    gateListener(gate, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      response.write('data: 1\n\n');
      streams.push(response);
    }),
  );
  const answer = await fetch(address, { headers: { accept: 'text/event-stream' } });
  return { gate, address, stream: streams[0]!, text: answer.text() };
}

describe('a stream of server-sent events', () => {
  it('is one request in flight until the gate closes; then it ends, and says when to come back', async () => {
    const { gate, address, text } = await streaming();
    expect(gate.counts.inFlight()).toBe(1);
    await gate.flip({ ...closed, state: 'drain', retryAt: gate.now() + 1_800_000 });
    const [, seconds] = /^data: 1\n\nretry: (\d+)000\n\n$/.exec(await text) ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(1800);
    expect(Number(seconds)).toBeLessThanOrEqual(1860);
    await gate.counts.idle();
    expect((await fetch(address, { headers: { accept: 'text/event-stream' } })).status).toBe(503);
  });

  it('is not ended within an event', async () => {
    const { gate, stream, text } = await streaming();
    stream.write('data: 2');
    const flipped = gate.flip({ ...closed, state: 'drain' });
    stream.write('3\r\n');
    await flipped;
    stream.write('data: 4\r\n\r\n');
    expect(await text).toMatch(/^data: 1\n\ndata: 23\r\ndata: 4\r\n\r\nretry: \d+\n\n$/);
  });

  it('may be written to by a service that does not know yet', async () => {
    const { gate, stream, text } = await streaming();
    await gate.flip(closed);
    await until(() => stream.writableEnded);
    stream.write('data: 5\n\n');
    stream.end();
    expect(await text).not.toContain('data: 5');
    await gate.counts.idle();
  });

  it('stays where only reading is allowed, and where it is encoded nothing is put into it', async () => {
    const { gate, stream, text } = await streaming({ 'content-encoding': 'identity' });
    await gate.flip({ ...closed, mode: 'read-only' });
    expect(gate.counts.inFlight()).toBe(1);
    stream.write('data: 6\n\n');
    await gate.flip(closed);
    expect(await text).toBe('data: 1\n\ndata: 6\n\n');
  });

  it('is found too when it begins after the closing', async () => {
    const gate = fixedGate();
    let begin = () => {};
    const { address } = await served(
      gateListener(gate, (_, response) => {
        begin = () => response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      }),
    );
    const answer = fetch(address);
    await until(() => gate.counts.inFlight() === 1);
    await gate.flip(closed);
    begin();
    expect(await (await answer).text()).toContain('retry: ');
    await gate.counts.idle();
  });
});

it('over HTTP/2, gRPC hears UNAVAILABLE in the very headers that end the stream', async () => {
  const gate = fixedGate(closed);
  const listener = gateListener(gate, (_, response) => response.end('Welcome'));
  const server = createServer(listener as unknown as Parameters<typeof createServer>[1]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const call = session.request({
    ':method': 'POST',
    'content-type': 'application/grpc+proto',
    te: 'trailers',
  });
  call.end('request');
  const [headers, flags] = await once(call, 'response');
  expect(headers).toMatchObject({ ':status': 200, 'grpc-status': '14', 'content-type': 'application/grpc' });
  const END_STREAM = 1;
  expect(flags & END_STREAM).toBe(END_STREAM);
  const page = session.request({ ':path': '/' });
  const [{ ':status': status }] = await once(page, 'response');
  expect(status).toBe(503);
  await gate.flip({});
  const open = session.request({ ':path': '/' });
  expect((await once(open, 'data')).toString()).toBe('Welcome');
  await gate.counts.idle();
  session.destroy();
  await new Promise((resolve) => server.close(resolve));
});
