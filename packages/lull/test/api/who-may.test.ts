import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { actions, lull } from '../../src/access/contract.ts';
import { createApp } from '../../src/api/app.ts';
import type { Env } from '../../src/api/call.ts';
import type { Endpoint } from '../../src/api/contract/endpoint.ts';
import { base, endpoints } from '../../src/api/contract/index.ts';
import { readMe } from '../../src/api/contract/people.ts';
import { problem } from '../../src/api/contract/problem.ts';
import { mountOn } from '../../src/api/mount.ts';
import type { LullError } from '../../src/errors.ts';
import { openGates } from '../../src/gates/open.ts';
import { openKeeper } from '../../src/keeper/open.ts';
import { openRuns } from '../../src/run/open.ts';
import { openSilences } from '../../src/run/silencers/open.ts';
import { testAccess } from '../access/support.ts';
import { openTestAnnounce } from '../announce/support/open.ts';
import { describeEngines } from '../store/engines.ts';
import { sample, type World } from './support/sample.ts';
import { type Caller, startServer, type TestServer } from './support/server.ts';

/** Beside the API: what each is open for is decided, and tested, where it is made. */
const beside = new Set(['/api/auth/*']);

const closed = endpoints.filter(({ needs }) => needs.who !== 'anyone');
const forRoles = endpoints.filter(({ needs }) => needs.who === 'allowed');

describeEngines('who may', (open) => {
  it('is decided for every route that there is', async () => {
    const store = await open();
    const keeper = openKeeper(store);
    const { announce } = await openTestAnnounce(store);
    const { gates } = await openGates(store, { secret: 's', log: keeper.log });
    const { silences } = await openSilences(store, { settings: new Map(), secret: 's', log: keeper.log });
    const { app, streams, feeds } = await createApp({
      keeper,
      gates,
      announce,
      silences,
      runs: openRuns(store, { log: keeper.log, bypass: async () => ({}) }).runs,
      access: await testAccess(store),
      log: { error: () => undefined },
    });
    const routes = new Set(
      app.routes.filter(({ path }) => path !== '/*').map(({ method, path }) => `${method} ${path}`),
    );
    const declared = endpoints.map(
      ({ method, path, ...other }) =>
        `${method.toUpperCase()} ${other.base ?? base}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect([...routes].filter((route) => !beside.has(route.split(' ')[1]!)).toSorted()).toEqual(
      declared.toSorted(),
    );
    await streams.close();
    await feeds.close();
  });

  it('is never nobody, nor somebody without a role, nor a key that is none', async () => {
    const { server, world } = await serving();
    const nameless = await server.person({});
    const forged: Caller = Object.assign(server.nobody, {});
    for (const endpoint of closed) {
      const request = sample(endpoint, world);
      const { status, json } = await server.nobody.send(request);
      expect([endpoint.name, status, problem.parse(json).code]).toEqual([
        endpoint.name,
        401,
        'not-signed-in',
      ]);
      const headers = { ...request.headers, authorization: `Bearer lull_${'x'.repeat(64)}` };
      expect((await forged.send({ ...request, headers })).status, endpoint.name).toBeOneOf([401, 429]);
      if (endpoint.needs.who !== 'allowed') continue;
      const refused = await nameless.send(request);
      expect(refused.status, `${endpoint.name} ${refused.text}`).toBe(403);
    }
    await server.stop();
  });

  it('is nobody with less than the role that a call needs', async () => {
    const { server, world } = await serving();
    const viewer = await server.caller({ role: 'viewer' });
    const scopeless = await server.caller({ scopes: ['read'] });
    for (const endpoint of forRoles) {
      const needed = actions[(endpoint.needs as { action: keyof typeof actions }).action];
      if (needed === 'viewer') continue;
      for (const caller of [viewer, scopeless]) {
        const { status, text } = await caller.send(sample(endpoint, world));
        expect(status, `${endpoint.name} ${text}`).toBe(403);
      }
    }
    expect((await server.owner(`downtimes/${world.downtime}`)).json.version).toBe(1);
    await server.stop();
  });

  it('is nobody of another service, for whom things are not even there', async () => {
    const { server, world } = await serving();
    const stranger = await server.person({ bank: 'approver' });
    const limited = await server.caller({ services: ['bank'] });
    for (const caller of [stranger, limited]) {
      for (const endpoint of forRoles) {
        const { name, needs } = endpoint;
        const { on } = needs as { on: string };
        if (on === 'visible' || name.includes('Window') || name.includes('Freeze') || name.includes('Team'))
          continue;
        const { status, text } = await caller.send(sample(endpoint, world));
        const hidden = on === 'everything' ? [403] : [404, 403];
        expect(status, `${name} ${text}`).toBeOneOf(hidden);
        expect(text, name).not.toContain('Move the database');
      }
      for (const list of ['downtimes', 'events', 'occurrences']) {
        expect((await caller(list)).text, list).not.toContain('shop');
      }
    }
    expect((await server.owner(`downtimes/${world.downtime}`)).json.version).toBe(1);
    expect((await server.owner('downtimes')).json.items).toHaveLength(1);
    await server.stop();
  });

  async function serving(): Promise<{ server: TestServer; world: World }> {
    const server = await startServer(await open());
    const { json } = await server.owner('downtimes', {
      title: 'Move the database',
      services: ['shop'],
      takes: 'PT1H',
    });
    const other = await server.caller({});
    const me = await other('me');
    return {
      server,
      world: { downtime: json.downtime.id, service: 'shop', person: me.json.person, key: me.json.id },
    };
  }
});

describe('mounting', () => {
  it('puts the decision before everything, even before the request is read', async () => {
    const app = new Hono<Env>();
    app.onError((error) => new Response(error.message, { status: 418 }));
    let answered = 0;
    const mount = mountOn(app, async () => null, 1_000);
    for (const endpoint of closed as Endpoint[]) {
      mount(endpoint, async () => {
        answered++;
        return new Response('');
      });
    }
    for (const { method, path, ...other } of closed) {
      const url = `${other.base ?? base}${path.replaceAll(/\{\w+\}/g, '%00')}?nonsense=1`;
      const response = await app.request(url, {
        method: method.toUpperCase(),
        ...(method !== 'get' && { body: '{' }),
      });
      expect(await response.text()).toMatch(/signed in/);
    }
    expect(answered).toBe(0);
  });

  it('gives up on what takes too long', async () => {
    const app = new Hono<Env>();
    app.onError((error) => new Response((error as LullError).code, { status: 503 }));
    mountOn(app, async () => lull, 5)(readMe, () => new Promise(() => undefined));
    expect(await (await app.request(`${base}/me`)).text()).toBe('timed-out');
  });
});
