import { sql } from 'kysely';
import type { Reader, Trx } from '../../store/contract.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { FoundFile } from '../runner/contract.ts';

/** How long an agent counts as there without another word; it says one every 5 s. */
export const LEASE = 15 * SECOND;

/** A host that runs steps, as it said last. */
export interface Agent {
  /** Empty for the server itself. */
  readonly name: string;
  readonly host: string | null;
  readonly version: string | null;
  readonly files: readonly FoundFile[];
  readonly trouble: string | null;
  /** Null where it was never heard. */
  readonly heardAt: Instant | null;
  readonly isThere: boolean;
}

/**
 * Agents as they said last, by their name.
 *
 * @param names only these; all when left out
 * @param now by which it is told whether they are there
 * @example (await agentsNow(trx, now, [''])).get('')?.isThere
 */
export async function agentsNow(
  db: Reader,
  now: Instant,
  names?: readonly string[],
): Promise<ReadonlyMap<string, Agent>> {
  let query = db.selectFrom('run_agents').selectAll().where('removed_at', 'is', null);
  if (names) query = query.where(sql<boolean>`name = any(${[...names]}::text[])`);
  const rows = await query.orderBy('name').execute();
  return new Map(
    rows.map((row) => [
      row.name,
      {
        name: row.name,
        host: row.host,
        version: row.version,
        files: row.files as readonly FoundFile[],
        trouble: row.trouble,
        heardAt: row.heard_at?.getTime() ?? null,
        isThere: row.lease_until !== null && row.lease_until.getTime() > now,
      },
    ]),
  );
}

/** When agents were heard last; those that never were are left out. */
export async function heardAt(trx: Trx, names: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const rows = await trx
    .selectFrom('run_agents')
    .select(['name', 'heard_at'])
    .where(sql<boolean>`name = any(${[...names]}::text[])`)
    .where('removed_at', 'is', null)
    .where('heard_at', 'is not', null)
    .execute();
  return new Map(rows.map(({ name, heard_at }) => [name, heard_at!.getTime()]));
}

/** The step file of that name and hash in an agent's folder; null where it is not there as it should be. */
export function fileOf(
  agent: Pick<Agent, 'files'> | undefined,
  { name, hash }: Pick<FoundFile, 'name' | 'hash'>,
): FoundFile | null {
  return agent?.files.find((file) => file.name === name && file.hash === hash) ?? null;
}
