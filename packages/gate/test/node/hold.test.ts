import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fixedGate } from '../support/fixed-gate.ts';
import { connected } from '../support/served.ts';
import { closed, shop } from '../support/shop.ts';

describe('hold', () => {
  const hold = { ...closed, mode: 'hold' } as const;

  it('lets requests wait, and then go through in the order of their coming', async () => {
    const gate = fixedGate(hold);
    const { server, address, asked } = await shop(gate);
    let arrived = 0;
    server.on('request', () => {
      arrived += 1;
    });
    const answers: Promise<Response>[] = [];
    for (let i = 0; i < 20; i += 1) {
      const { socket } = await connected(address);
      socket.write(`GET /${i} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n`);
      answers.push(once(socket, 'end').then(() => new Response()));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const post = fetch(`${address}/pay`, { method: 'POST', body: 'card' });
    await expect.poll(() => arrived).toBe(21);
    expect(asked).toEqual([]);
    expect(gate.counts.inFlight()).toBe(0);
    await gate.flip({});
    expect((await post).status).toBe(200);
    await Promise.all(answers);
    const sent = asked.filter((line) => line !== 'POST /pay');
    expect(sent).toHaveLength(20);
    expect(sent).toEqual([...sent].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5))));
    expect(gate.seen.refused).toEqual([]);
  });

  it('refuses past its caps: number, bytes, time', async () => {
    const gate = fixedGate(hold);
    const { address } = await shop(gate, { hold: { requests: 1, bytes: 10 } });
    const first = fetch(address);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await fetch(address)).status).toBe(503);
    await gate.flip({});
    expect((await first).status).toBe(200);
    await gate.flip(hold);
    expect((await fetch(address, { method: 'POST', body: 'more than ten' })).status).toBe(503);
    const brief = await shop(gate, { hold: { time: 20 } });
    expect((await fetch(brief.address)).status).toBe(503);
    expect(gate.seen.refused).toEqual(['closed', 'closed', 'closed']);
  });

  it('refuses what waits when the gate closes for good, and forgets who went away', async () => {
    const gate = fixedGate(hold);
    const { address, asked } = await shop(gate);
    const abort = new AbortController();
    const gone = fetch(address, { signal: abort.signal }).catch(() => 'gone');
    const waits = fetch(`${address}/waits`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    abort.abort();
    expect(await gone).toBe('gone');
    await new Promise((resolve) => setTimeout(resolve, 30));
    await gate.flip(closed);
    expect((await waits).status).toBe(503);
    await gate.flip({});
    expect(asked).toEqual([]);
    expect(gate.seen.refused).toEqual(['closed']);
  });
});
