import { printable } from '../../printable.ts';
import { spokenLength, spokenTime } from '../../time/spoken.ts';
import { type Bucket, periodOf, type Reading } from '../../traffic/reading.ts';
import type { Paint } from '../terminal.ts';
import { figure, table, wrap } from './table.ts';

const bars = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/**
 * What was read, as a person reads it: the counts, what was skipped and why, and a curve of the whole period.
 */
export function trafficReport(reading: Reading, columns: number, style: Paint): string[] {
  const { format, files, lines, skipped, dropped, buckets, step } = reading;
  const period = periodOf(reading);
  const rows = [
    ['format', format],
    ['read', `${counted(lines, 'line')} in ${counted(files, 'file')}`],
    ['buckets', `${buckets.length.toLocaleString('en')} of ${spokenLength(step)}`],
  ];
  if (period) rows.push(['period', `${spokenTime(period.start, 'UTC')} to ${spokenTime(period.end, 'UTC')}`]);
  for (const metric of ['requests', 'writes', 'visitors', 'value'] as const) {
    const said = totals(buckets, metric);
    if (said) rows.push([metric, said]);
  }
  if (reading.countries) rows.push(['countries', countriesOf(reading.countries)]);
  const left = Object.entries(dropped).filter(([, count]) => count > 0);
  if (left.length > 0) {
    rows.push(['left out', left.map(([what, count]) => `${count.toLocaleString('en')} ${what}`).join(', ')]);
  }
  if (skipped.count > 0) rows.push(['skipped', style.yellow(skippedWords(reading))]);
  const report = table(rows, 'll').flatMap((line) => wrap(line, columns, ' '.repeat(10)));
  const curve = period ? ['', curveOf(reading, Math.min(columns, 72))] : [];
  const warnings = reading.warnings.flatMap((w) =>
    wrap(`${style.yellow('beware')}: ${printable(w.message)}`, columns, '  '),
  );
  return [...report, ...curve, ...(warnings.length > 0 ? ['', ...warnings] : [])];
}

function countriesOf({ database, list }: NonNullable<Reading['countries']>): string {
  const counts = list.map(({ country, byHourOfWeek }) => ({
    country,
    count: byHourOfWeek.reduce((a, b) => a + b, 0),
  }));
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const most = counts.sort((a, b) => b.count - a.count).slice(0, 8);
  const shares = most.map(
    ({ country, count }) => `${printable(country)} ${Math.round((100 * count) / all)} %`,
  );
  return `${shares.join(', ') || 'none known'} (by ${printable(database)})`;
}

function skippedWords({ skipped, lines }: Reading): string {
  const { count, first, byReason } = skipped;
  const where = first
    ? `: first at line ${first.line}${first.file ? ` of ${printable(first.file)}` : ''} because ${printable(first.why)}`
    : '';
  const reasons = Object.entries(byReason);
  const all =
    reasons.length > 1 ? ` (${reasons.map(([why, times]) => `${times} ${printable(why)}`).join(', ')})` : '';
  return `${count.toLocaleString('en')} of ${counted(lines, 'line')}${where}${all}`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function totals(
  buckets: readonly Bucket[],
  metric: 'requests' | 'writes' | 'visitors' | 'value',
): string | null {
  let sum = 0;
  let most = 0;
  let known = 0;
  for (const bucket of buckets) {
    const count = bucket[metric];
    if (count === null) continue;
    known++;
    sum += count;
    most = Math.max(most, count);
  }
  if (known === 0) return null;
  const perBucket = `${figure(sum / known)} a bucket, ${figure(most)} at most`;
  return metric === 'visitors' ? perBucket : `${figure(sum)} (${perBucket})`;
}

/** Mean per stretch of the period, a column each. */
function curveOf({ buckets, step }: Reading, width: number): string {
  const start = buckets[0]!.start;
  const length = buckets.at(-1)!.start + step - start;
  const sums = new Float64Array(width);
  for (const { start: at, visitors, requests, value } of buckets) {
    sums[Math.floor(((at - start) / length) * width)]! += visitors ?? requests ?? value ?? 0;
  }
  const most = sums.reduce((a, b) => Math.max(a, b), 0) || 1;
  return Array.from(sums, (sum) => bars[Math.ceil((sum / most) * (bars.length - 1))]).join('');
}
