import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../../src/run/silencers/contract.ts';
import { webhookSilencer } from '../../../src/run/silencers/webhook/silencer.ts';
import { MINUTE } from '../../../src/time/instant.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What somebody who listens got, once its signature was right. */
interface Got {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe('a webhook', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const listening = async (status = 204, headers = {}) => {
    const got: Got[] = [];
    const server = createServer(async (request, response) => {
      const body = await text(request);
      const told = new Webhook(secret).verify(body, request.headers as Record<string, string>) as Got;
      got.push({ ...told, id: String(request.headers['webhook-id']) });
      response.writeHead(status, headers).end();
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
  };
  const opened = (url: string, given = secret) =>
    webhookSilencer(
      { kind: 'webhook', url, secret: { variable: 'SECRET' } },
      { name: 'pager', installation: 'a1', now: async () => Date.now() },
      { SECRET: given },
    );
  const lease: Lease = {
    ...{ id: 'l1', downtime: 'd', service: 'shop', comment: 'Move the database', scope: {}, remote: [] },
    ...{ from: 0, until: 2 * MINUTE },
  };

  it('is told of each beginning, renewal and end, repeats under the same id', async () => {
    const { got, url } = await listening();
    const pager = await opened(url);
    const remote = await pager.hold(lease);
    await pager.hold(lease);
    await pager.hold({ ...lease, remote, until: 3 * MINUTE });
    await pager.hold({ ...lease, remote, until: 3 * MINUTE });
    await pager.release({ ...lease, remote });
    await pager.release({ ...lease, remote });
    // A renewal that arrives after the end is ended anew.
    await pager.release({ ...lease, remote, until: 3 * MINUTE });
    expect(got.map(({ id, type }) => [id, type])).toEqual([
      ['l1.held', 'silence.held'],
      ['l1.held', 'silence.held'],
      ['l1.renewed.180000', 'silence.renewed'],
      ['l1.renewed.180000', 'silence.renewed'],
      ['l1.released.120000', 'silence.released'],
      ['l1.released.120000', 'silence.released'],
      ['l1.released.180000', 'silence.released'],
    ]);
    expect(got[2]!.data).toEqual({
      ...{ silence: 'l1', downtime: 'd', service: 'shop', comment: 'Move the database', scope: {} },
      ...{ from: '1970-01-01T00:00:00Z', until: '1970-01-01T00:03:00Z' },
    });
    expect(await pager.check()).toEqual({ version: null, clockOffset: null });
    expect(got.at(-1)).toMatchObject({ type: 'test', data: { isTest: true } });
    await pager.close();
  });

  it('that sends us elsewhere is not followed, and one that says no is believed', async () => {
    const there = await listening();
    const elsewhere = await listening(307, { location: there.url });
    const pager = await opened(elsewhere.url);
    await expect(pager.hold(lease)).rejects.toMatchObject({
      code: 'silencer-refused',
      message: expect.stringContaining('sends us elsewhere'),
    });
    expect(there.got).toEqual([]);
    const gone = await opened((await listening(410)).url);
    await expect(gone.hold(lease)).rejects.toMatchObject({ code: 'silencer-refused' });
    const busy = await opened((await listening(503)).url);
    await expect(busy.hold(lease)).rejects.toMatchObject({ code: 'silencer-unavailable' });
    const away = await opened('http://127.0.0.1:1/');
    await expect(away.hold(lease)).rejects.toMatchObject({ code: 'silencer-unavailable' });
    await Promise.all([pager, gone, busy, away].map((one) => one.close()));
  });

  it('is not called with a secret that cannot sign', async () => {
    const { got, url } = await listening();
    for (const wrong of ['hunter2', 'whsec_', 'whsec_c2hvcnQ=', '']) {
      const pager = await opened(url, wrong);
      const refused = expect.objectContaining({ code: 'silencer-refused' });
      const thrown = await pager.hold(lease).catch((error: unknown) => error);
      expect(thrown).toEqual(refused);
      expect(String(thrown)).not.toContain('hunter2');
      await pager.close();
    }
    expect(got).toEqual([]);
  });
});
