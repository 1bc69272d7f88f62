import { excerpt } from '../../../printable.ts';
import { formatInstant } from '../../../time/instant.ts';
import { spokenLength } from '../../../time/spoken.ts';
import { type Gathered, toBuckets } from '../../figures/buckets.ts';
import { MISSING, readFigure } from '../../figures/figure.ts';
import { meaninglessOptions } from '../../figures/meaningless.ts';
import { PointColumns } from '../../figures/points.ts';
import type { Reading, ReadOptions, Skipped, Warning } from '../../reading.ts';
import type { UrlSource } from '../../source.ts';
import type { AnsweredSeries } from './answer.ts';
import { ask, type CallLimits } from './ask.ts';
import { withoutEchoes } from './echoes.ts';
import { isPrometheus, parseLocation, type RangeQuery } from './location.ts';
import { type Page, pagesOf, parametersOf } from './pages.ts';
import { LabelledSeries } from './series.ts';

/** Prometheus refuses more than 11,000 points a call. */
const limits: Limits = { pagePoints: 10_000, timeout: 30_000, answerBytes: 64 * 2 ** 20 };

/** What one call may ask for, and how long and large it may become. */
export interface Limits extends CallLimits {
  readonly pagePoints: number;
}

/** A range query to Prometheus, VictoriaMetrics, Thanos or Mimir. Its points are the figures. */
export const prometheusSource: UrlSource = {
  name: 'prometheus',
  accepts: isPrometheus,
  read: (location, options) => readPrometheus(location, options, limits, process.env.LULL_PROMETHEUS_TOKEN),
};

/**
 * Reads a query page by page.
 *
 * @param token bearer token, used where the location carries no user and password
 * @throws LullError `bad-source`, `source-unavailable`, `source-refused`, `unknown-series`
 * @example await readPrometheus('http://localhost:9090?query=sum(visitors)&step=1h', options)
 */
export async function readPrometheus(
  location: string,
  options: ReadOptions,
  { pagePoints, ...call }: Limits = limits,
  token?: string,
): Promise<Reading> {
  const query = parseLocation(location, options, token);
  const choice = new LabelledSeries(options.series);
  const points = new ReadPoints(query.stamp === 'end' ? query.step : 0);
  const warnings = new Set<string>();
  let bytes = 0;
  for (const page of pagesOf(query, options.now, pagePoints)) {
    const answer = await ask(query.endpoint, parametersOf(query, page), call, options.signal);
    const series = choice.pick(answer.series);
    if (series) points.take(series, page);
    for (const warning of answer.warnings) warnings.add(warning);
    bytes += answer.bytes;
    options.onProgress?.({ bytes, total: null, lines: points.count });
  }
  choice.check();
  const told = [...warnings].map((message) => ({ code: 'source-warning', message }));
  return toReading(query, points, options, [...meaninglessOptions(options), ...told]);
}

/** Points as they come in, by the start of the step that they tell of. */
class ReadPoints {
  readonly columns = new PointColumns();
  readonly skipped: Skipped = { count: 0, first: null, byReason: {} };
  count = 0;
  readonly #shift: number;

  constructor(shift: number) {
    this.#shift = shift;
  }

  /** Takes what lies on the page; what a server adds beyond it would be counted twice. */
  take({ values }: AnsweredSeries, { first, last }: Page): void {
    for (const [seconds, text] of values) {
      const at = Math.round(seconds * 1000);
      if (at < first || at > last) continue;
      this.count++;
      const figure = readFigure(text, false);
      if (typeof figure === 'object') this.#skip(text, figure.reason);
      else if (figure !== MISSING) this.columns.push(at - this.#shift, figure);
    }
  }

  #skip(text: string, reason: string): void {
    const { byReason } = this.skipped;
    this.skipped.count++;
    this.skipped.first ??= { line: this.count, why: `"${excerpt(text)}" is ${reason}` };
    byReason[reason] = (byReason[reason] ?? 0) + 1;
  }
}

function toReading(query: RangeQuery, read: ReadPoints, options: ReadOptions, warnings: Warning[]): Reading {
  const { points } = read.columns.inOrder();
  const fresh = withoutEchoes(points, query.step);
  const gathered = fresh
    ? toBuckets(fresh, options.bucket, options.now)
    : toBuckets(points, options.bucket, options.now, query.step);
  return {
    format: 'prometheus',
    files: 0,
    lines: read.count,
    skipped: read.skipped,
    dropped: { bots: 0, assets: 0, filtered: gathered.unfinished },
    step: gathered.step,
    buckets: gathered.buckets,
    gapsAre: 'missing',
    warnings: [...warnings, ...remarks(query, read.count, fresh ? gathered : null), ...gathered.warnings],
  };
}

function remarks(query: RangeQuery, count: number, coarser: Gathered | null): Warning[] {
  const found: Warning[] = [];
  if (count === 0) {
    const period = `${formatInstant(query.start)} and ${formatInstant(query.end)}`;
    found.push({ code: 'empty-query', message: `The query has no points between ${period}.` });
  } else if (query.guessed && query.stamp === 'end') {
    const message =
      'The query looks back from each time, so that a point tells of the step before it; ' +
      'stamp=start in the address says otherwise.';
    found.push({ code: 'stamp-end', message });
  }
  if (coarser) {
    found.push({
      code: 'coarser-samples',
      message: `The samples are ${spokenLength(coarser.step)} apart and were read with that step.`,
    });
  }
  return found;
}
