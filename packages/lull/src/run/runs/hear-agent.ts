import { sql } from 'kysely';
import { lull } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Trx } from '../../store/contract.ts';
import { appendEvents } from '../../store/events.ts';
import type { Instant } from '../../time/instant.ts';
import { agentEvent } from '../agents/agent-event.ts';
import { bindRunner, type RunnerId } from '../agents/runner-of.ts';
import { type HeldTrouble, tellTrouble } from '../agents/tell-trouble.ts';
import { type Runs, runsChannel } from '../contract.ts';
import type { Hello } from '../runner/contract.ts';
import { LEASE } from './agents.ts';
import { hasWork } from './has-work.ts';

/**
 * Notes that an agent is there, and what it finds in its folder.
 *
 * @param runner which one speaks; null where there can be no other
 * @throws LullError `not-found` for one that was not enrolled, or was removed; `runner-elsewhere` where
 * another runner has its name
 * @example await hearAgent(runs, 'db-1', hello, { journal, process });
 */
export async function hearAgent(
  runs: Runs,
  name: string,
  hello: Hello,
  runner: RunnerId | null = null,
): Promise<void> {
  await runs.store.transaction(async (trx) => {
    const now = await runs.now(trx);
    const held = await trx
      .selectFrom('run_agents')
      .select(HELD)
      .select(['journal', 'process', 'earlier'])
      .where('name', '=', name)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (held === undefined) throw unknownAgent(name);
    const bound = runner && (await bindRunner(trx, held, runner, now));
    await trx
      .updateTable('run_agents')
      .set({ ...said(hello, now), ...bound })
      .where('name', '=', name)
      .execute();
    const isOther = bound !== null && (bound.journal !== held.journal || bound.process !== held.process);
    // Its stream of orders may be there already, and waits for this.
    if (isOther) await sql`select pg_notify(${runsChannel}, ${name})`.execute(trx);
    await tellBack(trx, held, hello, now);
    if (bound !== null && held.journal !== null && bound.journal !== held.journal) {
      const about = { name, host: hello.host };
      await appendEvents(trx, [
        await agentEvent(trx, 'agent.moved', about, now, { data: { from: held.host } }),
      ]);
    }
  });
}

/**
 * The same for a server's own runner. Of several servers one at a time has it; while a run of it is under way
 * it stays with the one whose disk has the journal.
 *
 * @param journal by which the runner's disk is known
 * @throws LullError `runner-elsewhere`
 * @example await hearOwnRunner(runs, journal, hello);
 */
export async function hearOwnRunner(runs: Runs, journal: string, hello: Hello): Promise<void> {
  await runs.store.transaction(async (trx) => {
    const now = await runs.now(trx);
    const row = { ...said(hello, now), key: journal };
    await trx
      .insertInto('run_agents')
      .values({ name: '', made_at: new Date(now), made_by: lull.id, ...row })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const held = await trx
      .selectFrom('run_agents')
      .select(HELD)
      .select('key')
      .where('name', '=', '')
      .forUpdate()
      .executeTakeFirstOrThrow();
    const isFree = held.lease_until === null || held.lease_until.getTime() <= now;
    if (held.key !== journal && (!isFree || (await hasWork(trx, null)))) throw elsewhere(held.host, isFree);
    await trx.updateTable('run_agents').set(row).where('name', '=', '').execute();
    if (held.key !== journal) await sql`select pg_notify(${runsChannel}, '')`.execute(trx);
    await tellBack(trx, held, hello, now);
  });
}

/** Tells what is news to people: that it is heard again, and what is wrong on its host. */
async function tellBack(
  trx: Trx,
  held: HeldTrouble & { readonly lost: boolean },
  hello: Hello,
  now: Instant,
): Promise<void> {
  const { name, lost } = held;
  if (lost) await appendEvents(trx, [await agentEvent(trx, 'agent.found', { name, host: hello.host }, now)]);
  await tellTrouble(trx, held, hello, now);
}

/** What is read of a row before it is changed: not what was found in its folder, which may be large. */
const HELD = ['name', 'host', 'lease_until', 'lost', 'troubled', 'troubled_at', 'told_trouble'] as const;

/** Whether the journal is the one that the server's own orders are for. */
export async function hasOwnRunner({ store }: Runs, journal: string): Promise<boolean> {
  const row = await store.db.selectFrom('run_agents').select('key').where('name', '=', '').executeTakeFirst();
  return row?.key === journal;
}

function said({ version, host, files, trouble }: Hello, now: Instant) {
  return {
    version,
    host,
    files: JSON.stringify(files),
    trouble,
    heard_at: new Date(now),
    lease_until: new Date(now + LEASE),
    lost: false,
  };
}

function unknownAgent(name: string): LullError {
  return new LullError('not-found', `There is no agent ${name}`, 'Enrol it, or look at its name.');
}

function elsewhere(host: string | null, isFree: boolean): LullError {
  const where = host ?? 'another host';
  return isFree
    ? new LullError(
        'runner-elsewhere',
        `A run is under way whose journal lies on ${where}, and its runner is not heard`,
        'Start the server on that host again; only its disk knows how far the steps came.',
      )
    : new LullError(
        'runner-elsewhere',
        `Another server runs the steps already, on ${where}`,
        'Give --local-steps to one server only, or let agents run the steps.',
      );
}
