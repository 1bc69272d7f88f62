import { LullError } from '../../../errors.ts';
import { openChunks } from '../../chunks.ts';
import { toBuckets } from '../../figures/buckets.ts';
import { unusable } from '../../figures/figure.ts';
import { meaninglessOptions } from '../../figures/meaningless.ts';
import { PointColumns } from '../../figures/points.ts';
import { SeriesChoice } from '../../figures/series-choice.ts';
import type { Input } from '../../inputs.ts';
import type { Reading, ReadOptions, Skipped, Warning } from '../../reading.ts';
import type { FileSource } from '../../source.ts';
import { CsvFile } from './file.ts';
import { detectLayout } from './layout.ts';
import { LineSplitter } from './lines.ts';
import { StampReader } from './stamps.ts';

/**
 * Files of `timestamp,value` or `series_id,timestamp,value`. What is in a row is the figure of the time from
 * its stamp to the next one.
 */
export const csvSource: FileSource = { name: 'csv', formats: ['csv'], detect, read };

function detect(head: Buffer): string | null {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => {
    if (lines.length < 50 && line.trim() !== '') lines.push(line);
  });
  splitter.feed(head);
  splitter.end();
  return detectLayout(lines) ? 'csv' : null;
}

/** Rows of the chosen series as they are read, and what became of the others. */
class Rows {
  readonly columns = new PointColumns();
  readonly skipped: Skipped = { count: 0, first: null, byReason: {} };
  filtered = 0;
  good = 0;
  readonly #wanted: string | undefined;
  readonly #choice: SeriesChoice;
  readonly #from: number;
  readonly #to: number;

  constructor(options: ReadOptions) {
    this.#wanted = options.series;
    this.#choice = new SeriesChoice(options.series);
    this.#from = options.from ?? Number.NEGATIVE_INFINITY;
    this.#to = Math.min(options.to ?? Number.POSITIVE_INFINITY, options.now);
  }

  point(series: string, at: number, figure: number): void {
    this.good++;
    if (at < this.#from || at >= this.#to) {
      if (series === (this.#wanted ?? series)) this.filtered++;
    } else if (this.#choice.takes(series) && !Number.isNaN(figure)) this.columns.push(at, figure);
  }

  skip(file: string, line: number, { reason, why }: { reason: string; why: string }): void {
    this.skipped.count++;
    this.skipped.first ??= { line, why, file };
    this.skipped.byReason[reason] = (this.skipped.byReason[reason] ?? 0) + 1;
  }

  check(): void {
    this.#choice.check();
    const { first, byReason } = this.skipped;
    if (this.good > 0 || !first) return;
    const reasons = Object.keys(byReason);
    if (reasons.every((reason) => unusable.some((each) => each === reason))) {
      throw new LullError(
        'unreadable-traffic',
        `all values are ${reasons.join(' or ')}: ${first.file}, line ${first.line}: ${first.why}`,
        'Give how much there was in each step: numbers from 0 to 1e15.',
        { skipped: this.skipped },
      );
    }
    throw new LullError(
      'unreadable-traffic',
      `no row reads as timestamp,value or series_id,timestamp,value: ` +
        `${first.file}, line ${first.line}: ${first.why}`,
      'Give times in ISO 8601 or as an epoch, numbers as values, and , ; or tabs between them.',
      { skipped: this.skipped },
    );
  }
}

async function read(inputs: readonly Input[], options: ReadOptions): Promise<Reading> {
  const rows = new Rows(options);
  const stamps = new StampReader(options.zone ?? 'UTC');
  const warnings: Warning[] = meaninglessOptions(options);
  const total = inputs.every((input) => input.size !== null)
    ? inputs.reduce((sum, input) => sum + input.size!, 0)
    : null;
  let lines = 0;
  let bytes = 0;
  for (const input of inputs) {
    const file = new CsvFile(stamps, {
      point: (series, at, figure) => rows.point(series, at, figure),
      refused: (line, refusal) => rows.skip(input.name, line, refusal),
    });
    const chunks = openChunks(input, {
      signal: options.signal,
      onBytes: (more) => {
        bytes += more;
      },
      onTorn: (why) => warnings.push({ code: 'torn-archive', message: `${input.name}: ${why}` }),
    });
    for await (const chunk of chunks) {
      file.feed(chunk);
      options.onProgress?.({ bytes, total, lines: lines + file.lines });
    }
    file.end();
    lines += file.lines;
  }
  rows.check();
  return toReading(rows, stamps, { files: inputs.length, lines, warnings, options });
}

function toReading(
  rows: Rows,
  stamps: StampReader,
  {
    files,
    lines,
    warnings,
    options,
  }: { files: number; lines: number; warnings: Warning[]; options: ReadOptions },
): Reading {
  if (stamps.zoneless > 0 && options.zone === undefined) {
    warnings.push({
      code: 'assumed-utc',
      message: 'Times that carry no offset were read as UTC; --log-zone names their zone.',
    });
  }
  const { points, repeated } = rows.columns.inOrder();
  if (repeated > 0) {
    warnings.push({
      code: 'repeated-stamps',
      message: `${repeated} ${repeated === 1 ? 'row repeats' : 'rows repeat'} a time that the series has already; the last of each was taken.`,
    });
  }
  const { step, buckets, unfinished, warnings: ofBuckets } = toBuckets(points, options.bucket, options.now);
  return {
    format: 'csv',
    files,
    lines,
    skipped: rows.skipped,
    dropped: { bots: 0, assets: 0, filtered: rows.filtered + unfinished },
    step,
    buckets,
    gapsAre: 'missing',
    warnings: [...warnings, ...ofBuckets],
  };
}
