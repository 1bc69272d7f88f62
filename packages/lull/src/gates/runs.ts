import type { Confirmation } from '@lull/gate/follow';
import type { Instant } from '../time/instant.ts';

/** The runs that were heard under one name: a process begins another with every start. */
export interface Runs {
  readonly run: string;
  /** The last report of it that was counted. */
  readonly report: number;
  /** Those before it, the latest first. */
  readonly earlier: readonly string[];
  /** Until when it is held that several processes bear the name; null where they never did. */
  readonly sharedUntil: Instant | null;
}

/** As many processes under one name are found out. */
const MOST = 16;

/**
 * Of a name that was not heard before.
 *
 * @example firstRun(confirmation).sharedUntil === null
 */
export function firstRun({ run, report }: Pick<Confirmation, 'run' | 'report'>): Runs {
  return { run, report, earlier: [], sharedUntil: null };
}

/**
 * What is known of a name once it says something more. A run that is heard again after another shows that
 * both live: then one of them may be open while the other says that the gate is closed. Isolates of a worker
 * speak for all of them on purpose.
 *
 * @param lease how long a word counts, in milliseconds
 * @example nextRun({ run: 'b', report: 0, earlier: ['a'], sharedUntil: null }, { run: 'a', ... }, 15_000,
 * now)
 */
export function nextRun(
  last: Runs,
  { run, report, kind }: Pick<Confirmation, 'run' | 'report' | 'kind'>,
  lease: number,
  now: Instant,
): Runs {
  if (run === last.run) return { ...last, report: Math.max(report, last.report) };
  if (kind === 'worker') return { ...last, run, report };
  const isBack = last.earlier.includes(run);
  return {
    run,
    report,
    earlier: [last.run, ...last.earlier.filter((one) => one !== run)].slice(0, MOST),
    sharedUntil: isBack ? now + 2 * lease : last.sharedUntil,
  };
}
