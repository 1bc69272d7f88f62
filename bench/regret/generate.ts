import { DAY, HOUR, MINUTE, WEEK } from '../../packages/lull/src/time/instant.ts';
import { offsetAt } from '../../packages/lull/src/time/zone.ts';
import type { BenchSeries } from './load.ts';
import { normal, poisson, seedOf, uniform } from './random.ts';

/** How one kind of service is used. */
interface Kind {
  readonly zone: string;
  readonly step: number;
  readonly weeks: number;
  /** Relative traffic at an hour of the local day (0 to 24) on a day of the week (0 is Monday), in a week since the start. */
  readonly shape: (hour: number, day: number, week: number) => number;
  /** Mean count per hour at a shape of 1. */
  readonly perHour: number;
  /** Relative spread of a slow swing that lasts hours (log-normal). */
  readonly noise: number;
  /** Factor by the week since the start. */
  readonly trend?: (week: number) => number;
  /** Counts as drawn (false: rates without sampling noise). */
  readonly counts?: boolean;
  /** Bursts a week, each of an hour or two at 3 to 20 times the traffic. */
  readonly bursts?: number;
  /** Outages a year, each of 1 to 20 hours. */
  readonly outages?: number;
}

/** A day with its low at `low` o'clock, `depth` of the traffic gone there, the night as sharp as `sharp`. */
const daily =
  (low: number, depth: number, sharp = 1) =>
  (hour: number) =>
    1 - depth * ((1 + Math.cos(((hour - low) / 24) * 2 * Math.PI)) / 2) ** sharp;
const office = (hour: number, day: number) =>
  0.03 + (day < 5 ? Math.exp(-(((hour - 13) / 4) ** 4)) : 0.08 * Math.exp(-(((hour - 14) / 5) ** 2)));
const nightLife = (hour: number, day: number) => {
  const evening = (hour + 24 - 6) % 24;
  const night = day >= 4 && day <= 5 ? 1.6 : 0.7;
  return 0.15 + night * Math.exp(-(((evening - 17) / 4) ** 2)) + 0.4 * Math.exp(-(((evening - 6) / 4) ** 2));
};
const batch = (hour: number) =>
  daily(3, 0.6)(hour) + (hour >= 2 && hour < 2.5 ? 3 : 0) + (hour >= 4 && hour < 4.25 ? 2 : 0);

const kinds: Readonly<Record<string, Kind>> = {
  'web, strong nights': {
    zone: 'Europe/Berlin',
    step: HOUR,
    weeks: 40,
    shape: daily(4, 0.93, 0.8),
    perHour: 4000,
    noise: 0.12,
    outages: 4,
  },
  'web, 5 minutes': {
    zone: 'America/New_York',
    step: 5 * MINUTE,
    weeks: 14,
    shape: daily(4, 0.85),
    perHour: 900,
    noise: 0.15,
  },
  'office tool': {
    zone: 'Europe/London',
    step: 30 * MINUTE,
    weeks: 30,
    shape: office,
    perHour: 600,
    noise: 0.15,
    outages: 3,
  },
  'office tool, small': {
    zone: 'America/Los_Angeles',
    step: HOUR,
    weeks: 30,
    shape: office,
    perHour: 12,
    noise: 0.2,
  },
  'night life': {
    zone: 'America/Chicago',
    step: 15 * MINUTE,
    weeks: 20,
    shape: nightLife,
    perHour: 2000,
    noise: 0.2,
  },
  'weak week': {
    zone: 'Asia/Kolkata',
    step: HOUR,
    weeks: 30,
    shape: (h, d) => daily(4, 0.3)(h) * (d > 4 ? 0.95 : 1),
    perHour: 3000,
    noise: 0.15,
  },
  'flat network': {
    zone: 'UTC',
    step: 15 * MINUTE,
    weeks: 16,
    shape: () => 1,
    perHour: 50_000,
    noise: 0.15,
    counts: false,
  },
  'low counts': {
    zone: 'Australia/Sydney',
    step: HOUR,
    weeks: 40,
    shape: daily(4, 0.9, 0.7),
    perHour: 5,
    noise: 0.2,
  },
  'API with night batches': {
    zone: 'Europe/Paris',
    step: 5 * MINUTE,
    weeks: 12,
    shape: batch,
    perHour: 6000,
    noise: 0.12,
    counts: false,
  },
  growing: {
    zone: 'America/Sao_Paulo',
    step: HOUR,
    weeks: 40,
    shape: daily(5, 0.8),
    perHour: 300,
    noise: 0.15,
    trend: (w) => 1.06 ** w,
  },
  'level shifts': {
    zone: 'Asia/Tokyo',
    step: 30 * MINUTE,
    weeks: 36,
    shape: daily(4, 0.85),
    perHour: 2000,
    noise: 0.15,
    trend: (w) => [1, 2.5, 0.6][Math.floor(w / 9) % 3]!,
    outages: 6,
  },
  'school year': {
    zone: 'Europe/Madrid',
    step: HOUR,
    weeks: 52,
    shape: office,
    perHour: 900,
    noise: 0.15,
    trend: (w) => (w % 13 > 10 ? 0.25 : 1),
  },
  'always busy': {
    zone: 'UTC',
    step: 30 * MINUTE,
    weeks: 20,
    shape: (h, d) => 1 + 0.08 * daily(7, 1)(h) + (d === 6 ? -0.03 : 0),
    perHour: 20_000,
    noise: 0.04,
  },
  'closed at night': {
    zone: 'Pacific/Auckland',
    step: HOUR,
    weeks: 30,
    shape: (h) => (h >= 7 && h < 22 ? 1 : 0),
    perHour: 80,
    noise: 0.2,
  },
  'drifting day': {
    zone: 'Europe/Stockholm',
    step: HOUR,
    weeks: 52,
    shape: (h, d, w) => daily(3.5 + 1.5 * Math.sin(w / 5), 0.85)(h) * (d > 4 ? 0.8 : 1),
    perHour: 2000,
    noise: 0.12,
  },
  bursts: {
    zone: 'America/Toronto',
    step: 15 * MINUTE,
    weeks: 26,
    shape: daily(4, 0.8),
    perHour: 1500,
    noise: 0.15,
    bursts: 4,
  },
  'Friday and Saturday off': {
    zone: 'Asia/Riyadh',
    step: HOUR,
    weeks: 30,
    shape: (h, d) => daily(5, 0.9)(h) * (d === 4 || d === 5 ? 0.35 : 1),
    perHour: 500,
    noise: 0.15,
  },
};

function generate(id: string, kind: Kind): BenchSeries {
  const next = uniform(seedOf(id, 1));
  const start = Date.UTC(2025, 0, 6) + Math.floor(next() * 30) * DAY;
  const count = Math.round((kind.weeks * WEEK) / kind.step);
  const stay = Math.exp(-kind.step / (4 * HOUR));
  const values = new Float64Array(count);
  let swing = normal(next);
  for (let i = 0; i < count; i++) {
    const at = start + i * kind.step;
    const local = at + offsetAt(at, kind.zone);
    const hour = (local % DAY) / HOUR;
    const day = Math.floor((local + 3 * DAY) / DAY) % 7;
    swing = stay * swing + Math.sqrt(1 - stay * stay) * normal(next);
    const week = Math.floor((i * kind.step) / WEEK);
    const trend = kind.trend?.(week) ?? 1;
    const rate =
      kind.shape(hour, day, week) * trend * Math.exp(kind.noise * swing) * kind.perHour * (kind.step / HOUR);
    values[i] = kind.counts === false ? rate : poisson(next, rate);
  }
  for (let n = Math.round((kind.bursts ?? 0) * kind.weeks); n > 0; n--) {
    const from = Math.floor(next() * count);
    const to = Math.min(count, from + Math.round(((1 + next()) * HOUR) / kind.step));
    const times = 3 + 17 * next() ** 3;
    for (let i = from; i < to; i++) values[i]! *= times;
  }
  for (let n = Math.round(((kind.outages ?? 0) * kind.weeks) / 52); n > 0; n--) {
    const from = Math.floor(next() * count);
    values.fill(0, from, from + Math.round(((1 + 19 * next() ** 2) * HOUR) / kind.step));
  }
  return { id, zone: kind.zone, series: { start, step: kind.step, values } };
}

/** Series of each kind: enough that luck evens out. */
const perKind = 3;

/** A set of series of many kinds, always the same. */
export function generated(): BenchSeries[] {
  return Object.entries(kinds).flatMap(([name, kind]) =>
    Array.from({ length: perKind }, (_, i) => generate(`${name} ${i + 1}`, kind)),
  );
}
