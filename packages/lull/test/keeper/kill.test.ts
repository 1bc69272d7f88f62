import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../../../../test/peers/postgres.ts';
import { loadDowntime } from '../../src/store/downtime-rows.ts';
import { eventsAfter } from '../../src/store/events.ts';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import { freshDatabases } from '../store/engines.ts';

interface Acknowledged {
  readonly id: string;
  readonly version: number;
}

/** Runs until so many changes are acknowledged, then kills it and gives what it had said by then. */
async function runAndKill(store: StoreOptions, run: number, changes: number): Promise<Acknowledged[]> {
  const script = join(import.meta.dirname, 'killed.ts');
  const args = [script, '--store', JSON.stringify(store), '--run', String(run)];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    const told = JSON.parse(line);
    if ('id' in told) said.push(told);
    if (said.length === changes) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

/** Everything that was acknowledged is there, once, and whole: state, events, revisions and audit rows. */
async function expectAllOf(store: StoreOptions, said: readonly Acknowledged[]): Promise<void> {
  const opened = await openStore(store);
  try {
    for (const { id, version } of said) {
      expect((await loadDowntime(opened.db, id))?.version).toBeGreaterThanOrEqual(version);
    }
    const all = await opened.db.selectFrom('downtime_downtimes').select(['id', 'version', 'title']).execute();
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
    for (const { id, version } of all) {
      const held = (await loadDowntime(opened.db, id))!;
      const events = await eventsAfter(opened.db, 0, { downtime: id, limit: 100 });
      expect([...new Set(events.map((event) => event.version))]).toEqual(
        Array.from({ length: Number(version) }, (_, i) => i + 1),
      );
      const revisions = await opened.db
        .selectFrom('downtime_revisions')
        .select('number')
        .where('downtime', '=', id)
        .execute();
      expect(revisions).toHaveLength(held.downtime.promise.length);
      const audit = await opened.db
        .selectFrom('access_audit')
        .select('seq')
        .where('subject', '=', id)
        .execute();
      expect(audit).toHaveLength(Number(version));
    }
    const events = await eventsAfter(opened.db, 0, { limit: 100_000 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  } finally {
    await opened.close();
  }
}

/** At different points of a change, among many. */
const kills = [1, 6, 15];

describe('a keeper that is killed', () => {
  it('loses nothing that it acknowledged, on PGlite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lull-kill-'));
    try {
      const said: Acknowledged[] = [];
      for (const [run, changes] of kills.entries()) {
        said.push(...(await runAndKill({ folder }, run, changes)));
        await expectAllOf({ folder }, said);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  describe.skipIf(postgresMissing !== null)(`on PostgreSQL${missing}`, () => {
    const database = freshDatabases();
    it('loses nothing that it acknowledged, on PostgreSQL', async () => {
      const databaseUrl = await database();
      const said: Acknowledged[] = [];
      for (const [run, changes] of kills.entries()) {
        said.push(...(await runAndKill({ databaseUrl }, run, changes)));
        await expectAllOf({ databaseUrl }, said);
      }
    });
  });
});
