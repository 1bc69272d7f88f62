import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type GateDocument, shuts } from '../../packages/gate/src/protocol/index.ts';
import { type ProxyKind, proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { freePort } from '../peers/process.ts';
import { type LullServer, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { type Client, createClient } from '../torture/client.ts';
import { type App, startApp } from './app.ts';
import { type Beside, besideProxy } from './beside.ts';
import { proxyMissing } from './proxies.ts';

const wanted = (process.env.LULL_PROXIES?.split(',') as ProxyKind[] | undefined) ?? proxyKinds;

/** The proxies that can be started here, and what is missing for the others. */
export const kinds: readonly ProxyKind[] = wanted.filter((kind) => proxyMissing(kind) === null);
export const missing = wanted.flatMap((kind) => proxyMissing(kind) ?? []).join(', ');

/** What ends when a test does, the last first. */
export type Ends = (() => Promise<unknown>)[];

/** Proxies of one service, each with a gate beside it. */
export interface Proxies {
  readonly app: App;
  readonly all: readonly Beside[];
}

/** Proxies whose gates follow a real server. */
export interface Followed extends Proxies {
  readonly client: Client;
  /** Ends the server without a word. */
  kill(): Promise<void>;
  /** Starts it again. */
  revive(): Promise<void>;
  /** Resolves when the server knows that all gates do what they should. */
  confirmed(): Promise<void>;
  /** Plans work that somebody will do, and comes back when every gate has it on its disk. */
  plan(inMs: number, takes: string): Promise<{ readonly id: string; readonly start: number }>;
  /** Resolves when a downtime is in this state. */
  isIn(id: string, state: string): Promise<void>;
}

/** Starts the proxies and a visitor of each; no gate yet. */
export async function proxied(ends: Ends): Promise<Proxies> {
  const app = await startApp();
  ends.push(app.stop);
  const all: Beside[] = [];
  for (const kind of kinds) {
    const one = await besideProxy(kind, app.port);
    ends.push(one.stop);
    all.push(one);
  }
  return { app, all };
}

/** What a server is started with that has its owner, the service and its gates already. */
interface Prepared {
  readonly folder: string;
  /** The owner's. */
  readonly key: string;
  readonly enrolments: Readonly<Record<string, object>>;
}

let prepared: Promise<Prepared> | null = null;

async function prepare(): Promise<Prepared> {
  const folder = await mkdtemp(join(tmpdir(), 'lull-prepared-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const server = startLullServer({ port: await freePort(), folder });
  try {
    const ready = await server.ready;
    const key = await becomeOwner(ready);
    const client = createClient(ready.url, key);
    await client.put('/api/v1/services/shop', { zone: 'UTC', gates: kinds.length });
    const enrolments: Record<string, object> = {};
    for (const kind of kinds) {
      const { body } = await client.post('/api/v1/services/shop/gates', { instance: kind });
      enrolments[kind] = (body as { config: object }).config;
    }
    client.close();
    return { folder, key, enrolments };
  } finally {
    await server.stop();
  }
}

/** Starts a real server, the proxies, and beside each a gate that is enrolled with the server. */
export async function followed(ends: Ends): Promise<Followed> {
  prepared ??= prepare();
  const { key, enrolments, ...from } = await prepared;
  const folder = await mkdtemp(join(tmpdir(), 'lull-killed-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  await cp(from.folder, folder, { recursive: true });
  const options = { port: await freePort(), folder };
  let server: LullServer = startLullServer(options);
  const kill = () => server.kill();
  ends.push(kill);
  const [{ url }, proxies] = await Promise.all([server.ready, proxied(ends)]);
  const { all } = proxies;
  const client = createClient(url, key);
  ends.push(async () => client.close());
  await each(all, async ({ kind, enrol, run }) => {
    await enrol({ ...enrolments[kind], server: url });
    run();
  });

  const confirmed = () =>
    expect
      .poll(async () => {
        const { body } = await client.get('/api/v1/gates');
        return (body as { items: { confirmed: number }[] }).items[0]?.confirmed;
      })
      .toBe(all.length);
  const isIn = (id: string, state: string) =>
    expect
      .poll(async () => ((await client.get(`/api/v1/downtimes/${id}`)).body as { state: string }).state)
      .toBe(state);
  return {
    ...proxies,
    client,
    kill,
    revive: async () => {
      server = startLullServer(options);
      await server.ready;
    },
    confirmed,
    isIn,
    plan: async (inMs, takes) => {
      await confirmed();
      const start = Date.now() + inMs;
      const { body } = await client.post('/api/v1/downtimes', {
        title: 'Move the database',
        services: ['shop'],
        start: new Date(start).toISOString(),
        takes,
        warnBefore: 'PT5M',
        startWithin: 'PT5M',
        schedule: true,
      });
      const { id } = (body as { downtime: { id: string } }).downtime;
      await isIn(id, 'warning');
      await client.post(`/api/v1/downtimes/${id}/here`, {});
      await each(all, ({ holds }) => holds(closes));
      return { id, start };
    },
  };
}

/** Whether it closes by itself. */
function closes({ schedule }: GateDocument): boolean {
  return schedule.some(shuts);
}

/** Whether only a newer one opens. */
export function waitsToBeTold({ schedule }: GateDocument): boolean {
  return schedule.some(({ state, reopen }) => state === 'closed' && reopen === 'whenTold');
}

/** Does it with all of them at once. */
export function each<T>(all: readonly Beside[], does: (one: Beside) => Promise<T>): Promise<T[]> {
  return Promise.all(all.map(does));
}

/** What the visitors of each proxy met, in order. */
export function stories(all: readonly Beside[]): Readonly<Record<string, readonly (number | string)[]>> {
  return Object.fromEntries(all.map(({ kind, visitor }) => [kind, visitor.turns.map(({ met }) => met)]));
}

/** The same story for the visitors of all of them. */
export function story(...met: number[]): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(kinds.map((kind) => [kind, met]));
}
