import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { gateFastify } from '../../src/node/fastify.ts';
import { gateMiddleware, gateUpgrades } from '../../src/node/index.ts';
import { fixedGate } from '../support/fixed-gate.ts';
import { served } from '../support/served.ts';

const closed = { state: 'closed', downtime: 'dt_1' } as const;
const require = createRequire(import.meta.url);

const status = async (address: string, init?: RequestInit) => (await fetch(address, init)).status;

describe('Express', () => {
  it('is gated by one line, before everything else', async () => {
    const gate = fixedGate();
    const app = express();
    app.use(gateMiddleware(gate));
    app.use(express.json());
    app.get('/cart', (_, response) => response.send('cart'));
    const { address } = await served(app);
    expect(await (await fetch(`${address}/cart`)).text()).toBe('cart');
    expect(await status(`${address}/none`)).toBe(404);
    await gate.flip(closed);
    const json = { method: 'POST', body: '{broken', headers: { 'content-type': 'application/json' } };
    const refused = await fetch(`${address}/cart`, json);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await status(`${address}/cart`, { headers: { 'lull-bypass': 'good-1' } })).toBe(200);
    await gate.flip({});
    expect(await status(`${address}/cart`)).toBe(200);
    await gate.counts.idle();
  });

  it('keeps to the whole path where it is mounted', async () => {
    const gate = fixedGate({
      ...closed,
      mode: 'partial',
      match: { paths: ['/api/pay'], tenants: [], methods: [], except: [] },
    });
    const app = express();
    app.use('/api', gateMiddleware(gate));
    app.get('/api/pay', (_, response) => response.send('paid'));
    app.get('/pay', (_, response) => response.send('paid'));
    const { address } = await served(app);
    expect([await status(`${address}/api/pay`), await status(`${address}/pay`)]).toEqual([503, 200]);
  });
});

describe('Fastify', () => {
  it('is gated for all plugins, by one that any of them may come before', async () => {
    const gate = fixedGate();
    const app = fastify();
    const hooks: string[] = [];
    app.addHook('onResponse', async (_, reply) => void hooks.push(String(reply.raw.statusCode)));
    await app.register(async (inner) => {
      inner.post('/inner', async ({ body }) => ({ body }));
    });
    await app.register(gateFastify(gate));
    await app.register(async (inner) => {
      inner.get('/late', async () => 'late');
    });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const post = () =>
      status(`${address}/inner`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
    expect([await status(`${address}/late`), await post()]).toEqual([200, 200]);
    await gate.flip(closed);
    expect(await status(`${address}/late`)).toBe(503);
    expect(await status(`${address}/nowhere`)).toBe(503);
    expect(await status(`${address}/late`, { headers: { 'lull-bypass': 'good-1' } })).toBe(200);
    await gate.flip({ ...closed, mode: 'hold' });
    // Fastify hears of it first, and the gate with it: when this resolves the request waits.
    const arrived = once(app.server, 'request');
    const held = status(`${address}/late`);
    await arrived;
    await gate.flip({});
    expect(await held).toBe(200);
    expect(gate.seen.refused).toEqual(['closed', 'closed']);
    await gate.counts.idle();
    expect(hooks).toContain('503');
    await app.close();
  });
});

describe('ws', () => {
  it('listens by itself, hears only of those that are let in, and closes politely', async () => {
    const gate = fixedGate();
    const server: Server = createServer();
    const { WebSocketServer } = require('ws') as {
      WebSocketServer: new (options: {
        server: Server;
        perMessageDeflate: boolean;
      }) => NodeJS.EventEmitter & {
        clients: Set<unknown>;
      };
    };
    const sockets = new WebSocketServer({ server, perMessageDeflate: true });
    gateUpgrades(server, gate);
    const codes: number[] = [];
    sockets.on('connection', (socket: NodeJS.EventEmitter & { send(data: unknown): void }) => {
      socket.on('message', (data: unknown) => socket.send(data));
      socket.on('close', (code: number) => codes.push(code));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const open = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = new WebSocket(address);
        await new Promise((resolve) => socket.addEventListener('open', resolve));
        return socket;
      }),
    );
    expect(gate.counts.inFlight()).toBe(20);
    // Each answers as fast as it can, so that the closing falls into the midst of their messages.
    const answers = open.map((socket) => once(socket, 'message'));
    const closings = open.map(
      (socket) =>
        new Promise<number>((resolve) => {
          socket.binaryType = 'arraybuffer';
          socket.addEventListener('message', ({ data }) => socket.send(data as ArrayBuffer));
          socket.addEventListener('close', (event) => resolve((event as unknown as { code: number }).code));
          socket.send(crypto.getRandomValues(new Uint8Array(60_000)));
        }),
    );
    await Promise.all(answers);
    await gate.flip({ ...closed, state: 'drain' });
    expect(await Promise.all(closings)).toEqual(Array(20).fill(1012));
    await gate.counts.idle();
    expect(codes).toEqual(Array(20).fill(1012));
    expect(sockets.clients.size).toBe(0);
    server.close();
  });
});
