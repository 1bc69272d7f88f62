import { expect, test } from 'vitest';
import { keyBytes, type PublicKey } from '../../src/protocol/index.ts';
import { closing, signed, signer } from '../support/gate-server.ts';
import { flipped, folder, follow, serve, skewed } from './support.ts';

test('a gate knows its state when it is there, and flips when it is told', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { gate } = await follow(server);
  expect(gate.state()).toMatchObject({ state: 'closed', downtime: 'd1', why: 'schedule' });
  server.publish({ schedule: [] });
  await flipped(gate, 'open');
  expect(gate.status()).toMatchObject({
    state: { state: 'open' },
    serial: 2,
    isConnected: true,
    warnings: [],
  });
});

test('it flips by itself, at the instant, though its clock is 5 s off', async () => {
  for (const milliseconds of [5_000, -5_000]) {
    const server = await serve();
    const from = Date.now() + 700;
    server.publish({ schedule: [closing(from, from + 300)] });
    const { gate, warned } = await follow(server, { clocks: skewed({ milliseconds }) });
    await flipped(gate, 'closed');
    const closed = Date.now() - from;
    await flipped(gate, 'open');
    const opened = Date.now() - from - 300;
    // A busy machine is late, never early by more than what the clock isn't known by.
    expect(Math.min(closed, opened)).toBeGreaterThan(-20);
    expect(await warned('clock-off')).toContain(milliseconds > 0 ? 'ahead of' : 'behind');
    expect(gate.status().clockOffset).toBeGreaterThan(-milliseconds - 100);
    expect(gate.status().clockOffset).toBeLessThan(-milliseconds + 100);
  }
});

test('a machine’s clock that is set while the gate follows is noticed, and moves nothing', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() + 60_000, null, { closeIf: 'always' })] });
  const skew = { milliseconds: 0 };
  const { gate, warned } = await follow(server, { clocks: skewed(skew) });
  const asked = server.asked.get('/time') ?? 0;
  skew.milliseconds = 3_600_000;
  expect(await warned('clock-off')).toContain('3600.0 s ahead of');
  await expect.poll(() => server.asked.get('/time') ?? 0, { timeout: 5_000 }).toBeGreaterThan(asked);
  expect(Math.abs(gate.now() - Date.now())).toBeLessThan(1_000);
  expect(gate.state().state).toBe('open');
});

test('whoever asks while the timer is late gets the state of the instant', async () => {
  const server = await serve();
  const from = Date.now() + 300;
  server.publish({ schedule: [closing(from, null, { closeIf: 'always' })] });
  const { gate } = await follow(server);
  // The loop is busy, as with a long request: no timer runs.
  for (;;) {
    const before = gate.now();
    const { state } = gate.state();
    if (before >= from) {
      expect(state).toBe('closed');
      return;
    }
    if (gate.now() < from) expect(state).toBe('open');
  }
});

test('a clock that is 40 s off is followed only when a person says so', async () => {
  const server = await serve();
  server.skew = 40_000;
  server.publish({ schedule: [closing(Date.now() + 30_000, null, { closeIf: 'always' })] });
  const careful = await follow(server);
  expect(await careful.warned('clock-not-applied')).toContain('trustClock');
  expect(careful.gate.state().state).toBe('open');
  const trusting = await follow(server, { trustClock: true, instance: 'two' });
  expect(trusting.gate.state().state).toBe('closed');
});

test('events that came while the line was down are caught up', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  await server.confirmed(({ serial }) => serial === 1);
  await server.kill();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  await server.start();
  await flipped(gate, 'closed');
  expect(gate.status().serial).toBe(2);
});

test('an event that was lost is missed no longer than until the next confirmation', async () => {
  const server = await serve();
  server.lease = 'PT3S';
  server.publish();
  const { gate } = await follow(server);
  await server.confirmed(({ serial }) => serial === 1);
  const told = server.confirmations.length;
  server.publishUnheard({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  await server.confirmed(({ serial, state }) => serial === 2 && state === 'closed');
  // One each second: it would have asked by itself after half a minute.
  expect(server.confirmations.length - told).toBeLessThan(8);
  expect(gate.status()).toMatchObject({ isConnected: true, warnings: [] });
});

test('a stream that breaks is opened anew, and the gate goes on', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  for (let i = 0; i < 3; i += 1) {
    server.dropStreams();
    const { serial } = server.publish({
      schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })],
    });
    await server.confirmed(
      (confirmation) => confirmation.serial === serial && confirmation.state === 'closed',
    );
    const next = server.publish();
    await server.confirmed((confirmation) => confirmation.serial === next.serial);
  }
  expect(gate.status().warnings).toEqual([]);
});

test('1,000 documents in a row end in the last one, and no more is told of than that', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server, { folder: folder() });
  let flips = 0;
  gate.onFlip(() => {
    flips += 1;
  });
  const shut = [closing(Date.now() - 1_000, null, { closeIf: 'always' })];
  for (let i = 0; i < 1_000; i += 1) server.publish({ schedule: i % 2 === 0 ? shut : [] });
  await server.confirmed(({ serial, state }) => serial === 1_001 && state === 'open');
  expect(flips).toBeGreaterThan(1);
  expect(server.confirmations.length).toBeLessThan(500);
  expect(gate.status().warnings).toEqual([]);
});

test('a listener is called at once, and what it does comes before the confirmation', async () => {
  const server = await serve();
  server.publish();
  const { gate, warned } = await follow(server);
  let finish = (): void => {};
  let fails = true;
  const calls: string[] = [];
  gate.onFlip(({ state }) => {
    calls.push(state);
    if (state === 'open') return undefined;
    if (fails) throw new Error('the proxy is not to be had');
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const { serial } = server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  expect(await warned('flip-unfinished')).toContain('the proxy is not to be had');
  expect(gate.state().state).toBe('closed');
  expect(server.confirmations.some((confirmation) => confirmation.serial === serial)).toBe(false);
  fails = false;
  await expect.poll(() => calls, { timeout: 5_000 }).toEqual(['closed', 'closed']);
  expect(server.confirmations.some((confirmation) => confirmation.serial === serial)).toBe(false);
  finish();
  await server.confirmed((confirmation) => confirmation.serial === serial && confirmation.state === 'closed');
  expect(gate.status().warnings).toEqual([]);
});

test('who listens from the start hears the first state, and nothing is confirmed before that is done', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const heard: string[] = [];
  let done = (): void => {};
  const { gate } = await follow(server, {
    onFlip: ({ state }) => {
      heard.push(state);
      return new Promise((resolve) => {
        done = resolve;
      });
    },
  });
  expect(heard).toEqual(['closed']);
  expect(gate.state().state).toBe('closed');
  // What it says meanwhile is that it does nothing yet.
  expect(await server.confirmed(() => true)).toMatchObject({ state: 'open', serial: null });
  done();
  await server.confirmed(({ state, serial }) => state === 'closed' && serial === 1);
  server.publish();
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['closed', 'open']);
  done();
  await server.confirmed(({ state, serial }) => state === 'open' && serial === 2);
});

test('a person’s word beats every document until it is taken back', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { gate } = await follow(server);
  await gate.override({ state: 'open', why: 'checkout is needed', at: gate.now() });
  expect(gate.state()).toMatchObject({ state: 'open', why: 'override', downtime: null });
  const { warnings } = await server.confirmed(
    ({ override, state }) => override === 'open' && state === 'open',
  );
  expect(warnings.join()).toMatch(/^override: The gate is open by hand since 20.*: checkout is needed\.$/);
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  await server.confirmed(({ serial }) => serial === 2);
  expect(gate.state().state).toBe('open');
  await gate.override(null);
  expect(gate.state().state).toBe('closed');
  await gate.override({ state: 'closed', why: null, at: gate.now() });
  server.publish({ schedule: [] });
  await server.confirmed(({ serial, override }) => serial === 3 && override === 'closed');
  expect(gate.state()).toMatchObject({ state: 'closed', why: 'override', downtime: null });
});

test('a bypass is read with the keys of the gate', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  const { bypassBytes, bypassPayload } = await import('../../src/protocol/index.ts');
  const payload = bypassPayload({ service: 'shop', id: 'checker', expires: Date.now() + 60_000 });
  const token = `${payload}.${server.signer.sign(bypassBytes(payload))}`;
  expect(await gate.bypass(token)).toMatchObject({ id: 'checker' });
  expect(await gate.bypass(`${payload}.${signer().sign(bypassBytes(payload))}`)).toBeNull();
  expect(await gate.bypass('nonsense')).toBeNull();
});

test('a copy of the document is followed without any server', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { gate } = await follow(server, {
    server: undefined,
    documentUrl: `${server.url}/gate/v1/documents/shop?secret=x`,
  });
  expect(gate.state().state).toBe('closed');
  expect(gate.status()).toMatchObject({ isConnected: false, clockOffset: null });
  expect(gate.status().warnings).toEqual([expect.stringMatching(/^copy-only: .* skips planned closings/)]);
  await gate.close();
  expect([...server.asked.keys()]).toEqual(['/documents/shop']);
});

test('a copy proves that the server lived when it signed, and no more', async () => {
  const server = await serve();
  const from = Date.now() - 1_000;
  const at = (ago: number) => ({
    issuedAt: new Date(from - ago).toISOString(),
    schedule: [closing(from, null)],
  });
  const copy = { server: undefined, documentUrl: `${server.url}/gate/v1/documents/shop` };
  server.publish(at(61_000));
  const old = await follow(server, copy);
  expect(old.gate.state()).toMatchObject({ state: 'open', why: 'server-lost' });
  server.publish(at(59_000));
  const fresh = await follow(server, { ...copy, instance: 'two' });
  expect(fresh.gate.state()).toMatchObject({ state: 'closed', why: 'schedule' });
});

test('a copy that is behind is no warning', async () => {
  const server = await serve();
  const behind = server.publish();
  server.publish();
  const { gate } = await follow(server);
  server.answerWith(JSON.stringify(behind));
  const both = await follow(server, {
    instance: 'two',
    documentUrl: `${server.url}/gate/v1/documents/shop`,
    folder: folder(),
  });
  await both.gate.close();
  expect(both.warnings).toEqual([]);
  expect(both.gate.status().serial).toBe(2);
  expect(gate.status().serial).toBe(2);
});

test('a gate that was away for five rotations finds the way to the key of today', async () => {
  const server = await serve();
  const [kept, trust] = [folder(), { id: server.signer.id, key: server.signer.key }];
  server.publish();
  await (await follow(server, { folder: kept })).gate.close();

  const vouched: PublicKey[] = [];
  for (let i = 0; i < 5; i += 1) {
    const next = signer();
    const named = { id: next.id, key: next.key, notBefore: '2020-01-01T00:00:00Z' };
    const endorsement = server.signer.sign(keyBytes(named));
    vouched.push({ ...named, endorsedBy: server.signer.id, endorsement });
    server.signer = next;
  }
  const schedule = [closing(Date.now() - 1_000, null, { closeIf: 'always' })];
  server.publish({ keys: vouched.slice(-1), chain: vouched.slice(0, -1), schedule });
  const back = await follow(server, { folder: kept, trust });
  await server.confirmed(({ serial }) => serial === 2);
  expect(back.gate.state().state).toBe('closed');
  expect(back.warnings).toEqual([]);
  await back.gate.close();

  // From then on it goes by the last key alone, also when it starts anew.
  server.publish({ keys: vouched.slice(-1), schedule: [] });
  await follow(server, { folder: kept, trust });
  await server.confirmed(({ serial, state }) => serial === 3 && state === 'open');
});

test('the next key is believed when the one before vouches for it', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  const next = signer();
  const named = { id: next.id, key: next.key, notBefore: '2020-01-01T00:00:00Z' };
  const endorsed = {
    ...named,
    endorsedBy: server.signer.id,
    endorsement: server.signer.sign(keyBytes(named)),
  };
  const retired = server.signer;
  server.signer = next;
  server.publish({ keys: [endorsed] });
  await server.confirmed(({ serial }) => serial === 2);
  server.send('document', JSON.stringify(signed(retired, { serial: 9 })));
  server.publish({ keys: [endorsed] });
  await server.confirmed(({ serial }) => serial === 3);
  expect(gate.status().warnings.join()).toMatch(/document-refused: 1 refused, .* not trusted here/);
});
