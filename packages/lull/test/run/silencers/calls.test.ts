import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonOf, openCalls, unforeseen } from '../../../src/run/silencers/calls/open.ts';

/** Calls of a server that answers so. */
async function callsOf(answer: RequestListener, under = '', authorization = 'Bearer t0ken') {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const calls = await openCalls({
    name: 'alerts',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${under}`,
    ca: null,
    certificateName: null,
    authorization: async () => authorization,
  });
  onTestFinished(async () => {
    await calls.close();
    server.closeAllConnections();
    server.close();
  });
  return calls;
}

const get = { method: 'GET', path: '/a' } as const;

describe('a call of a monitor', () => {
  it('goes under its address, with what lets it in, and tells the time there', async () => {
    const calls = await callsOf(({ url, headers }, response) => {
      response.setHeader('date', 'Fri, 27 Nov 2026 02:00:00 GMT').end(`${url} ${headers.authorization}`);
    }, '/prefix');
    expect(await calls.call(get)).toEqual({
      status: 200,
      text: '/prefix/a Bearer t0ken',
      said: '/prefix/a Bearer ***',
      date: Date.UTC(2026, 10, 27, 2),
    });
  });

  it('follows nobody elsewhere', async () => {
    let asked = 0;
    const calls = await callsOf((_, response) => {
      asked += 1;
      response.writeHead(302, { location: '/b' }).end();
    });
    const answer = await calls.call(get);
    expect([asked, unforeseen('alerts', answer).message]).toEqual([
      1,
      'alerts: answered 302: it sends us elsewhere, and we do not follow',
    ]);
  });

  it('reads no answer without end', async () => {
    const calls = await callsOf((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await expect(calls.call(get)).rejects.toMatchObject({
      code: 'silencer-unavailable',
      message: 'alerts: its answer is longer than 16 MiB',
    });
  });

  it.each([
    ['that breaks off', (_: unknown, response: { destroy(): void }) => response.destroy()],
    [
      'that it cannot now',
      (_: unknown, response: Parameters<RequestListener>[1]) => response.writeHead(503).end(),
    ],
  ])('with an answer %s may be tried again', async (_, answer) => {
    const calls = await callsOf(answer as RequestListener);
    await expect(calls.call(get)).rejects.toMatchObject({ code: 'silencer-unavailable', retry: true });
  });

  it.each([403, 503])('tells no secret that an answer of %i repeats', async (status) => {
    const basic = `Basic ${Buffer.from('lull:gr34t-secret').toString('base64')}`;
    const answer: RequestListener = ({ headers }, response) => {
      response.writeHead(status).end(`${headers.authorization}: "gr34t-secret" is not the password of lull`);
    };
    const calls = await callsOf(answer, '', basic);
    const refused = await calls.call(get).then(
      (answered) => unforeseen('alerts', answered),
      (error: Error) => error,
    );
    expect(refused.message).toBe(`alerts: answered ${status}: Basic ***: "***" is not the password of lull`);
  });

  it('says of an answer that is none of a monitor what it is', async () => {
    const calls = await callsOf((_, response) => response.end('<html>\n\u001b[2Jlogin</html>'));
    const answer = await calls.call(get);
    expect(() => jsonOf('alerts', answer)).toThrow('alerts: answered no JSON: <html> \\u001b[2Jlogin</html>');
  });

  it('cannot begin without the authorities that it was told to trust', async () => {
    const place = { name: 'a', url: 'https://a', ca: '/nowhere/ca.pem', certificateName: null };
    await expect(openCalls({ ...place, authorization: async () => null })).rejects.toMatchObject({
      code: 'bad-setting',
      message: 'The authorities of a cannot be read from /nowhere/ca.pem (ENOENT)',
    });
  });
});
