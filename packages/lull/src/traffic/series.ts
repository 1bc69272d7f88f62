import type { Instant } from '../time/instant.ts';

/** One figure per bucket over a period without gaps: NaN where nothing is known. */
export interface Series {
  /** Start of the first bucket, UTC. */
  readonly start: Instant;
  /** Length of a bucket in milliseconds. */
  readonly step: number;
  readonly values: Float64Array;
}
