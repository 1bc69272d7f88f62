import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Icinga2, icinga2Missing, startIcinga2 } from '../../../../../test/peers/icinga2.ts';
import type { Lease, Silencer } from '../../../src/run/silencers/contract.ts';
import { icinga2Silencer } from '../../../src/run/silencers/icinga2/silencer.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';

const missing = icinga2Missing === null ? '' : ` (${icinga2Missing})`;

describe.skipIf(icinga2Missing !== null)(`an Icinga 2${missing}`, () => {
  let icinga: Icinga2;
  beforeAll(async () => {
    icinga = await startIcinga2();
  });
  afterAll(() => icinga.stop());
  const open: Silencer[] = [];
  afterEach(async () => {
    for (const silencer of open.splice(0)) {
      for (const { id, remote } of await silencer.held().catch(() => []))
        await silencer.release(lease({ id, remote }));
      await silencer.close();
    }
  });

  const opened = async ({
    installation = 'a1',
    offset = 0,
    user = 'lull',
    ...more
  }: {
    installation?: string;
    offset?: number;
    user?: string;
    url?: string;
    ca?: null;
    certificateName?: string | undefined;
  } = {}): Promise<Silencer> => {
    const { url, ca, certificateName } = icinga;
    const silencer = await icinga2Silencer(
      { kind: 'icinga2', url, ca, certificateName, user, password: { variable: 'PASSWORD' }, ...more },
      { name: 'icinga', installation, now: async () => Date.now() + offset },
      { PASSWORD: user },
    );
    open.push(silencer);
    return silencer;
  };
  let leases = 0;
  const lease = (more: Partial<Lease> = {}): Lease => {
    const now = Date.now();
    leases += 1;
    return {
      ...{ id: `l${leases}`, downtime: 'd', service: 'shop', comment: 'Move the database' },
      ...{ scope: { hosts: ['shop'] }, remote: [], from: now, until: now + 2 * MINUTE, ...more },
    };
  };
  const inDowntime = async () =>
    (await icinga.downtimes())
      .map(({ host_name: host, service_name: service }) => (service === '' ? host : `${host}!${service}`))
      .sort();

  it.each([
    ['a host with its services', { hosts: ['shop'] }, ['shop', 'shop!disk', 'shop!http']],
    ['services alone', { hosts: ['shop'], services: ['http'] }, ['shop!http']],
    [
      'what depends on a host',
      { hosts: ['shop'], withChildren: true },
      ['shop', 'shop!disk', 'shop!http', 'web', 'web!page'],
    ],
  ])('is quiet about %s, and loud again at once', async (_, scope, expected) => {
    const silencer = await opened();
    const wanted = lease({ scope });
    const remote = await silencer.hold(wanted);
    expect(remote).toHaveLength(expected.length);
    expect(await inDowntime()).toEqual(expected);
    for (const name of expected) expect(await icinga.depth(name)).toBe(1);
    const [one] = await icinga.downtimes();
    expect(one).toMatchObject({ author: 'lull', comment: `Move the database [lull a1/${wanted.id}]` });
    expect(Math.abs(one!.end_time * SECOND - wanted.until)).toBeLessThanOrEqual(SECOND);
    await silencer.release({ ...wanted, remote });
    expect(await inDowntime()).toEqual([]);
    for (const name of expected) expect(await icinga.depth(name)).toBe(0);
    // Once more is well.
    await silencer.release({ ...wanted, remote });
  });

  it('is renewed without a gap, holds nothing twice, and tells people once', async () => {
    const silencer = await opened();
    const before = (await icinga.told()).length;
    const wanted = lease();
    let remote = await silencer.hold(wanted);
    for (const later of [1, 2, 3]) {
      const again = await silencer.hold({ ...wanted, remote, until: wanted.until + later * MINUTE });
      expect(again).toEqual(remote);
      remote = again;
    }
    const now = await icinga.downtimes();
    expect(now.map(({ __name }) => __name).sort()).toEqual([...remote].sort());
    for (const { end_time } of now) {
      expect(Math.abs(end_time * SECOND - (wanted.until + 3 * MINUTE))).toBeLessThanOrEqual(SECOND);
    }
    expect(await icinga.depth('shop!http')).toBe(1);
    await silencer.release({ ...wanted, remote });
    const places = ['shop', 'shop!disk', 'shop!http'];
    const once = ['DOWNTIMEEND', 'DOWNTIMESTART'].flatMap((kind) => places.map((at) => `${kind} ${at}`));
    await expect.poll(async () => (await icinga.told()).slice(before).sort()).toEqual(once);
  });

  it('is renewed whole where somebody ended a part of it, or it ended by itself', async () => {
    const silencer = await opened();
    const wanted = lease();
    const first = await silencer.hold(wanted);
    await icinga.call('/actions/remove-downtime', { downtime: first[1], author: 'ada' });
    const second = await silencer.hold({ ...wanted, remote: first, until: wanted.until + MINUTE });
    const names = (await icinga.downtimes()).map(({ __name }) => __name).sort();
    expect(names).toEqual([...second].sort());
    expect(await inDowntime()).toEqual(['shop', 'shop!disk', 'shop!http']);
    expect(await icinga.depth('shop!http')).toBe(1);
    // Past its end it stands there for up to a minute, and holds nothing.
    const past = Math.floor(Date.now() / SECOND) - 1;
    for (const name of second) {
      await icinga.call(`/objects/downtimes/${encodeURIComponent(name)}`, { attrs: { end_time: past } });
    }
    expect(await icinga.depth('shop!http')).toBe(0);
    await silencer.hold({ ...wanted, remote: second, until: wanted.until + 2 * MINUTE });
    expect(await icinga.depth('shop!http')).toBe(1);
    expect(await icinga.downtimes()).toHaveLength(3);
  });

  it('is renewed by two servers at once, which take nothing away from each other', async () => {
    const silencer = await opened();
    const wanted = lease();
    await silencer.hold(wanted);
    const until = wanted.until + 2 * MINUTE;
    const other = await opened();
    await Promise.all([silencer.hold({ ...wanted, until }), other.hold({ ...wanted, until })]);
    expect(await icinga.depth('shop!http')).toBeGreaterThanOrEqual(1);
    await silencer.release(wanted);
    expect(await icinga.downtimes()).toEqual([]);
  });

  it('tells what it has of this installation, and leaves that of another alone', async () => {
    const [ours, theirs] = [await opened({ installation: 'a2' }), await opened({ installation: 'b2' })];
    const [mine, other] = [lease(), lease({ id: 'other' })];
    await ours.hold(mine);
    await theirs.hold(other);
    const [held, ...more] = await ours.held();
    expect(more).toEqual([]);
    expect(held!.id).toBe(mine.id);
    expect(held!.remote).toHaveLength(3);
    await ours.release({ ...other, id: '*' });
    await ours.release(other);
    expect((await theirs.held()).map(({ id }) => id)).toEqual(['other']);
  });

  it.each([-5 * MINUTE, 5 * MINUTE])('reckons by its clock: ours is %i ms off', async (offset) => {
    const silencer = await opened({ installation: 'a3', offset });
    const now = Date.now();
    const wanted = lease({ from: now + offset, until: now + offset + 2 * MINUTE });
    await silencer.hold(wanted);
    expect(await icinga.depth('shop')).toBe(1);
    const [one] = await icinga.downtimes();
    expect(Math.abs(one!.end_time * SECOND - (now + 2 * MINUTE))).toBeLessThanOrEqual(3 * SECOND);
    const [held] = await silencer.held();
    expect(Math.abs(held!.until - wanted.until)).toBeLessThanOrEqual(3 * SECOND);
    expect(Math.abs((await silencer.check()).clockOffset! + offset)).toBeLessThanOrEqual(3 * SECOND);
  });

  it('tells what is in trouble, and whether somebody else keeps it quiet', async () => {
    const silencer = await opened({ installation: 'a4' });
    await icinga.is('shop', 0);
    await icinga.is('shop!http', 2);
    await icinga.is('shop!disk', 1);
    const told = async (scope: object = { hosts: ['shop'] }) =>
      (await silencer.firing({ ...scope })).map(({ name, on, isQuiet }) => [name, on, isQuiet]).sort();
    const all = (quiet: boolean) => [
      ['disk', 'shop, warning', quiet],
      ['http', 'shop, critical', false],
    ];
    await expect.poll(() => told()).toEqual(all(false));
    // Our own quiet is none of somebody else's; an acknowledgement is.
    await silencer.hold(lease());
    expect(await told()).toEqual(all(false));
    const filter = { type: 'Service', filter: 'service.__name == "shop!disk"' };
    await icinga.call('/actions/acknowledge-problem', { ...filter, author: 'ada', comment: 'we know' });
    expect(await told()).toEqual(all(true));
    expect(await told({ hosts: ['shop'], services: ['http'] })).toEqual([['http', 'shop, critical', false]]);
    await icinga.is('web', 2);
    await expect.poll(() => told({ hosts: ['web'] })).toContainEqual(['host down', 'web', false]);
  });

  it('says what it will not do', async () => {
    const silencer = await opened();
    const refused = (text: string) => ({
      code: 'silencer-refused',
      message: expect.stringContaining(text),
    });
    await expect(silencer.hold(lease({ scope: {} }))).rejects.toMatchObject(refused('given no hosts'));
    await expect(silencer.hold(lease({ scope: { hosts: ['nope"||true'] } }))).rejects.toMatchObject(
      refused('has no nope'),
    );
    await expect(silencer.firing({ hosts: ['shop', 'nope'] })).rejects.toMatchObject(refused('has no nope'));
    await expect(silencer.hold(lease({ until: Date.now() - MINUTE }))).rejects.toMatchObject(
      refused('what is past'),
    );
    expect(await icinga.downtimes()).toEqual([]);
    // One that may for some objects only may not for others.
    const some = await opened({ user: 'some' });
    await some.check();
    const wanted = lease();
    const remote = await some.hold(wanted);
    expect(await some.hold({ ...wanted, remote, until: wanted.until + MINUTE })).toEqual(remote);
    await some.release({ ...wanted, remote });
    await expect(some.hold(lease({ scope: { hosts: ['web'] } }))).rejects.toMatchObject(
      refused('has no web'),
    );
    expect(await icinga.downtimes()).toEqual([]);
    const guest = await opened({ user: 'guest' });
    await expect(guest.check()).rejects.toMatchObject(refused('may not actions/schedule-downtime'));
    await expect(guest.hold(lease())).rejects.toMatchObject(refused('permission'));
    expect(await silencer.check()).toMatchObject({ version: expect.stringContaining('2.') });
  });

  it('may be a newer one, which says otherwise that there is nothing', async () => {
    const direct = { url: await newer(icinga), ca: null, certificateName: undefined };
    const silencer = await opened(direct);
    const wanted = lease();
    const remote = await silencer.hold(wanted);
    expect(remote).toHaveLength(3);
    await silencer.release({ ...wanted, remote });
    await silencer.release({ ...wanted, remote });
    expect(await icinga.downtimes()).toEqual([]);
    await expect(silencer.hold(lease({ scope: { hosts: ['nope'] } }))).rejects.toThrow(
      'there is no such thing',
    );
    // What it may not end is still there, and that is said.
    await silencer.hold(wanted);
    const guest = await opened({ ...direct, user: 'guest' });
    await expect(guest.release(wanted)).rejects.toThrow('a permission is missing');
  });

  it('is not believed under another name, nor by another authority', async () => {
    const other = await opened({ certificateName: 'other.test' });
    await expect(other.check()).rejects.toMatchObject({ code: 'silencer-unavailable' });
  });
});

/** Before a real one: says as those after 2.13 do that nothing is meant by a filter. */
async function newer({ url, ca, certificateName }: Icinga2): Promise<string> {
  const agent = new Agent({ ca: await readFile(ca), servername: certificateName });
  const server = createServer(async (asked, response) => {
    const { method, headers } = asked;
    const passed = request(`${url}${asked.url}`, { method, headers, agent });
    passed.end(await text(asked));
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    const said = await text(answer);
    const isNothing = answer.statusCode === 500 && said === '{"results":[]}';
    response.writeHead(isNothing ? 404 : answer.statusCode!, { 'content-type': 'application/json' });
    response.end(isNothing ? '{"error":404,"status":"No objects found."}' : said);
  });
  onTestFinished(() => {
    agent.destroy();
    server.close();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
