import { LullError } from '../../errors.ts';
import type { Runs } from '../contract.ts';
import type { Report } from '../runner/contract.ts';

/** Which part of which run. */
type Which = Pick<Report, 'run' | 'part'>;

/**
 * Refuses what is told of parts that were never ordered from an agent, and what is told with it. A key that
 * was stolen opens nobody else's runs by it; an agent that is right but for a server that has forgotten a
 * run tells the rest anew.
 *
 * @param agent its name; null for the server's own runner
 * @throws LullError `not-ordered`, with those `parts` as `run/part`
 * @example await demandOrdered(runs, 'db-1', reports);
 */
export async function demandOrdered(runs: Runs, agent: string | null, told: readonly Which[]): Promise<void> {
  const all = new Set(told.map(keyOf));
  if (all.size === 0) return;
  const rows = await runs.store.db
    .selectFrom('run_parts')
    .select(['run', 'part', 'agent'])
    .where('run', 'in', [...new Set(told.map(({ run }) => run))])
    .where('serial', '>', '0')
    .execute();
  const ordered = new Set(rows.filter((row) => row.agent === agent).map(keyOf));
  const parts = [...all.difference(ordered)];
  if (parts.length === 0) return;
  runs.log.warn({ agent, parts: parts.slice(0, SHOWN) }, 'an agent tells of what was never ordered from it');
  throw new LullError(
    'not-ordered',
    `${parts.length} of the parts that are told of were never ordered from ${agent ?? 'this server'}`,
    'Tell only of what is ordered; where that was by another server, tell that one.',
    { parts },
  );
}

/** As many of them stand in the log. */
const SHOWN = 5;

const keyOf = ({ run, part }: Which): string => `${run}/${part}`;
