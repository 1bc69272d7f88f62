import { Agent, get, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { gateListener } from '../../src/node/index.ts';
import { fixedGate } from '../support/fixed-gate.ts';
import { served } from '../support/served.ts';

it('50 closings and openings under load: nothing reset, nothing lost, nothing refused or let in wrongly', async () => {
  const gate = fixedGate();
  let flips = 0;
  const { address } = await served(
    gateListener(gate, (request, response) => {
      const slow = request.url === '/slow';
      if (slow) response.write('first ');
      setTimeout(() => response.end('last'), slow ? 20 : 1);
    }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 24 });
  const wrong: string[] = [];
  const seen = { 200: 0, 503: 0 } as Record<number, number>;
  let isOver = false;

  const ask = (path: string) =>
    new Promise<void>((resolve) => {
      const sentAt = flips;
      const failed = (error: Error) => resolve(void wrong.push(`${path}: ${error.message}`));
      get(address + path, { agent }, async (answer: IncomingMessage) => {
        const decidedBy = flips;
        const text = (await answer.setEncoding('utf8').toArray()).join('');
        const status = answer.statusCode!;
        seen[status]! += 1;
        const whole = path === '/slow' ? 'first last' : 'last';
        if (status === 200 && text !== whole) wrong.push(`${path}: only ${text}`);
        if (sentAt === decidedBy && status !== (sentAt % 2 === 0 ? 200 : 503)) {
          wrong.push(`${path}: ${status} after flip ${sentAt}`);
        }
        resolve();
      })
        .on('error', failed)
        .setNoDelay(true);
    });
  const client = async (path: string) => {
    while (!isOver) await ask(path);
  };
  const clients = Array.from({ length: 24 }, (_, i) => client(i % 3 === 0 ? '/slow' : '/fast'));
  for (let i = 0; i < 50; i += 1) {
    for (const state of ['closed', 'open'] as const) {
      await new Promise((resolve) => setTimeout(resolve, 8));
      flips += 1;
      await gate.flip(state === 'open' ? {} : { state, downtime: 'dt_1' });
    }
  }
  isOver = true;
  await Promise.all(clients);
  expect(wrong).toEqual([]);
  expect(seen[200]).toBeGreaterThan(100);
  expect(seen[503]).toBeGreaterThan(100);
  await gate.counts.idle();
  agent.destroy();
}, 60_000);
