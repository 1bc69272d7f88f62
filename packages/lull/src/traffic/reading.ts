import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';

/**
 * What one bucket of traffic held. A figure that the source does not know is null, which is not zero; a
 * bucket that was not read at all is not in the list.
 */
export interface Bucket {
  /** Start of the bucket, UTC. */
  readonly start: Instant;
  readonly requests: number | null;
  /** Requests by unsafe methods (all but GET, HEAD, OPTIONS, TRACE). */
  readonly writes: number | null;
  /** Distinct visitors (client and user agent). */
  readonly visitors: number | null;
  /** The figure of a source that knows only one (CSV, Prometheus). */
  readonly value: number | null;
}

/** A reading or a history of more buckets than this is refused: it would fill the memory. */
export const mostBuckets = 4_000_000;

/** Lines that could not be read, and why. */
export interface Skipped {
  count: number;
  /** The first of them: its line number (from 1) in its file. */
  first: { line: number; why: string; file?: string } | null;
  byReason: Record<string, number>;
}

/** Lines that were read and left out on purpose. */
export interface Dropped {
  bots: number;
  assets: number;
  /** Left out by --from, --to, --path or --status. */
  filtered: number;
}

/** Something a person should know about an otherwise good answer. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** Visitors of one country, by hour of the week in UTC (168 figures, Monday 00:00 first). */
export interface CountryTraffic {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly byHourOfWeek: readonly number[];
}

/** What was read from a traffic source, before anything is made of it. */
export interface Reading {
  /** Name of the format, or `mixed (a, b)`. */
  readonly format: string;
  readonly files: number;
  readonly lines: number;
  readonly skipped: Skipped;
  readonly dropped: Dropped;
  /** Length of a bucket in milliseconds; coarser than asked for where the source's stamps are. */
  readonly step: number;
  /** Sorted by start, each once, whole steps apart: aligned to the step in UTC or as a coarser source is. */
  readonly buckets: readonly Bucket[];
  /**
   * Whether a bucket that is not listed, between two that are, means that nobody came (a log writes a line
   * for each request) or that nothing is known (a CSV or a metric has no point there).
   */
  readonly gapsAre: 'zero' | 'missing';
  /** Who came from where; only with a --geo file. */
  readonly countries?: { readonly database: string; readonly list: readonly CountryTraffic[] };
  readonly warnings: readonly Warning[];
}

/** How far a long reading has come. */
export interface Progress {
  readonly bytes: number;
  /** Bytes in all, where that is known (standard input has none). */
  readonly total: number | null;
  readonly lines: number;
}

/** How traffic is to be read. */
export interface ReadOptions {
  /** Name of a format, when it is not to be detected. */
  readonly format?: string;
  /** Series of a source that holds several. */
  readonly series?: string;
  /** Length of a bucket in milliseconds; a source that is coarser makes it longer. */
  readonly bucket: number;
  readonly keep: ReadonlySet<'bots' | 'assets'>;
  /** Only what lies in here is counted; the rest is dropped as filtered. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Only requests whose path begins with one of these. */
  readonly paths?: readonly string[];
  /** Only these statuses: `200`, `2xx`, `200-399`. */
  readonly statuses?: readonly string[];
  /** Where a visitor's address is read from: the connection, or nth from the right of X-Forwarded-For. */
  readonly client?: { readonly forwardedFor: number };
  /** Zone of stamps that carry none (syslog, some CSV files); UTC without it. */
  readonly zone?: string;
  /** An .mmdb file that tells the country of an address. */
  readonly geo?: string;
  /** The moment that counts as the present: nothing after it is used. */
  readonly now: Instant;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The period from the first bucket's start to the last one's end, or null when there is none. */
export function periodOf(reading: Pick<Reading, 'buckets' | 'step'>): Interval | null {
  const first = reading.buckets[0];
  const last = reading.buckets.at(-1);
  return first && last ? { start: first.start, end: last.start + reading.step } : null;
}
