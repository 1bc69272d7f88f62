import { sql } from 'kysely';
import type { Reader } from '../../../store/contract.ts';

/** How many leases of a monitor are in a state; `failing` are those whose last attempt failed. */
export interface SilenceFigure {
  readonly silencer: string;
  readonly state: 'wanted' | 'held' | 'ending' | 'failing';
  readonly count: number;
}

/**
 * How it stands with what monitors are to be quiet about.
 *
 * @param known names of monitors that are told of, also where nothing is to be quiet in them
 * @throws LullError `store-unavailable`
 * @example (await silenceFigures(store.db, ['alerts'])).find(({ state }) => state === 'failing')?.count
 */
export async function silenceFigures(
  db: Reader,
  known: readonly string[],
): Promise<readonly SilenceFigure[]> {
  const { rows } = await sql<{ silencer: string } & Record<SilenceFigure['state'], string>>`
    select silencer,
      count(*) filter (where state = 'wanted') as wanted, count(*) filter (where state = 'held') as held,
      count(*) filter (where state = 'ending') as ending,
      count(*) filter (where error is not null) as failing
    from run_silences where state <> 'gone' group by silencer`.execute(db);
  const states = ['wanted', 'held', 'ending', 'failing'] as const;
  const found = new Map(rows.map((row) => [row.silencer, row]));
  return [...new Set([...known, ...found.keys()])].flatMap((silencer) =>
    states.map((state) => ({ silencer, state, count: Number(found.get(silencer)?.[state] ?? 0) })),
  );
}
