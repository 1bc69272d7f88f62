import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Call, call } from '../../../src/cli/client/call.ts';
import { eventsFrom } from '../../../src/cli/client/stream.ts';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

/** A server that answers as it is told: of the real one no test can ask for a proxy's page or a lost line. */
async function serving(answer: RequestListener) {
  const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method!, url: request.url!, headers: request.headers, body });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  opened.push({ close });
  const { port } = server.address() as AddressInfo;
  return { asked, close, server: { url: `http://127.0.0.1:${port}`, key: 'lull_secret' } };
}

const get: Call = { method: 'GET', path: '/me' };
const post: Call = { method: 'POST', path: '/downtimes', body: { title: 'x' }, idempotent: true };

const json = (status: number, value: unknown, headers: Record<string, string> = {}): RequestListener => {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
};

/** Answers one after the other, the last one for good. */
const inTurn = (...answers: RequestListener[]): RequestListener => {
  let next = 0;
  return (request, response) => {
    answers[Math.min(next++, answers.length - 1)]!(request, response);
  };
};

const hangUp: RequestListener = (request) => request.socket.destroy();

describe('a call', () => {
  it('carries key, query, version and body as the server reads them', async () => {
    const { server, asked } = await serving(json(200, { ok: true }));
    const query = { service: ['a b', 'ü'], dryRun: undefined, limit: '5' };
    await call(server, { method: 'PUT', path: '/services/x', query, body: { zone: 'UTC' }, version: 7 });
    await call(server, { method: 'POST', path: '/apply', body: 'services: {}', onlyNew: true });
    expect(asked[0]).toMatchObject({
      url: '/api/v1/services/x?service=a+b&service=%C3%BC&limit=5',
      body: '{"zone":"UTC"}',
      headers: { authorization: 'Bearer lull_secret', 'if-match': '"7"', 'content-type': 'application/json' },
    });
    expect(asked[0]!.headers).not.toHaveProperty('idempotency-key');
    expect(asked[1]!.headers).toMatchObject({ 'content-type': 'application/yaml', 'if-none-match': '*' });
  });

  it('that is refused ends in the same error as if it had happened here', async () => {
    const problem = {
      ...{ type: 'about:blank', title: 'x', status: 422, code: 'rule-in-the-way', retry: false },
      ...{ detail: 'the freeze is on', todo: 'Wait.', reasons: [{ rule: 'freeze' }], next: null },
    };
    const { server } = await serving(json(422, problem));
    await expect(call(server, get)).rejects.toMatchObject({
      code: 'rule-in-the-way',
      message: 'the freeze is on',
      todo: 'Wait.',
      exitCode: 3,
      details: { reasons: [{ rule: 'freeze' }], next: null },
    });
  });

  it.each([
    [401, 'not-signed-in', 4],
    [403, 'not-allowed', 4],
    [404, 'not-found', 2],
    [418, 'bad-request', 2],
    [503, 'server-unreachable', 1],
  ])('with a code of a newer server is told by its status %d: %s', async (status, code, exitCode) => {
    const { server } = await serving(json(status, { code: 'of-tomorrow', detail: 'new', todo: 'Do.' }));
    await expect(call(server, get)).rejects.toMatchObject({
      code,
      exitCode,
      message: 'new',
      details: { serverCode: 'of-tomorrow' },
    });
  });

  it.each([
    [200, '<html>Welcome</html>', 'no-server'],
    [404, 'nothing here', 'no-server'],
    [404, '"text"', 'no-server'],
    [502, '<html>Bad gateway</html>', 'server-unreachable'],
    [504, '', 'server-unreachable'],
  ])('that a proxy answers with %d %j says so', async (status, body, code) => {
    const { server } = await serving((_, response) => void response.writeHead(status).end(body));
    await expect(call(server, get)).rejects.toMatchObject({ code });
  });

  it('is never sent on to another place, and the key with it', async () => {
    const other = await serving(json(200, {}));
    const { server } = await serving((_, response) => {
      response.writeHead(307, { location: `${other.server.url}/api/v1/me` }).end();
    });
    await expect(call(server, get)).rejects.toMatchObject({ code: 'no-server' });
    expect(other.asked).toEqual([]);
  });

  it('that creates is sent again with the same key when the line breaks', async () => {
    const { server, asked } = await serving(inTurn(hangUp, hangUp, json(201, { id: 'd1' })));
    expect(await call(server, post)).toEqual({ id: 'd1' });
    const keys = asked.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that would do harm twice is sent once', async () => {
    const { server, asked } = await serving(inTurn(hangUp, json(200, {})));
    const put: Call = { method: 'PUT', path: '/services/x', body: {}, version: 1 };
    await expect(call(server, put)).rejects.toMatchObject({ code: 'server-unreachable', retry: true });
    expect(asked).toHaveLength(1);
  });

  it('gives up in the end, and at once where it is told to', async () => {
    const { server, asked } = await serving(hangUp);
    await expect(call(server, get)).rejects.toMatchObject({ code: 'server-unreachable' });
    expect(asked).toHaveLength(3);
    await expect(call(server, { ...get, once: true })).rejects.toMatchObject({ code: 'server-unreachable' });
    expect(asked).toHaveLength(4);
  });

  it('that comes too early waits as long as it is asked to, and no longer than a person would', async () => {
    const busy = { code: 'too-many-requests', detail: 'slowly', todo: 'Wait.' };
    const soon = await serving(inTurn(json(429, busy, { 'retry-after': '0' }), json(200, { ok: 1 })));
    expect(await call(soon.server, { ...get, method: 'PUT' })).toEqual({ ok: 1 });
    const late = await serving(json(429, busy, { 'retry-after': '60' }));
    await expect(call(late.server, get)).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(late.asked).toHaveLength(1);
  });

  it('that nobody answers ends after its time', async () => {
    const { server } = await serving(() => {});
    const patient = call(server, { ...get, within: 50, once: true });
    await expect(patient).rejects.toMatchObject({
      code: 'server-unreachable',
      message: expect.stringContaining('in time'),
    });
  });

  it('to where nothing listens says what the machine says', async () => {
    const { server, close } = await serving(json(200, {}));
    await close();
    await expect(call(server, get)).rejects.toMatchObject({
      code: 'server-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('listening', () => {
  const stream = (...texts: string[]): RequestListener => {
    return (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const text of texts) response.write(text);
      response.end();
    };
  };

  it('takes up a lost line where it broke, and tells each event once', async () => {
    const { server, asked } = await serving(
      inTurn(
        stream('id: 4\ndata: four\n\n: still here\n\nid: 5\nda', 'ta: five\n\nid: 6\ndata: half'),
        hangUp,
        stream('id: 6\ndata: six\n\n'),
      ),
    );
    const stop = new AbortController();
    const lost: (string | null)[] = [];
    const heard: string[] = [];
    const events = eventsFrom(server, {
      path: '/events',
      after: '3',
      signal: stop.signal,
      onLine: (why) => lost.push(why),
    });
    for await (const { data } of events) {
      heard.push(data);
      if (data === 'six') break;
    }
    expect(heard).toEqual(['four', 'five', 'six']);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual(
      ['3', '5', '5', '5', '5'].slice(0, asked.length),
    );
    expect(lost.filter((why) => why !== null).length).toBeGreaterThan(0);
  });

  it('ends with what the server refuses it with', async () => {
    const problem = { code: 'not-signed-in', detail: 'the key was revoked', todo: 'Log in.' };
    const { server } = await serving(inTurn(stream('id: 1\ndata: one\n\n'), json(401, problem)));
    const heard = async () => {
      const signal = new AbortController().signal;
      for await (const _ of eventsFrom(server, { path: '/events', after: '0', signal }));
    };
    await expect(heard()).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it('ends when the listener no longer wants it', async () => {
    const { server } = await serving((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\ndata: one\n\n');
    });
    const stop = new AbortController();
    const heard = async () => {
      for await (const _ of eventsFrom(server, { path: '/events', after: '0', signal: stop.signal })) {
        stop.abort(new Error('enough'));
      }
    };
    await expect(heard()).rejects.toThrow('enough');
  });
});
