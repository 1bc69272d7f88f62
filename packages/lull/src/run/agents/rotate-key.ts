import { sql } from 'kysely';
import type { Access } from '../../access/access.ts';
import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { revokeKey } from '../../access/keys.ts';
import { type Runs, runsChannel } from '../contract.ts';
import { type AgentKey, keyOf, makeAgentKey, noSuch } from './agent-key.ts';

/**
 * Gives an agent another key, and ends the one it had at once. The agent stays who it is: what it runs goes
 * on, and it is heard again when it has the new one.
 *
 * @throws LullError `not-allowed`, `not-found`, `too-many-requests`
 * @example const { key } = await rotateKey(runs, access, actor, 'db-1', 'the old one was in a log');
 */
export async function rotateKey(
  runs: Runs,
  access: Access,
  actor: Actor,
  name: string,
  why: string | null = null,
): Promise<AgentKey> {
  demand(actor, 'configure', null);
  if ((await keyOf(runs, name)) === null) throw noSuch(name);
  const made = await makeAgentKey(access, actor, name);
  const before = await put(runs, actor, made, why);
  await revokeKey(access, actor, before ?? made.id, why ?? `the agent ${name} has another key`);
  if (before === null) throw noSuch(name);
  return made;
}

/** @returns the key that it had; null where it was removed meanwhile */
function put(runs: Runs, actor: Actor, { name, id }: AgentKey, why: string | null): Promise<string | null> {
  return runs.store.transaction(async (trx) => {
    const now = await runs.now(trx);
    const held = await trx
      .selectFrom('run_agents')
      .select('key')
      .where('name', '=', name)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (held === undefined) return null;
    // Whoever speaks with the new one is heard at once, also where a thief had its name.
    const changed = { key: id, lease_until: null };
    await trx.updateTable('run_agents').set(changed).where('name', '=', name).execute();
    await writeAudit(trx, actor, { action: 'agent.rotate', subject: name, why, data: { id } }, now);
    // A stream that is open by the old key ends.
    await sql`select pg_notify(${runsChannel}, ${name})`.execute(trx);
    return held.key;
  });
}
