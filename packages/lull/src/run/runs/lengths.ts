import { sql } from 'kysely';
import type { Reader } from '../../store/contract.ts';
import { type Lengths, lengthKey } from '../conduct/estimate.ts';
import type { Phase } from '../runner/contract.ts';

/** As many earlier runs of a step tell how long it takes. */
const MOST = 10;

/** Step files on their hosts, of which lengths are wanted. */
export type Files = readonly { readonly agent: string | null; readonly file: { readonly name: string } }[];

/**
 * How long the steps of these files took before, the last runs of each.
 *
 * @example (await lastLengths(trx, run.parts)).get(lengthKey(part, 'forward', 'copy')) // [62_000, 58_500]
 */
export async function lastLengths(db: Reader, files: Files): Promise<Lengths> {
  const names = [...new Set(files.map(({ file }) => file.name))];
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ agent: string | null; file: string; phase: Phase; name: string; ms: string }>`
    select agent, file, phase, name, ms from (
      select p.agent, p.file, s.phase, s.name, s.started_at,
        floor(extract(epoch from s.ended_at - s.started_at) * 1000)::bigint as ms,
        row_number() over (partition by p.agent, p.file, s.phase, s.name order by s.started_at desc) as nth
      from run_parts p join run_steps s on s.run = p.run and s.part = p.part
      where p.file = any(${names}::text[]) and s.outcome = 'done'
    ) as seen where nth <= ${MOST} order by agent, file, phase, name, started_at desc`.execute(db);
  const lengths = new Map<string, number[]>();
  for (const { agent, file, phase, name, ms } of rows) {
    const key = lengthKey({ agent, file: { name: file } }, phase, name);
    lengths.set(key, [...(lengths.get(key) ?? []), Number(ms)]);
  }
  return lengths;
}
