import type { Access } from '../../../src/access/access.ts';
import type { Action, Actor, Role } from '../../../src/access/contract.ts';
import { grant } from '../../../src/access/grants.ts';
import { invite } from '../../../src/access/invitations.ts';
import { createKey } from '../../../src/access/keys.ts';
import { personActor } from '../../../src/access/people-rows.ts';
import type { Announce } from '../../../src/announce/contract.ts';
import { createApp } from '../../../src/api/app.ts';
import { authorizeRoutes } from '../../../src/api/gates/authorize.ts';
import { knownDocuments } from '../../../src/api/gates/known-documents.ts';
import { openTally } from '../../../src/api/gates/tally.ts';
import { listen } from '../../../src/api/listen.ts';
import type { ApiSettings } from '../../../src/api/settings.ts';
import { bypassFor } from '../../../src/cli/serve/runs.ts';
import type { Gates } from '../../../src/gates/contract.ts';
import { openGates } from '../../../src/gates/open.ts';
import type { Keeper } from '../../../src/keeper/contract.ts';
import { openKeeper } from '../../../src/keeper/open.ts';
import type { Runs } from '../../../src/run/contract.ts';
import { openRuns } from '../../../src/run/open.ts';
import { openSilences } from '../../../src/run/silencers/open.ts';
import { writeEntries } from '../../../src/store/catalog-writes.ts';
import type { Store } from '../../../src/store/contract.ts';
import { firstOwner, join, testAccess } from '../../access/support.ts';
import { openTestAnnounce } from '../../announce/support/open.ts';

/** What a caller sends. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is sent as it is. */
export interface RawSent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What came back. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer.
  readonly json: any;
}

/** Somebody who calls. */
export interface Caller {
  readonly key: string | null;
  (path: string, body?: unknown, headers?: Record<string, string>): Promise<Got>;
  send(sent: Sent): Promise<Got>;
  /** Sends exactly this. */
  raw(sent: RawSent): Promise<Got>;
}

/** A real server on a port of its own, with people and a catalog. */
export interface TestServer {
  readonly url: string;
  readonly keeper: Keeper;
  readonly gates: Gates;
  readonly access: Access;
  readonly announce: Announce;
  readonly runs: Runs;
  readonly owner: Caller;
  readonly ownerActor: Actor;
  /** Errors that nobody foresaw. */
  readonly unforeseen: unknown[];
  /** A key that may no more than this. */
  caller(limits: KeyLimits): Promise<Caller>;
  /** Another person, with grants for single services. */
  person(grants: Readonly<Record<string, Role>>, role?: Role | null): Promise<Caller>;
  readonly nobody: Caller;
  openStreams(): number;
  openGateStreams(): number;
  stop(within?: number): Promise<void>;
}

export interface KeyLimits {
  readonly role?: Role | null;
  readonly scopes?: readonly Action[] | null;
  readonly services?: readonly string[] | null;
}

const catalog = {
  nightly: { zone: 'Europe/Berlin', start: '2026-01-05T22:00', duration: 'PT8H', rrule: 'FREQ=DAILY' },
} as const;

/** Starts it; whoever starts it stops it before the store is closed. */
export async function startServer(store: Store, settings: Partial<ApiSettings> = {}): Promise<TestServer> {
  await store.transaction(async (trx) => {
    const bank = { zone: 'America/New_York', windows: ['nightly'] };
    await writeEntries(trx, [
      { kind: 'window', name: 'nightly', body: catalog.nightly, expected: null },
      { kind: 'service', name: 'shop', body: { zone: 'Europe/Berlin' }, expected: null },
      { kind: 'service', name: 'bank', body: bank, expected: null },
    ]);
  });
  const access = await testAccess(store);
  const { owner } = await firstOwner(access);
  const unforeseen: unknown[] = [];
  const error = (fields: object): void => void unforeseen.push(fields);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error };
  const { gates, follower, facts, counter } = await openGates(store, { secret: access.settings.secret, log });
  const announcing = await openTestAnnounce(store, { secret: access.settings.secret, log });
  const quiet = await openSilences(store, { settings: new Map(), secret: access.settings.secret, log });
  const { silences } = quiet;
  const running = openRuns(store, { log, bypass: bypassFor(gates, () => keeper) });
  const { runs } = running;
  const followers = [follower, announcing.follower, running.follower, quiet.follower];
  const keeper = openKeeper(store, { followers, factSources: [facts, running.facts], counter });
  running.connect(keeper);
  const { announce } = announcing;
  await announcing.connect(keeper);
  const documents = await knownDocuments(gates, keeper);
  const tally = openTally(gates);
  const { app, streams, feeds } = await createApp({
    keeper,
    access,
    gates,
    announce,
    silences,
    runs,
    log: { error },
    beside: [() => authorizeRoutes(documents, tally)],
    settings: { rate: null, ...settings },
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const keyFor = async (actor: Actor, limits: KeyLimits = {}) => {
    const { secret } = await createKey(access, actor, { name: 'test', ...limits });
    return callerWith(url, secret);
  };
  let people = 0;
  let stopped = false;
  return {
    url,
    keeper,
    gates,
    access,
    announce,
    runs,
    ownerActor: owner,
    owner: await keyFor(owner),
    nobody: callerWith(url, null),
    unforeseen,
    caller: (limits) => keyFor(owner, limits),
    async person(grants, role = null) {
      people += 1;
      const email = `person${people}@example.com`;
      const { link } = await invite(access, owner, { email, role });
      const actor = (await (await join(access, link, email)).actor())!;
      for (const [service, granted] of Object.entries(grants)) {
        await grant(access, owner, { person: actor.person, service, role: granted });
      }
      return keyFor((await personActor(store.db, actor.person))!);
    },
    openStreams: streams.open,
    openGateStreams: feeds.open,
    async stop(within = 5_000) {
      if (stopped) return;
      stopped = true;
      await streams.close();
      await feeds.close();
      await documents.close();
      await tally.close();
      await server.stop(within);
      await announcing.close();
      await access.close();
    },
  };
}

export function callerWith(url: string, key: string | null): Caller {
  const raw = async ({ method, path, headers, body }: RawSent): Promise<Got> => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body !== null && method !== 'GET' && { body }),
    });
    const text = await response.text();
    const isJson = /[/+]json(?:;|$)/.test(response.headers.get('content-type') ?? '') && text !== '';
    const { status } = response;
    return { status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  };
  const send = ({ method, path, body, headers = {} }: Sent): Promise<Got> => {
    const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
    return raw({
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      path: path.startsWith('/') ? path : `/api/v1/${path}`,
      headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
      body: typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body),
    });
  };
  const caller = (path: string, body?: unknown, headers?: Record<string, string>) =>
    send({ path, body, ...(headers && { headers }) });
  return Object.assign(caller, { key, send, raw });
}
