import { LullError } from '../../errors.ts';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Runs } from '../contract.ts';
import { hasWork } from '../runs/has-work.ts';

/** Which runner speaks with an agent's key: a key may be copied, and a folder too. */
export interface RunnerId {
  /** By what the disk is known that has its journals. */
  readonly journal: string;
  /** Another at every start. */
  readonly process: string;
}

/** What is kept of the runner that has an agent's name. */
export interface HeldRunner {
  readonly name: string;
  readonly host: string | null;
  readonly lease_until: Date | null;
  readonly journal: string | null;
  readonly process: string | null;
  readonly earlier: readonly string[];
}

/** As many processes that came before are known again. */
const MOST = 16;

/**
 * Lets a runner be the one that has an agent's name. One that was started anew takes the place of the one
 * before it; another host's does where nothing that its journals are needed for is under way.
 *
 * @returns what is kept of it from now on
 * @throws LullError `runner-elsewhere`
 * @example const bound = await bindRunner(trx, held, { journal, process }, now);
 */
export async function bindRunner(
  trx: Trx,
  held: HeldRunner,
  { journal, process }: RunnerId,
  now: Instant,
): Promise<RunnerId & { readonly earlier: string[] }> {
  const { name, host, lease_until: until } = held;
  if (held.journal !== null && held.journal !== journal) {
    const isHeard = until !== null && until.getTime() > now;
    if (isHeard) throw elsewhere(name, `is used by another runner, on ${host ?? 'another host'}`, SEVERAL);
    if (await hasWork(trx, name))
      throw elsewhere(name, `has its journals on ${host ?? 'another host'}`, LOST);
    return { journal, process, earlier: [] };
  }
  const { earlier } = held;
  if (held.process === process || held.process === null) return { journal, process, earlier: [...earlier] };
  // It was here before another took its place, and still is: two share what lies in one folder.
  if (earlier.includes(process)) throw elsewhere(name, 'is used by another process since', SEVERAL);
  return { journal, process, earlier: [held.process, ...earlier].slice(0, MOST) };
}

/**
 * The agent that a key belongs to.
 *
 * @param key id of the key
 * @param runner which one speaks; null where it says hello, by which it may become the one
 * @throws LullError `not-allowed` for a key of no agent; `runner-elsewhere` for another runner than the one
 * that has the agent's name
 * @example const agent = await agentOf(runs, actor.id, { journal, process });
 */
export async function agentOf({ store }: Runs, key: string, runner: RunnerId | null): Promise<string> {
  const row = await store.db
    .selectFrom('run_agents')
    .select(['name', 'journal', 'process'])
    .where('key', '=', key)
    .where('name', '<>', '')
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw noAgent();
  if (runner === null || (row.journal === runner.journal && row.process === runner.process)) return row.name;
  throw elsewhere(row.name, 'is used by another runner, or this one has not said hello', SEVERAL);
}

const SEVERAL = 'Each agent has a key of its own: make another one with lull agents add.';
const LOST =
  'Start the agent on that host again: only its disk knows how far the steps came. Where it is lost: ' +
  'lull agents remove, then add.';

function elsewhere(name: string, what: string, todo: string): LullError {
  return new LullError('runner-elsewhere', `The agent ${name} ${what}`, todo, { agent: name });
}

/**
 * The refusal of a caller that is no agent.
 *
 * @example throw noAgent();
 */
export function noAgent(): LullError {
  return new LullError('not-allowed', 'This is the key of no agent', 'Make one with lull agents add NAME.', {
    action: 'agent',
  });
}
