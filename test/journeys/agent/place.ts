import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RunView } from '../../../packages/lull/src/api/contract/runs.ts';
import { freePort } from '../../peers/process.ts';
import { type LullServer, startLullServer } from '../../support/lull-server.ts';
import { becomeOwner } from '../../support/owner.ts';
import { type Client, createClient } from '../../torture/client.ts';

/** A real server, whose data outlives it, and its owner. */
export interface Place {
  readonly url: string;
  readonly port: number;
  readonly owner: Client;
  server(): LullServer;
  /** Starts it again after it was killed. */
  startAgain(): Promise<void>;
  /** Adds an agent; its key. */
  add(name: string): Promise<string>;
  /** Gives one another key. */
  rotate(name: string): Promise<string>;
  /** Removes one; what is answered. */
  remove(name: string): Promise<unknown>;
  /** What an agent is known to be; null where it isn't there. */
  agent(name: string): Promise<Agent | null>;
  /** Schedules work on a service of an agent's name, which begins at once: its file, and others' after it. */
  schedule(agent: string, file: string, ...after: readonly (readonly [string, string])[]): Promise<string>;
  until(id: string, state: string): Promise<void>;
  run(id: string): Promise<RunView>;
  /** What its steps printed, piece by piece. */
  printed(id: string): Promise<readonly string[]>;
  /** What is told of such a kind about that agent, or about steps of it. */
  events(kind: string, agent: string): Promise<readonly { readonly data: Record<string, unknown> }[]>;
  stop(): Promise<void>;
}

interface Agent {
  readonly isThere: boolean;
  readonly trouble: string | null;
  readonly files: readonly {
    readonly name: string;
    readonly hash: string;
    readonly mistake: string | null;
  }[];
}

/** Starts it, with a folder of its own that goes when it is stopped. */
export async function place(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-agents-'));
  const options = { port: await freePort(), folder };
  let server = startLullServer(options);
  const ready = await server.ready;
  const key = await becomeOwner(ready);
  const owner = createClient(ready.url, key);
  const read = async <T>(path: string): Promise<T> => (await owner.get(`/api/v1/${path}`)).body as T;
  const eventually = async <T>(what: () => Promise<T | null | false>): Promise<T> => {
    for (;;) {
      const found = await what();
      if (found) return found;
      await pause(50);
    }
  };
  const agent = async (name: string): Promise<Agent | null> => {
    const { items } = await read<{ items: (Agent & { name: string })[] }>('agents');
    return items.find((one) => one.name === name && one.isThere) ?? null;
  };
  return {
    url: ready.url,
    port: options.port,
    owner,
    server: () => server,
    async startAgain() {
      server = startLullServer(options);
      await server.ready;
    },
    async add(name) {
      await owner.put(`/api/v1/services/${name}`, { zone: 'UTC' });
      const { body } = await owner.post('/api/v1/agents', { name });
      return (body as { key: string }).key;
    },
    rotate: async (name) =>
      ((await owner.post(`/api/v1/agents/${name}/key`, {})).body as { key: string }).key,
    async remove(name) {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${ready.url}/api/v1/agents/${name}`, { method: 'DELETE', headers });
      return response.json();
    },
    agent,
    async schedule(name, ...[file, ...after]) {
      const bound = async ([of, wanted]: readonly [string, string]) => {
        const { hash } = await eventually(
          async () =>
            (await agent(of))?.files.find((one) => one.name === wanted && one.mistake === null) ?? null,
        );
        return { agent: of, name: wanted, hash };
      };
      const steps = await Promise.all([[name, file] as const, ...after].map(bound));
      const plan = { title: 'Move it', services: [name], takes: 'PT1H', rollback: 'PT10M' };
      const soon = { warnBefore: 'PT1M', startWithin: 'PT1M', drainWithin: 'PT1S' };
      const { status, body } = await owner.post('/api/v1/downtimes', {
        ...{ ...plan, ...soon, schedule: true, start: new Date(Date.now() + 2_000).toISOString() },
        steps,
      });
      expect(status, JSON.stringify(body)).toBe(201);
      return (body as { downtime: { id: string } }).downtime.id;
    },
    until: async (id, state) => {
      await eventually(async () => (await read<{ state: string }>(`downtimes/${id}`)).state === state);
    },
    run: (id) => read<RunView>(`downtimes/${id}/run`),
    printed: async (id) =>
      (await read<{ items: { text: string }[] }>(`downtimes/${id}/run/output`)).items.map(({ text }) => text),
    events: async (kind, name) =>
      (
        await read<{ items: { data: Record<string, unknown> }[] }>(`events?kind=${kind}&limit=200`)
      ).items.filter(({ data }) => data.agent === name),
    async stop() {
      owner.close();
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
