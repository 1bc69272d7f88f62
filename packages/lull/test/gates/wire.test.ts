import { readTime } from '@lull/gate/protocol';
import { createParser } from 'eventsource-parser';
import { expect, it } from 'vitest';
import { callerWith } from '../api/support/server.ts';
import { describeEngines } from '../store/engines.ts';
import { confirmation, type GateServer, gateServer, stateOf, taken, verify } from './support.ts';

describeEngines('what gates ask', (open) => {
  it('is a signed document, which changes in the same moment as a service is taken down', async () => {
    const server = await gateServer(await open());
    const gate = await server.gate();
    const trust = await server.trust();

    const first = await gate('/gate/v1/documents/shop');
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const opened = await taken(trust, first.json);
    expect(first.headers.get('etag')).toBe(`"${opened.document.epoch}.${opened.document.serial}"`);
    expect(stateOf(opened.document).state).toBe('open');

    const etag = first.headers.get('etag')!;
    const same = await gate('/gate/v1/documents/shop', undefined, { 'if-none-match': etag });
    expect([same.status, same.text]).toEqual([304, '']);

    const confirmed = await gate('/gate/v1/confirm', confirmation(opened.document));
    const { epoch, serial } = opened.document;
    expect(confirmed.json).toMatchObject({ lease: 'PT15S', epoch, serial });
    const down = await server.owner('services/shop/down', { why: 'the disk is failing' });
    expect(down.status).toBe(201);
    const second = await gate('/gate/v1/documents/shop', undefined, { 'if-none-match': etag });
    const closed = await taken(opened.trust, second.json);
    expect(stateOf(closed.document)).toMatchObject({ state: 'drain', downtime: down.json.downtime.id });
    expect(closed.document.serial).toBeGreaterThan(opened.document.serial);

    await gate('/gate/v1/confirm', confirmation(closed.document));
    await expect.poll(async () => (await server.owner('downtimes')).json.items[0].state).toBe('down');
    await server.owner('services/shop/up', { why: 'it holds' });
    const third = await taken(closed.trust, (await gate('/gate/v1/documents/shop')).json);
    expect(stateOf(third.document).state).toBe('open');
    await server.stop();
  });

  it('is the time, signed for the question', async () => {
    const store = await open();
    const server = await gateServer(store);
    const gate = await server.gate();
    const before = await store.now();
    const { json, headers } = await gate('/gate/v1/time?service=shop&nonce=n1');
    expect(headers.get('cache-control')).toBe('no-store');
    const now = await readTime(json, await server.trust(), 'n1', verify);
    expect(now).toBeGreaterThanOrEqual(before);
    await expect(readTime(json, await server.trust(), 'n2', verify)).rejects.toThrow();
    await server.stop();
  });
});

/** Reads a stream until it has this many events. */
async function eventsOf(response: Response, count: number): Promise<{ event: string; data: string }[]> {
  const events: { event: string; data: string }[] = [];
  const parser = createParser({
    onEvent: ({ event = '', data }) => void events.push({ event, data }),
  });
  const decoder = new TextDecoder();
  for await (const bytes of response.body!) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (events.length >= count) break;
  }
  return events;
}

describeEngines('streams of gates', (open) => {
  const stream = (server: GateServer, key: string, signal?: AbortSignal) =>
    fetch(`${server.url}/gate/v1/stream/shop`, {
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
      ...(signal && { signal }),
    });

  it('begin with the document, bring each new one at once, and tell the time', async () => {
    const server = await gateServer(await open());
    const gate = await server.gate();
    const trust = await server.trust();
    const responses = await Promise.all(Array.from({ length: 20 }, () => stream(server, gate.key!)));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(responses[0]!.headers.get('content-type')).toContain('text/event-stream');
    expect(server.openGateStreams()).toBe(20);
    const reading = Promise.all(responses.map((response) => eventsOf(response, 4)));
    await server.owner('services/shop/down', { why: 'fire' });
    for (const events of await reading) {
      const documents = events
        .filter(({ event }) => event === 'document')
        .map(({ data }) => JSON.parse(data));
      const serials = documents.map(({ serial }) => serial);
      expect(serials).toEqual([...new Set(serials)].sort());
      const { document } = await taken(trust, documents.at(-1));
      expect(stateOf(document).state).toBe('closed');
      const [time] = events.filter(({ event }) => event === 'time');
      if (time) expect(await readTime(JSON.parse(time.data), trust, '', verify)).toBeGreaterThan(0);
    }
    await expect.poll(() => server.openGateStreams()).toBe(0);
    await server.stop();
  });

  it('end with the key, and with the server', async () => {
    const server = await gateServer(await open());
    const [one, two] = [await server.gate(), await server.gate()];
    const [ended, stays] = [await stream(server, one.key!), await stream(server, two.key!)];
    const keys = (await server.owner('keys')).json.items;
    await server.owner.send({ method: 'DELETE', path: `/api/v1/keys/${keys[1].id}` });
    const [first] = await Promise.all([ended.text(), expect.poll(() => server.openGateStreams()).toBe(1)]);
    expect(first).toContain('event: document');
    await server.stop();
    expect(await stays.text()).toContain('event: document');
  });

  it('go on when whoever enrolled the gate is gone, until its key is revoked', async () => {
    const server = await gateServer(await open());
    const bob = await server.person({ shop: 'owner' });
    const added = (await bob('services/shop/gates', { instance: 'web-1' })).json;
    const gate = callerWith(server.url, added.config.key);
    const { person } = (await bob('me')).json;
    const gone = await server.owner.send({ method: 'DELETE', path: `/api/v1/people/${person}` });
    expect([gone.status, (await bob('me')).status]).toEqual([204, 401]);

    const document = await gate('/gate/v1/documents/shop');
    expect(document.status).toBe(200);
    const held = await taken(await server.trust(), document.json);
    expect((await gate('/gate/v1/confirm', confirmation(held.document))).status).toBe(200);
    expect((await gate('me')).json).toMatchObject({
      kind: 'key',
      person,
      personName: null,
      scopes: ['gate'],
    });
    expect((await gate('/gate/v1/documents/bank')).status).toBe(404);
    const following = await stream(server, added.config.key);
    expect((await server.owner('keys')).json.items.map(({ id }: { id: string }) => id)).toContain(added.id);
    await server.owner.send({ method: 'DELETE', path: `/api/v1/keys/${added.id}` });
    expect(await following.text()).toContain('event: document');
    expect((await gate('/gate/v1/documents/shop')).status).toBe(401);
    expect(server.unforeseen).toEqual([]);
    await server.stop();
  });

  it('are for gates of that service alone', async () => {
    const server = await gateServer(await open());
    const statuses = async (key: string) => {
      const response = await stream(server, key);
      await response.body?.cancel();
      return response.status;
    };
    expect(await statuses((await server.gate('bank')).key!)).toBe(404);
    expect(await statuses((await server.caller({})).key!)).toBe(403);
    expect(await statuses((await server.caller({ scopes: ['read', 'run'] })).key!)).toBe(403);
    expect(await statuses('lull_none')).toBe(401);
    const gate = await server.gate();
    for (const path of ['downtimes', 'gates', 'services/shop', 'audit']) {
      expect((await gate(path)).status, path).toBe(403);
    }
    await server.stop();
  });
});
