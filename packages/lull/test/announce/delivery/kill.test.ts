import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../../../../../test/peers/postgres.ts';
import { type MailServer, startMailServer } from '../../../../../test/peers/smtp.ts';
import { openStore, type StoreOptions } from '../../../src/store/open.ts';
import { freshDatabases } from '../../store/engines.ts';
import type { Told } from './killed.ts';
import { statesOf } from './support.ts';

const READERS = 300;

/** It is killed after so many mails in all, and at last when everybody has one. */
const kills = [1, 40, 120];

/** What is sent at once, and of it what is written together at most: all that a kill can send twice. */
const IN_FLIGHT = 20 + 2 * (50 + 20);

async function runUntil(told: Told, enough: Promise<unknown>): Promise<void> {
  const script = join(import.meta.dirname, 'killed.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(told)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([enough, ended]);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
}

const byReader = ({ mails }: MailServer) => Map.groupBy(mails, ({ to }) => to[0]!);

async function everybodyHasOne(server: MailServer): Promise<void> {
  while (byReader(server).size < READERS) await server.received(server.mails.length + 1);
}

async function killAndLook(store: StoreOptions): Promise<void> {
  const server = await startMailServer();
  try {
    const told = (run: number): Told => ({ store, server: server.url, run, readers: READERS });
    for (const [run, mails] of kills.entries()) await runUntil(told(run), server.received(mails));
    await runUntil(told(kills.length), everybodyHasOne(server));
    for (const [to, mails] of byReader(server)) {
      const ids = new Set(mails.map(({ parsed }) => parsed.messageId));
      expect([to, ids.size]).toEqual([to, 1]);
    }
    const repeats = server.mails.length - READERS;
    expect(repeats).toBeLessThanOrEqual(IN_FLIGHT * kills.length);
    const opened = await openStore(store);
    const states = await statesOf(opened);
    await opened.close();
    expect((states.sent ?? 0) + (states.queued ?? 0)).toBe(READERS);
    expect(states.queued ?? 0).toBeLessThanOrEqual(IN_FLIGHT);
  } finally {
    await server.stop();
  }
}

describe('a server that is killed while it sends', { timeout: 120_000 }, () => {
  it('leaves nobody out, and repeats only what was in flight, on PGlite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lull-notices-'));
    try {
      await killAndLook({ folder });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  describe.skipIf(postgresMissing !== null)(`on PostgreSQL${missing}`, () => {
    const database = freshDatabases();
    it('leaves nobody out, and repeats only what was in flight, on PostgreSQL', async () => {
      await killAndLook({ databaseUrl: await database() });
    });
  });
});
