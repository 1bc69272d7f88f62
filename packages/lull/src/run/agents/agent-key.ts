import type { Access } from '../../access/access.ts';
import type { Actor } from '../../access/contract.ts';
import { createKey } from '../../access/keys.ts';
import { LullError } from '../../errors.ts';
import type { Runs } from '../contract.ts';

/** What an agent is started with. */
export interface AgentKey {
  /** The agent's. */
  readonly name: string;
  /** Id of its key. */
  readonly id: string;
  /** The key itself; it is told here and never again. */
  readonly key: string;
  readonly server: string;
}

/**
 * Makes a key that may do nothing but hear what is ordered from an agent and tell what became of that. It
 * lasts until it is revoked, whatever becomes of its maker. Whose it is the agent's row says.
 *
 * @throws LullError `not-allowed`, `too-many-requests`
 * @example const { id, key } = await makeAgentKey(access, actor, 'db-1');
 */
export async function makeAgentKey(access: Access, actor: Actor, name: string): Promise<AgentKey> {
  const { id, secret } = await createKey(access, actor, {
    name: `agent ${name}`.slice(0, 60).trim(),
    scopes: ['agent'],
    lasts: null,
    standsAlone: true,
  });
  return { name, id, key: secret, server: access.settings.url };
}

/**
 * The refusal where no agent has that name.
 *
 * @example throw noSuch('db-1');
 */
export function noSuch(name: string): LullError {
  return new LullError('not-found', `There is no agent ${name}`, 'See lull agents list.', { agent: name });
}

/** Id of the key of an agent that is not removed; null where there is none. */
export async function keyOf({ store: { db } }: Runs, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('run_agents')
    .select('key')
    .where('name', '=', name)
    .where('name', '<>', '')
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row?.key ?? null;
}
