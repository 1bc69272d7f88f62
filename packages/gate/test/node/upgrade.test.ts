import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserMissing, openPage, startBrowser } from '../../../lull/test/access/browser.ts';
import { closeFrame, followFrames } from '../../src/node/frames.ts';
import { gateUpgrade, gateUpgrades, type UpgradeOptions } from '../../src/node/index.ts';
import { echo, echoing } from '../support/echo.ts';
import { type FixedGate, fixedGate } from '../support/fixed-gate.ts';
import { connected, served, until } from '../support/served.ts';

const closed = { state: 'closed', downtime: 'dt_1', retryAt: Date.UTC(2026, 11, 1, 3) } as const;
const reason = 'closed; until=2026-12-01T03:00:00.000Z; downtime=dt_1';

async function echoServer(gate: FixedGate, options?: UpgradeOptions): Promise<string> {
  const { server, address } = await served();
  server.on('upgrade', gateUpgrade(gate, echo, options));
  return address.replace('http', 'ws');
}

function closing(socket: WebSocket): Promise<{ code: number; reason: string; wasClean: boolean }> {
  return new Promise((resolve) => {
    socket.addEventListener('close', (event) => {
      const { code, reason, wasClean } = event as CloseEvent;
      resolve({ code, reason, wasClean });
    });
  });
}

interface CloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

async function said(socket: WebSocket, text: string): Promise<unknown> {
  const answer = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(data), { once: true });
  });
  socket.send(text);
  return answer;
}

const opened = (socket: WebSocket) => new Promise((resolve) => socket.addEventListener('open', resolve));

describe('a WebSocket', () => {
  it('is one in flight until the gate closes; then it is closed with 1012', async () => {
    const gate = fixedGate();
    const socket = new WebSocket(await echoServer(gate));
    await opened(socket);
    expect(await said(socket, 'hello')).toBe('hello');
    expect(gate.counts.inFlight()).toBe(1);
    const end = closing(socket);
    await gate.flip({ ...closed, state: 'drain' });
    expect(await end).toEqual({ code: 1012, reason, wasClean: true });
    await gate.counts.idle();
    await until(() => echoing.size === 0);
  });

  it('is refused with 1012 where browsers can see it', async () => {
    const gate = fixedGate(closed);
    const address = await echoServer(gate);
    expect(await closing(new WebSocket(address))).toEqual({ code: 1012, reason, wasClean: true });
    const chat = new WebSocket(address, ['chat', 'other']);
    expect(await closing(chat)).toMatchObject({ code: 1012 });
    expect(gate.seen.refused).toEqual(['closed', 'closed']);
    expect(gate.counts.inFlight()).toBe(0);
  });

  it('is refused with a 503 where that is wanted, and so is any other protocol', async () => {
    for (const [options, upgrade] of [
      [{ websocket: 'refuse' }, 'websocket'],
      [{}, 'teleport'],
    ] as const) {
      const address = await echoServer(fixedGate(closed), options);
      const { socket, heard } = await connected(address);
      const ended = once(socket, 'end');
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`);
      await ended;
      expect(heard()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
      expect(heard()).toContain('Retry-After: ');
      expect(heard()).toContain('Lull-State: closed; ');
      socket.destroy();
    }
  });

  it('waits in hold, and is let in afterwards', async () => {
    const gate = fixedGate({ ...closed, mode: 'hold' });
    const socket = new WebSocket(await echoServer(gate));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(socket.readyState).toBe(WebSocket.CONNECTING);
    await gate.flip({});
    await opened(socket);
    expect(await said(socket, 'in')).toBe('in');
    socket.close();
    await gate.counts.idle();
  });

  it('of a library that listens by itself is heard of only when it is let in', async () => {
    const gate = fixedGate(closed);
    const { server, address } = await served();
    server.on('upgrade', echo);
    gateUpgrades(server, gate);
    server.on('upgrade', (request) => request.headers);
    expect(await closing(new WebSocket(address.replace('http', 'ws')))).toMatchObject({ code: 1012 });
    await gate.flip({});
    const socket = new WebSocket(address.replace('http', 'ws'));
    await opened(socket);
    expect(await said(socket, 'in')).toBe('in');
    socket.close();
    await gate.counts.idle();
  });

  it('is not closed within a message', async () => {
    const gate = fixedGate();
    const socket = new WebSocket(await echoServer(gate));
    await opened(socket);
    await until(() => echoing.size === 1);
    const [server] = echoing;
    const message = new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(data));
    });
    const end = closing(socket);
    server!.write(Buffer.from([0x81, 126, 1]));
    await gate.flip(closed);
    server!.write(Buffer.from([44]));
    server!.write('a'.repeat(299));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    server!.write('b', 'latin1');
    expect(await message).toBe(`${'a'.repeat(299)}b`);
    expect(await end).toMatchObject({ code: 1012 });
    await gate.counts.idle();
  });

  it.skipIf(browserMissing)('tells the page of a browser why, and when to come back', async () => {
    const address = await echoServer(fixedGate(closed));
    const browser = await startBrowser();
    const { page } = await openPage(browser);
    const code = `new Promise((resolve) => {
      new WebSocket('${address}').onclose = ({ code, reason }) => resolve([code, reason]);
    })`;
    expect(await page.evaluate(code)).toEqual([1012, reason]);
    await browser.close();
  });
});

it('frames are told apart however their bytes are cut', () => {
  const frame = fc.integer({ min: 0, max: 70_000 }).map((length) => {
    const head = [0x82, length < 126 ? length : length < 65_536 ? 126 : 127];
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(length));
    const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
    return Buffer.concat([Buffer.from(head), size.subarray(8 - extended), Buffer.alloc(length)]);
  });
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 4 }),
      fc.array(fc.nat(200_000), { maxLength: 8 }),
      (all, cuts) => {
        const handshake = Buffer.from('HTTP/1.1 101 x\r\nA: b\r\n\r\n');
        const bytes = Buffer.concat([handshake, ...all]);
        const ends = new Set<number>();
        let end = handshake.length;
        ends.add(end);
        for (const { length } of all) {
          end += length;
          ends.add(end);
        }
        const frames = followFrames();
        let at = 0;
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          frames.saw(bytes.subarray(at, cut));
          at = Math.min(cut, bytes.length);
          expect(frames.isBetween()).toBe(ends.has(at));
        }
      },
    ),
    { numRuns: 50 },
  );
  expect(closeFrame(1012, 'x'.repeat(500))).toHaveLength(127);
});
