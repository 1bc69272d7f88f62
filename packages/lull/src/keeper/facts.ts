import type { Downtime, Facts } from '../downtime/contract.ts';
import type { Trx } from '../store/contract.ts';
import type { At, FactSource, KnownFacts } from './contract.ts';

type WorldFacts = Omit<Facts, 'obstacles'>;

/**
 * What all sources together know about a downtime's world: gates and requests add up, alerts are one list.
 * Without any source no gate is expected, nothing is counted and nothing fires.
 *
 * @example await gatherFacts([], downtime, trx, { now, catalog }) // { gates: { expected: 0, confirmed: 0 },
 * … }
 */
export async function gatherFacts(
  sources: readonly FactSource[],
  downtime: Downtime,
  trx: Trx,
  at: At,
): Promise<WorldFacts> {
  const known: KnownFacts[] = [];
  for (const source of sources) known.push(await source.gather(downtime, trx, at));
  const counted = known.map(({ inFlight }) => inFlight).filter((count) => typeof count === 'number');
  const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
  return {
    gates: {
      expected: sum(known.map(({ gates }) => gates?.expected ?? 0)),
      confirmed: sum(known.map(({ gates }) => gates?.confirmed ?? 0)),
      missing: known.flatMap(({ gates }) => gates?.missing ?? []),
    },
    inFlight: counted.length > 0 ? sum(counted) : null,
    firing: [...new Set(known.flatMap(({ firing }) => firing ?? []))],
    missing: known.flatMap(({ missing }) => missing ?? []),
    watching: known.some(({ watching }) => watching === true),
    pastReturn: known.some(({ pastReturn }) => pastReturn === true),
    checks: known.some(({ checks }) => checks === true),
  };
}
