import { expect, it, vi } from 'vitest';
import { createKey } from '../../src/access/keys.ts';
import type { Endpoint } from '../../src/api/contract/endpoint.ts';
import { endpoints } from '../../src/api/contract/index.ts';
import { problem } from '../../src/api/contract/problem.ts';
import { lastEventSeq } from '../../src/store/events.ts';
import { HOUR } from '../../src/time/instant.ts';
import { describeEngines } from '../store/engines.ts';
import { sample, type World } from './support/sample.ts';
import type { Sent, startServer, TestServer } from './support/server.ts';
import { servingOn } from './support/serving.ts';

const all: readonly Endpoint[] = endpoints;
const closed = all.filter(({ needs }) => needs.who !== 'anyone');
/**
 * A gate may be newer than its server: what it says beside is passed over. What agents say is read once it is
 * known that an agent says it (see run/agent/wire.test.ts).
 */
const withJson = all.filter(
  ({ body, name, needs }) =>
    typeof body?.example === 'object' &&
    name !== 'confirmGate' &&
    !('action' in needs && needs.action === 'agent'),
);
/** A key's secret is told once: asked again, another is made and the one before ends (see keys.test.ts). */
const creating = all.filter(({ idempotent, name }) => idempotent && name !== 'makeKey');

describeEngines('whoever means harm', (open) => {
  const serving = servingOn(open);

  it('sends no body that is taken for another, and changes nothing with it', () =>
    serving(async (server) => {
      const world = await worldOf(server);
      const before = await traces(server);
      for (const endpoint of withJson) {
        const { method, path, headers = {} } = sample(endpoint, world);
        for (const [body, status] of wrongBodies(endpoint.body!.example as object)) {
          const type = { 'content-type': 'application/json' };
          const sent = { method: method!, path, headers: { ...headers, ...type }, body };
          const got = await server.owner.raw(sent);
          const about = `${endpoint.name} ${body.slice(0, 60)} ${got.text.slice(0, 200)}`;
          expect(got.status, about).toBe(status);
          expect(problem.parse(got.json).code, about).toBe(status === 413 ? 'too-large' : 'bad-request');
        }
      }
      expect(await traces(server)).toEqual(before);
    }));

  it('finds nothing by what would be SQL, a path, or a header somewhere else', () =>
    serving(async (server) => {
      const world = await worldOf(server);
      const before = await traces(server);
      const odd = [
        "'; drop table downtime_downtimes; --",
        "' or ''='",
        '../../etc/passwd',
        'a\r\nset-cookie: a=b',
      ];
      for (const endpoint of all.filter(({ path }) => path.includes('{'))) {
        for (const text of odd) {
          const service = encodeURIComponent(text).replaceAll('.', '%2E');
          const ids = { downtime: text, person: text, key: text, service };
          const { path, ...sent } = sample(endpoint, ids);
          const named = path.replaceAll(/nightly|none(?=$|\/)|(?<=channels\/)mail/g, service);
          const got = await server.owner.send({ ...sent, path: named });
          expect(got.status, `${endpoint.name} ${text} ${got.text.slice(0, 200)}`).toBeOneOf([400, 404, 412]);
          expect(got.headers.get('set-cookie')).toBeNull();
        }
      }
      expect(await traces(server)).toEqual(before);
      expect((await server.owner(`downtimes/${world.downtime}`)).status).toBe(200);
    }));

  it('has a key that has expired, or was stolen and revoked, and is nobody with it', () =>
    serving(async (server) => {
      const { owner, ownerActor, access } = server;
      const world = await worldOf(server);
      const stolen = await server.caller({});
      const { secret } = await createKey(access, ownerActor, { name: 'old', lasts: HOUR });
      const { json: me } = await stolen('me');
      expect((await owner.send({ method: 'DELETE', path: `keys/${me.id}` })).status).toBe(204);
      expect((await owner('me', undefined, bearer(secret))).status).toBe(200);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR + 1 });
      try {
        for (const endpoint of closed) {
          const request = sample(endpoint, world);
          for (const key of [secret, stolen.key!]) {
            const headers = { ...request.headers, ...bearer(key) };
            const { status, json } = await server.nobody.send({ ...request, headers });
            expect([endpoint.name, status, json.code]).toEqual([endpoint.name, 401, 'not-signed-in']);
          }
        }
      } finally {
        vi.useRealTimers();
      }
    }));

  it('sends again what was sent before, and nothing is done twice', () =>
    serving(async (server) => {
      const world = await worldOf(server);
      const done: string[] = [];
      for (const endpoint of creating) {
        const request: Sent = sample(endpoint, world);
        const headers = { ...request.headers, 'idempotency-key': `replay-${endpoint.name}` };
        const first = await server.owner.send({ ...request, headers });
        const after = await traces(server);
        const replays = await Promise.all([1, 2, 3].map(() => server.owner.send({ ...request, headers })));
        for (const { status, json } of replays) {
          expect([endpoint.name, status], first.text).toEqual([endpoint.name, first.status]);
          if (first.status < 300) expect(json, endpoint.name).toEqual(first.json);
        }
        if (first.status < 300) done.push(endpoint.name);
        expect(await traces(server), endpoint.name).toEqual(after);
      }
      expect(done).toEqual(
        expect.arrayContaining(['createDowntime', 'createSeries', 'takeDown', 'applyDocument']),
      );
    }));

  it('asks a thousand times at once and is told to wait, while others are served', () =>
    serving(
      async (server) => {
        const [flood, other] = [await server.caller({}), await server.person({ shop: 'scheduler' })];
        const began = performance.now();
        const asked = Promise.all(Array.from({ length: 1_000 }, () => flood('may?service=shop&takes=PT1H')));
        const work = { title: 'Meanwhile', services: ['shop'], takes: 'PT1H' };
        const others = [await other('me'), await other('downtimes', work), await other('downtimes')];
        expect(others.map(({ status }) => status)).toEqual([200, 201, 200]);
        const answers = await asked;
        const seconds = (performance.now() - began) / 1000;
        const served = answers.filter(({ status }) => status === 200);
        const refused = answers.filter(({ status }) => status === 429);
        expect(served.length + refused.length).toBe(1_000);
        expect(served.length).toBeLessThanOrEqual(200 + 100 * seconds);
        for (const { json, headers } of refused) {
          expect(problem.parse(json).code).toBe('too-many-requests');
          expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
        }
        expect((await other('downtimes')).json.items).toHaveLength(1);
      },
      { rate: { perSecond: 100, burst: 200 } },
    ));
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function worldOf({ owner, caller }: Awaited<ReturnType<typeof startServer>>): Promise<World> {
  const { json } = await owner('downtimes', { title: 'Move it', services: ['shop'], takes: 'PT1H' });
  const { json: other } = await (await caller({}))('me');
  return { downtime: json.downtime.id, service: 'shop', person: other.person, key: other.id };
}

/** What a change would leave: events and lines of the audit trail. */
async function traces({ keeper: { store } }: TestServer) {
  const audit = await store.db
    .selectFrom('access_audit')
    .select(({ fn }) => fn.countAll<string>().as('lines'))
    .executeTakeFirstOrThrow();
  return { events: await lastEventSeq(store.db), audit: audit.lines };
}

/** Bodies of the wrong kind, with the status that each gets whatever is asked. */
function wrongBodies(example: object): [string, number][] {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  // Behind what is right, so that nothing else is wrong.
  const and = (field: string) => `{${[JSON.stringify(example).slice(1, -1), field].filter(Boolean).join()}}`;
  return [
    ['{', 400],
    ['null', 400],
    ['[]', 400],
    ['7', 400],
    ['"text"', 400],
    ['{}{}', 400],
    [and('"unknown": 1'), 400],
    [and('"__proto__": {"role": "owner"}'), 400],
    [and(`"unknown": ${deep}`), 400],
    [and(`"unknown": "${'x'.repeat(300_000)}"`), 413],
    [and('"\\ud800": "\\u0000"'), 400],
  ];
}
