/** The values of a series' labels, in the order in which its metric names them. */
type Labels = readonly (string | number)[];

interface MetricOptions {
  /** As the metric is called outside, such as `lull_http_requests_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** A metric that only rises while the process lives. */
export interface Counter {
  add(labels?: Labels, by?: number): void;
}

/** A metric that rises and falls. */
export interface Gauge {
  set(value: number, labels?: Labels): void;
  /** Sets these alone: what isn't among them is not told any more. */
  replace(all: readonly (readonly [Labels, number])[]): void;
  add(by: number, labels?: Labels): void;
}

/** How often a figure was how large. */
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** All metrics of a process and how they are told. */
export interface Registry {
  counter(options: MetricOptions): Counter;
  gauge(options: MetricOptions): Gauge;
  /** @param options.buckets the upper bounds that are counted to, rising */
  histogram(options: MetricOptions & { readonly buckets: readonly number[] }): Histogram;
  /** Has `read` run before each telling, for figures that are looked up when somebody asks. */
  beforeTelling(read: () => void | Promise<void>): void;
  /** Everything in Prometheus' text format, version 0.0.4. */
  text(): Promise<string>;
}

/** So many series does one metric have; what comes after is counted together as `other`. */
export const mostSeries = 500;

interface Series {
  readonly labels: Labels;
  value: number;
  /** Of a histogram only: how many were at most each bound, and how many there were. */
  readonly counts: number[];
  total: number;
}

/**
 * A registry without metrics.
 *
 * Source of the format: https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * @example
 * const registry = createRegistry();
 * registry.counter({ name: 'calls_total', help: 'Calls.', labels: ['who'] }).add(['me']);
 * await registry.text(); // … calls_total{who="me"} 1
 */
export function createRegistry(): Registry {
  const tellers: (() => string[])[] = [];
  const reads: (() => void | Promise<void>)[] = [];
  const metric = (type: string, options: MetricOptions, buckets: readonly number[] = []) => {
    const series = new Map<string, Series>();
    tellers.push(() => [
      `# HELP ${options.name} ${options.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${options.name} ${type}`,
      ...[...series.values()].flatMap((one) => lines(options, buckets, one)),
    ]);
    const at = (labels: Labels = []) => seriesOf(series, labels, buckets.length);
    return Object.assign(at, { forget: () => series.clear() });
  };
  return {
    counter: (options) => {
      const at = metric('counter', options);
      if (!options.labels) at();
      return {
        add: (labels, by = 1) => {
          at(labels).value += by;
        },
      };
    },
    gauge: (options) => {
      const at = metric('gauge', options);
      return {
        set: (value, labels) => {
          at(labels).value = value;
        },
        replace: (all) => {
          at.forget();
          for (const [labels, value] of all) at(labels).value = value;
        },
        add: (by, labels) => {
          at(labels).value += by;
        },
      };
    },
    histogram: (options) => {
      const at = metric('histogram', options, options.buckets);
      return { observe: (value, labels) => observe(at(labels), value, options.buckets) };
    },
    beforeTelling: (read) => {
      reads.push(read);
    },
    text: async () => {
      for (const read of reads) await read();
      return `${tellers.flatMap((tell) => tell()).join('\n')}\n`;
    },
  };
}

function seriesOf(all: Map<string, Series>, labels: Labels, buckets: number): Series {
  const key = labels.join('\0');
  const known = all.get(key);
  if (known) return known;
  if (all.size >= mostSeries && labels.some((label) => label !== 'other')) {
    return seriesOf(
      all,
      labels.map(() => 'other'),
      buckets,
    );
  }
  const made = { labels, value: 0, counts: new Array<number>(buckets).fill(0), total: 0 };
  all.set(key, made);
  return made;
}

function observe(series: Series, value: number, buckets: readonly number[]): void {
  series.value += value;
  series.total += 1;
  // Bounds are told cumulatively, so each one that holds the value counts it.
  for (let i = buckets.length - 1; i >= 0 && value <= buckets[i]!; i -= 1) series.counts[i]! += 1;
}

function lines({ name, labels = [] }: MetricOptions, buckets: readonly number[], series: Series): string[] {
  const pairs = labels.map((label, i) => `${label}=${quoted(String(series.labels[i] ?? ''))}`);
  if (buckets.length === 0) return [`${name}${braced(pairs)} ${figure(series.value)}`];
  const upTo = [...buckets.map(figure), '+Inf'].map(
    (bound, i) => `${name}_bucket${braced([...pairs, `le="${bound}"`])} ${series.counts[i] ?? series.total}`,
  );
  return [
    ...upTo,
    `${name}_sum${braced(pairs)} ${figure(series.value)}`,
    `${name}_count${braced(pairs)} ${series.total}`,
  ];
}

function braced(pairs: readonly string[]): string {
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function figure(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
