import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import type { FixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { gateAt } from './gate-at.ts';
import { grpcClient, startGrpc, startGrpcProxy } from './grpc.ts';
import { proxyMissing } from './proxies.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function scene(kind: (typeof proxyKinds)[number]) {
  const service = await startGrpc();
  ends.push(service.stop);
  const proxy = await startGrpcProxy(kind, service.port);
  ends.push(proxy.stop);
  const said: string[] = [];
  const { gate, running } = await gateAt(proxy.settings, ends, said);
  const client = grpcClient(proxy.port);
  ends.push(client.close);
  return { service, proxy, gate, running, said, client };
}

const closing = (gate: FixedGate) => ({
  state: 'closed' as const,
  downtime: 'dt_1',
  retryAt: gate.now() + 600_000,
});

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  'gRPC through %s',
  (kind) => {
    const missing = proxyMissing(kind);
    const test = it.skipIf(missing !== null);

    test(`passes, and is refused as UNAVAILABLE over the same connection${missing ? `: ${missing}` : ''}`, async () => {
      const { service, gate, said, client } = await scene(kind);
      expect(await client.echo('hello')).toMatchObject({ code: status.OK, got: ['hello'] });
      const watching = client.watch();
      await expect.poll(() => watching.got).toEqual(['first']);
      service.send('second');
      service.finish();
      expect(await watching.ended).toMatchObject({ code: status.OK, got: ['first', 'second'] });

      for (let time = 0; time < 3; time += 1) {
        await gate.flip(closing(gate));
        const refusals = await Promise.all([client.echo('no'), client.echo('no'), client.watch().ended]);
        for (const { code, details, metadata, got } of refusals) {
          expect({ code, details, got }).toEqual({
            code: status.UNAVAILABLE,
            details: expect.stringMatching(/^Shop is closed .* Expected: Tue, Dec 1, 2:10 AM UTC\.$/),
            got: [],
          });
          expect(String(metadata.get('lull-state'))).toMatch(/^closed; until=.*downtime=dt_1$/);
        }
        await gate.flip({});
        expect(await client.echo('again')).toMatchObject({ code: status.OK, got: ['again'] });
      }
      expect(said).toEqual([]);
    });

    test('is refused so without the gate beside it too', async () => {
      const { proxy, gate, running, client } = await scene(kind);
      await gate.flip(closing(gate));
      await running.close();
      await rm(join(proxy.settings.folder, 'gate.sock'), { force: true });
      const refused = await client.echo('no');
      expect(refused).toMatchObject({ code: status.UNAVAILABLE, got: [] });
      if (kind.startsWith('nginx')) expect(refused.details).toBe('Down for maintenance');
    });

    test('a stream goes on while draining, and ends as it would have', async () => {
      const { service, gate, client } = await scene(kind);
      const watching = client.watch();
      await expect.poll(() => watching.got).toEqual(['first']);
      await expect.poll(() => gate.counts.inFlight()).toBe(1);
      await gate.flip({ ...closing(gate), state: 'drain' });
      expect(await client.echo('no')).toMatchObject({ code: status.UNAVAILABLE });
      service.send('second');
      await expect.poll(() => watching.got).toEqual(['first', 'second']);
      service.finish();
      expect(await watching.ended).toMatchObject({ code: status.OK });
      await gate.counts.idle();
    });

    test('a stream that outlasts the drain is cut where the proxy can, else goes on', async () => {
      const { service, gate, client } = await scene(kind);
      const watching = client.watch();
      await expect.poll(() => watching.got).toEqual(['first']);
      await gate.flip({ ...closing(gate), state: 'drain' });
      await gate.flip(closing(gate));
      if (kind === 'haproxy') {
        const { code } = await watching.ended;
        expect([status.UNAVAILABLE, status.INTERNAL, status.CANCELLED, status.UNKNOWN]).toContain(code);
        return;
      }
      service.send('after');
      await expect.poll(() => watching.got).toEqual(['first', 'after']);
      service.finish();
      expect(await watching.ended).toMatchObject({ code: status.OK });
    });
  },
);
