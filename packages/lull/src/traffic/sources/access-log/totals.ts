import { LullError } from '../../../errors.ts';
import { type Bucket, type Dropped, mostBuckets, type Skipped } from '../../reading.ts';
import { VisitorPool } from '../../visitors/pool.ts';
import { type BatchResult, FLAGS, HASH_HIGH, HASH_LOW, RECORD, SLOT } from './batch.ts';
import { Stamps } from './coarse.ts';
import type { CountryTally } from './countries.ts';

interface Counts {
  requests: number;
  writes: number;
}

/** Batches of all files added up by bucket. */
export class Totals {
  lines = 0;
  forwarded = 0;
  agentless = 0;
  zoneless = false;
  readonly skipped: Skipped = { count: 0, first: null, byReason: {} };
  readonly dropped: Dropped = { bots: 0, assets: 0, filtered: 0 };
  /** Archives that could not be read to their end. */
  readonly torn: { file: string; why: string }[] = [];
  readonly stamps = new Stamps();
  readonly stampsByFile = new Map<string, Stamps>();
  readonly visitors = new VisitorPool();
  readonly #bucket: number;
  readonly #countries: CountryTally | null;
  readonly #buckets = new Map<number, Counts>();

  constructor(bucket: number, countries: CountryTally | null) {
    this.#bucket = bucket;
    this.#countries = countries;
  }

  /** Adds a batch; `linesBefore` are the lines of its file that came before it. */
  add(result: BatchResult, file: string, linesBefore: number): void {
    this.lines += result.lines;
    this.forwarded += result.forwarded;
    this.agentless += result.agentless;
    this.zoneless ||= result.zoneless;
    this.dropped.bots += result.bots;
    this.dropped.assets += result.assets;
    this.dropped.filtered += result.filtered;
    this.stamps.add(result);
    this.#stampsOf(file).add(result);
    for (const [why, { count, firstLine }] of result.faults)
      this.skip(why, count, linesBefore + firstLine, file);
    for (const slot of result.alive) this.#countsOf(slot);
    this.#addRecords(result.records);
  }

  /** Counts lines that could not be read. */
  skip(why: string, count: number, line: number, file: string): void {
    const { skipped } = this;
    const first = skipped.first;
    skipped.count += count;
    skipped.byReason[why] = (skipped.byReason[why] ?? 0) + count;
    if (!first || (first.file === file && line < first.line)) skipped.first = { line, why, file };
  }

  /** Counts what could not be read of an archive as one line. */
  addTorn(why: string, line: number, file: string): void {
    this.torn.push({ file, why });
    this.lines++;
    this.skip(why, 1, line, file);
  }

  /** The buckets in order, none twice. */
  buckets(): Bucket[] {
    return [...this.#buckets.keys()]
      .sort((a, b) => a - b)
      .map((slot) => ({
        start: slot * this.#bucket,
        ...this.#buckets.get(slot)!,
        visitors: this.visitors.count(slot),
        value: null,
      }));
  }

  #stampsOf(file: string): Stamps {
    const known = this.stampsByFile.get(file) ?? new Stamps();
    this.stampsByFile.set(file, known);
    return known;
  }

  #addRecords(records: Int32Array): void {
    let slot = -1;
    let counts: Counts = { requests: 0, writes: 0 };
    for (let at = 0; at < records.length; at += RECORD) {
      if (records[at + SLOT] !== slot) {
        slot = records[at + SLOT]!;
        counts = this.#countsOf(slot);
      }
      const flags = records[at + FLAGS]!;
      counts.requests++;
      counts.writes += flags & 1;
      const grown = this.visitors.add(slot, records[at + HASH_LOW]!, records[at + HASH_HIGH]!);
      if (grown > 0 && this.#countries) this.#countries.add(flags >>> 1, slot * this.#bucket, grown);
    }
  }

  #countsOf(slot: number): Counts {
    const known = this.#buckets.get(slot);
    if (known) return known;
    if (this.#buckets.size === mostBuckets) {
      throw new LullError(
        'bad-option',
        `the log fills more than ${mostBuckets.toLocaleString('en')} buckets`,
        'Choose longer buckets with --bucket, or a shorter period with --from and --to.',
      );
    }
    const counts = { requests: 0, writes: 0 };
    this.#buckets.set(slot, counts);
    return counts;
  }
}
