import { LullError } from '../../../errors.ts';
import { type Input, lookInto } from '../../inputs.ts';
import type { Reading, ReadOptions } from '../../reading.ts';
import type { FileSource } from '../../source.ts';
import { newVisitorKey } from '../../visitors/hash.ts';
import { coarsen, coarsestOf, coarseWarning } from './coarse.ts';
import type { CountryTally } from './countries.ts';
import { formatNamed, formatNames, formatOf } from './formats.ts';
import type { Rules } from './judge.ts';
import { type LogFile, readInputs } from './read-inputs.ts';
import { parseStatuses } from './statuses.ts';
import { Totals } from './totals.ts';
import { warningsOf } from './warnings.ts';

const SHORTEST_BUCKET = 1000;

/** Access logs of web servers, proxies and load balancers. */
export const accessLogSource: FileSource = {
  name: 'access log',
  formats: formatNames,
  detect: (head) => formatOf(head)?.name ?? null,
  read,
};

/**
 * Reads access logs as one: visitors who are in several of the files count once. Every line is counted in a
 * bucket, dropped, or skipped with a reason, so that `lines` = requests + dropped + skipped; blank lines and
 * the headers of a format are no lines.
 *
 * @throws LullError `bad-option`, `source-unreadable`, `interrupted`
 */
async function read(inputs: readonly Input[], options: ReadOptions): Promise<Reading> {
  const rules = rulesOf(options);
  const countries = options.geo ? await openCountries(options.geo) : null;
  const assigned = await assignFormats(inputs, options);
  const totals = new Totals(rules.bucket, countries);
  await readInputs(assigned, { rules, totals, countries, options });

  const buckets = totals.buckets();
  const coarse = coarsestOf(totals.stamps, totals.stampsByFile, rules.bucket);
  // Visitors of two buckets can't be told apart any more: only another reading counts those of a longer one.
  if (coarse?.file && inputs.every(canBeReadAgain)) {
    const again = await read(inputs, { ...options, bucket: coarse.step });
    return { ...again, warnings: [coarseWarning(coarse, true), ...again.warnings] };
  }
  const step = coarse?.file === null ? coarse.step : null;
  const names = [...new Set(assigned.map(({ format }) => format.name))].sort();
  return {
    format: names.length === 1 ? names[0]! : `mixed (${names.join(', ')})`,
    files: inputs.length,
    lines: totals.lines,
    skipped: totals.skipped,
    dropped: totals.dropped,
    step: step ?? rules.bucket,
    buckets: step ? coarsen(buckets, step) : buckets,
    gapsAre: 'zero',
    ...(countries && { countries: countries.result() }),
    warnings: warningsOf(totals, coarse, options),
  };
}

function rulesOf(options: ReadOptions): Rules {
  const { bucket, keep, paths, statuses } = options;
  if (!(Number.isInteger(bucket) && bucket >= SHORTEST_BUCKET)) {
    throw new LullError('bad-option', `a bucket of ${bucket} ms is too short`, 'Use --bucket 1s or longer.');
  }
  return {
    key: newVisitorKey(),
    bucket,
    from: options.from ?? -Infinity,
    to: Math.min(options.to ?? Infinity, options.now),
    keepBots: keep.has('bots'),
    keepAssets: keep.has('assets'),
    paths: paths && paths.length > 0 ? paths : null,
    statuses: statuses && statuses.length > 0 ? parseStatuses(statuses) : null,
    forwardedFor: options.client?.forwardedFor ?? 0,
    zone: options.zone ?? 'UTC',
  };
}

async function openCountries(path: string): Promise<CountryTally> {
  const { CountryTally } = await import('./countries.ts');
  return CountryTally.open(path);
}

/** A file in which nothing can be read is read like the others: its lines are counted, and skipped. */
async function assignFormats(
  inputs: readonly Input[],
  { format: named, signal }: ReadOptions,
): Promise<LogFile[]> {
  if (named) return inputs.map((input) => ({ input, format: formatNamed(named) }));
  const looks = await Promise.all(inputs.map((input) => lookInto(input, formatOf, signal)));
  const found = looks.map((look) => look.found);
  const usual = found.find((format) => format !== null);
  if (!usual)
    throw new LullError('unreadable-traffic', 'no line is in a known format', 'Name one with --format.');
  return inputs.map((input, i) => ({ input, format: found[i] ?? usual }));
}

/** A pipe holds its bytes once. */
function canBeReadAgain({ path, size }: Input): boolean {
  return path !== null && size !== null;
}
