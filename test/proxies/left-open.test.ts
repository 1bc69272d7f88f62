import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { cutTo } from '../../packages/gate/src/proxies/cut.ts';
import type { FixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { startApp } from './app.ts';
import { gateAt } from './gate-at.ts';
import { noTest, proxyMissing, startProxy } from './proxies.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Why connections can't be ended here, or null. */
async function cutMissing(): Promise<string | null> {
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const why = await cutTo([`127.0.0.1:${port}`]).then(
    () => null,
    (error: Error) => error.message,
  );
  socket.destroy();
  server.close();
  return why;
}

const noCut = await cutMissing();

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  'WebSockets that outlast a drain behind %s',
  (kind) => {
    const missing = proxyMissing(kind);

    async function scene(isCut: boolean) {
      const app = await startApp();
      ends.push(app.stop);
      const proxy = await startProxy(kind, app.port);
      ends.push(proxy.stop);
      const said: string[] = [];
      const settings = { ...proxy.settings, cut: isCut ? [`127.0.0.1:${app.port}`] : [] };
      const { gate, running } = await gateAt(settings, ends, said);
      const open = async () => {
        const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/socket`);
        ends.push(() => socket.terminate());
        await once(socket, 'message');
        return socket;
      };
      const sockets = [await open(), await open()];
      await expect.poll(() => gate.counts.inFlight()).toBe(2);
      return { app, gate, proxy, running, said, sockets };
    }

    const closing = (gate: FixedGate, state: 'drain' | 'closed') => ({
      state,
      downtime: 'dt_1',
      retryAt: gate.now() + 600_000,
    });

    const title = 'a new one is refused, those that are open go on while draining';
    it.skipIf(missing !== null)(`${title}${missing ? `: ${missing}` : ''}`, async () => {
      const { app, gate, proxy, sockets } = await scene(false);
      await gate.flip(closing(gate, 'drain'));
      const late = new WebSocket(`${proxy.url.replace('http', 'ws')}/socket`);
      late.on('error', () => {});
      const [, answer] = await once(late, 'unexpected-response');
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['lull-state']).toMatch(/^closed; /);
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      expect(sockets.map(({ readyState }) => readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
      expect(app.inFlight()).toBe(2);
    });

    const isEnding = kind === 'haproxy';
    const without = `${isEnding ? 'are ended' : 'are told of, and stay'} when draining is over`;
    it.skipIf(missing !== null)(without, async () => {
      const { app, gate, running, said, sockets } = await scene(false);
      const [closed] = [Promise.all(sockets.map((socket) => once(socket, 'close')))];
      await gate.flip(closing(gate, 'drain'));
      await gate.flip(closing(gate, 'closed'));
      if (isEnding) {
        await closed;
        expect(said).toEqual(['Draining is over with 2 still open: ended.']);
        expect(running.status().left).toBe(null);
        await expect.poll(() => app.inFlight()).toBe(0);
        return;
      }
      expect(said).toEqual([`Draining is over with 2 still open; ${kind} cannot end them.`]);
      expect(running.status().left).toBe(2);
      for (const socket of sockets) socket.close();
      await closed;
      await gate.counts.idle();
      await gate.flip({});
      expect(running.status().left).toBe(null);
    });

    const cut = `are ended with --cut${noCut ? `: ${noCut}` : ''}`;
    const cuts = isEnding ? noTest : it.skipIf(missing !== null || noCut !== null);
    cuts(cut, async () => {
      const { app, gate, proxy, said, sockets } = await scene(true);
      const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
      await gate.flip(closing(gate, 'drain'));
      await gate.flip(closing(gate, 'closed'));
      expect((await closed).map(([code]) => code)).toEqual([1006, 1006]);
      expect(said).toEqual(['Draining is over with 2 still open: ended.']);
      await gate.counts.idle();
      expect(app.inFlight()).toBe(0);
      await gate.flip({});
      expect((await fetch(proxy.url)).status).toBe(200);
    });
  },
);
