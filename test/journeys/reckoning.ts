/** A second opinion on windows, freezes and harm, reckoned start by start and without the product's own code. */
import { Temporal } from '../../packages/lull/src/time/temporal.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A window or a freeze on some days of each week. */
export interface WeeklyRule {
  readonly name: string;
  readonly zone: string;
  /** ISO days of the week of the start, Monday 1. */
  readonly days: readonly number[];
  /** Wall time of the start, `02:00`. */
  readonly at: string;
  readonly minutes: number;
  readonly risk?: 'low' | 'high' | 'downtime';
  readonly noticeDays?: number;
  readonly cutoffMinutes?: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Rules {
  readonly windows: readonly WeeklyRule[];
  readonly freezes: readonly WeeklyRule[];
}

/** What a wall clock in the zone shows. */
export function localTime(instant: number, zone: string) {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}

/** Every occurrence that touches the span. */
export function occurrences(rule: WeeklyRule, span: Span): (Span & { rule: WeeklyRule })[] {
  const found: (Span & { rule: WeeklyRule })[] = [];
  const back = rule.minutes * minute + 48 * hour;
  let day = localTime(span.start - back, rule.zone).toPlainDate();
  for (; ; day = day.add({ days: 1 })) {
    const start = day.toZonedDateTime({ timeZone: rule.zone, plainTime: rule.at }).epochMilliseconds;
    if (start >= span.end) return found;
    const end = start + rule.minutes * minute;
    if (rule.days.includes(day.dayOfWeek) && end > span.start) found.push({ start, end, rule });
  }
}

/** Why a full downtime may not start at `at`; null when it may. */
export function refusal(
  { windows, freezes }: Rules,
  at: number,
  takes: number,
  rollback: number,
  now: number,
): string | null {
  const needed = { start: at, end: at + takes + rollback };
  const around = { start: at - 30 * 24 * hour, end: needed.end + 30 * 24 * hour };
  for (const freeze of freezes.flatMap((rule) => occurrences(rule, around)))
    if (freeze.start < needed.end && needed.start < freeze.end) return `freeze ${freeze.rule.name}`;
  if (windows.length === 0) return null;
  const usable = windows
    .filter((rule) => (rule.risk ?? 'downtime') === 'downtime')
    .flatMap((rule) => occurrences(rule, around));
  const joined = usable.filter((window) => window.start <= at && at < window.end);
  if (joined.length === 0) return 'no window';
  const noticed = joined.some(({ rule }) => {
    const days = rule.noticeDays ?? 0;
    return days === 0 || at >= localTime(now, rule.zone).add({ days }).epochMilliseconds;
  });
  for (let grew = true; grew; ) {
    const span = {
      start: Math.min(...joined.map((window) => window.start)),
      end: Math.max(...joined.map((window) => window.end)),
    };
    const more = usable.filter((w) => !joined.includes(w) && w.start <= span.end && span.start <= w.end);
    joined.push(...more);
    grew = more.length > 0;
  }
  if (!noticed) return 'notice';
  if (at >= Math.max(...joined.map(({ end, rule }) => end - (rule.cutoffMinutes ?? 0) * minute)))
    return 'cutoff';
  return needed.end > Math.max(...joined.map(({ end }) => end)) ? 'length' : null;
}

/** The rules as the file that the product reads. */
export function asYaml({ windows, freezes }: Rules, zone: string): string {
  const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const recurring = (rule: WeeklyRule): string => {
    const first = Temporal.PlainDate.from('2025-12-01');
    const offset = Math.min(...rule.days.map((day) => day - 1));
    const days = rule.days.map((day) => names[day - 1]).join(',');
    return `zone: ${rule.zone}, start: ${first.add({ days: offset })}T${rule.at}, duration: PT${rule.minutes}M, rrule: "FREQ=WEEKLY;BYDAY=${days}"`;
  };
  const ofWindow = (rule: WeeklyRule): string =>
    `  ${rule.name}: { ${recurring(rule)}, risk: ${rule.risk ?? 'downtime'}, notice: P${rule.noticeDays ?? 0}D, cutoff: PT${rule.cutoffMinutes ?? 0}M }`;
  const lines = [`services:\n  shop: { zone: ${zone}`];
  if (windows.length > 0) lines[0] += `, windows: [${windows.map(({ name }) => name).join(', ')}]`;
  lines[0] += ' }';
  if (windows.length > 0) lines.push('windows:', ...windows.map(ofWindow));
  if (freezes.length > 0)
    lines.push('freezes:', ...freezes.map((rule) => `  ${rule.name}: { ${recurring(rule)} }`));
  return `${lines.join('\n')}\n`;
}

/** Traffic that is the same every week on the zone's clock: deep in one night of each weekday, deepest on one. */
export function weeklyFigure(zone: string, quietest: { day: number; hour: number }): (at: number) => number {
  return (at) => {
    const local = localTime(at, zone);
    const hours = local.hour + local.minute / 60;
    const away = Math.min(Math.abs(hours - quietest.hour), 24 - Math.abs(hours - quietest.hour));
    const daysAway = (local.dayOfWeek - quietest.day + 7) % 7;
    return Math.round(100 * (10 + 12 * away + 4 * daysAway + 0.35 * hours)) / 100;
  };
}

/** Sum over a span of a figure per bucket; a bucket that is partly inside counts by its part. */
export function costOf(figure: (at: number) => number, step: number, { start, end }: Span): number {
  let sum = 0;
  for (let bucket = Math.floor(start / step) * step; bucket < end; bucket += step)
    sum += (figure(bucket) * (Math.min(end, bucket + step) - Math.max(start, bucket))) / step;
  return sum;
}

/** The figures as CSV. */
export function asCsv(figure: (at: number) => number, step: number, { start, end }: Span): string {
  const rows = ['timestamp,value'];
  for (let at = start; at < end; at += step) rows.push(`${new Date(at).toISOString()},${figure(at)}`);
  return `${rows.join('\n')}\n`;
}
