import type { Access } from '../../access/access.ts';
import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { revokeKey } from '../../access/keys.ts';
import { LullError } from '../../errors.ts';
import type { Runs } from '../contract.ts';
import { type AgentKey, makeAgentKey } from './agent-key.ts';

/**
 * Enrols an agent: makes its key, which may do nothing but hear what is ordered from it and tell what became
 * of that. The key lasts until the agent is removed, whatever becomes of its maker.
 *
 * @throws LullError `not-allowed`; `already-exists` for a name that an agent has
 * @example const { key } = await addAgent(runs, access, actor, 'db-1');
 */
export async function addAgent(runs: Runs, access: Access, actor: Actor, name: string): Promise<AgentKey> {
  demand(actor, 'configure', null);
  if (await isTaken(runs, name)) throw taken(name);
  const made = await makeAgentKey(access, actor, name);
  if (!(await store(runs, actor, name, made.id))) {
    await revokeKey(access, actor, made.id, 'an agent of that name was made meanwhile');
    throw taken(name);
  }
  return made;
}

async function isTaken({ store: { db } }: Runs, name: string): Promise<boolean> {
  const row = await db
    .selectFrom('run_agents')
    .select('name')
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** One that was removed may come again: nothing of what it said counts any more. */
function store(runs: Runs, actor: Actor, name: string, key: string): Promise<boolean> {
  return runs.store.transaction(async (trx) => {
    const now = await runs.now(trx);
    const made = { key, files: '[]', made_at: new Date(now), made_by: actor.id };
    const unheard = { version: null, host: null, trouble: null, heard_at: null, lease_until: null };
    const unbound = { journal: null, process: null, earlier: [], lost: false, removed_at: null };
    const well = { troubled: null, troubled_at: null, told_trouble: null };
    const stored = await trx
      .insertInto('run_agents')
      .values({ name, ...made })
      .onConflict((row) =>
        row
          .column('name')
          .doUpdateSet({ ...made, ...unheard, ...unbound, ...well })
          .where('run_agents.removed_at', 'is not', null),
      )
      .returning('name')
      .executeTakeFirst();
    if (stored === undefined) return false;
    await writeAudit(trx, actor, { action: 'agent.add', subject: name, data: { id: key } }, now);
    return true;
  });
}

function taken(name: string): LullError {
  return new LullError(
    'already-exists',
    `There is an agent ${name} already`,
    'Give this one another name, or remove that one: lull agents remove.',
    { agent: name },
  );
}
