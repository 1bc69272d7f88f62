import { execFileSync } from 'node:child_process';
import { parseCatalog } from '../../packages/lull/src/catalog/load.ts';
import { calendarOf } from '../../packages/lull/src/plan/calendar.ts';
import { planFromTraffic } from '../../packages/lull/src/plan/from-traffic.ts';
import { DAY, HOUR, MINUTE } from '../../packages/lull/src/time/instant.ts';
import type { Bucket, Reading } from '../../packages/lull/src/traffic/reading.ts';
import { calledWith } from '../options.ts';
import { median, writeSection } from '../report.ts';

// How long a plan takes once the traffic is read and lull.yaml is loaded, and how that grows.
const now = Date.UTC(2026, 10, 2);
const step = 5 * MINUTE;
const takes = 2 * HOUR;
const runs = 31;

interface Size {
  readonly days: number;
  readonly windows: number;
  readonly freezes: number;
  readonly ahead: number;
}

const sizes: Size[] = [
  { days: 91, windows: 50, freezes: 12, ahead: 14 },
  { days: 182, windows: 100, freezes: 25, ahead: 14 },
  { days: 365, windows: 200, freezes: 50, ahead: 14 },
  { days: 730, windows: 400, freezes: 100, ahead: 14 },
];

const usage = `npm run bench:plan
  --cold N  the first plan of this process, in ms, of the size number N; nothing is written`;

const { cold } = calledWith(usage, { cold: { type: 'string' } }).values;
if (cold !== undefined) {
  // A child of the run below: the first plan of a fresh process, which is what a command is.
  console.log(timed(question(sizes[Number(cold)]!)));
} else {
  const rows = sizes.map((size, i) => {
    const ask = question(size);
    for (let warm = 0; warm < 5; warm++) ask();
    const times = Array.from({ length: runs }, () => timed(ask));
    return { ...size, buckets: (size.days * DAY) / step, ms: median(times), first: median(firstPlans(i)) };
  });
  const goal = rows.find(({ days }) => days === 365)!;
  writeSection('bench:plan', 'npm run bench:plan', [
    `| history | windows | freezes | plan, median of ${runs} | the first one of a fresh process |`,
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${row.buckets.toLocaleString('en')} buckets of 5 min | ${row.windows} | ${row.freezes} | ${row.ms.toFixed(1)} ms | ${row.first.toFixed(1)} ms |`,
    ),
    '',
    `Goal: a year of 5-minute buckets, 14 days ahead, 200 windows and 50 freezes under 30 ms: ${goal.ms.toFixed(1)} ms.`,
    `Twice of everything takes ${(rows.at(-1)!.ms / goal.ms).toFixed(2)} times as long.`,
  ]);
}

function firstPlans(size: number): number[] {
  const args = [import.meta.filename, '--cold', String(size)];
  return Array.from({ length: 5 }, () => Number(execFileSync(process.execPath, args, { encoding: 'utf8' })));
}

function question({ days, windows, freezes, ahead }: Size): () => ReturnType<typeof planFromTraffic> {
  const reading = history(days);
  const catalog = parseCatalog(config(windows, freezes), 'bench.yaml');
  const work = { takes, rollback: 0, mode: 'full', announced: now } as const;
  return () =>
    planFromTraffic(reading, {
      now,
      zone: 'Europe/Berlin',
      work,
      horizon: { start: now, end: now + ahead * DAY },
      masks: [],
      holidays: [],
      calendarOver: calendarOf(catalog, catalog.services.get('shop')!),
      team: {
        zone: 'America/New_York',
        hours: { from: 540, to: 1020 },
        days: ['MO', 'TU', 'WE', 'TH', 'FR'],
      },
      top: 5,
      warnings: [],
    });
}

function history(days: number): Reading {
  const buckets: Bucket[] = [];
  for (let start = now - days * DAY; start < now; start += step) {
    const hour = ((start % DAY) / HOUR + 24) % 24;
    const requests = Math.round(
      400 + 300 * Math.sin(((hour - 10) / 24) * 2 * Math.PI) + ((start / step) % 17),
    );
    buckets.push({
      start,
      requests,
      writes: Math.round(requests / 9),
      visitors: Math.round(requests / 3),
      value: null,
    });
  }
  return {
    format: 'generated',
    files: 1,
    lines: 0,
    skipped: { count: 0, first: null, byReason: {} },
    dropped: { bots: 0, assets: 0, filtered: 0 },
    step,
    buckets,
    gapsAre: 'zero',
    warnings: [],
  };
}

function config(windows: number, freezes: number): string {
  const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const names = Array.from({ length: windows }, (_, i) => `w${i}`);
  const rules = [
    (i: number) => `FREQ=WEEKLY;BYDAY=${days[i % 7]}`,
    () => 'FREQ=DAILY',
    (i: number) => `FREQ=MONTHLY;BYDAY=${(i % 4) + 1}${days[i % 7]}`,
    (i: number) => `FREQ=WEEKLY;INTERVAL=2;BYDAY=${days[i % 7]},${days[(i + 3) % 7]}`,
  ];
  const time = (i: number): string =>
    `${String(i % 6).padStart(2, '0')}:${String((i % 4) * 15).padStart(2, '0')}`;
  return [
    'services:',
    `  shop: { zone: Europe/Berlin, windows: [${names.join(', ')}] }`,
    'windows:',
    ...names.map(
      (name, i) =>
        `  ${name}: { zone: Europe/Berlin, start: "20${10 + (i % 15)}-01-05T${time(i)}", duration: PT4H, rrule: "${rules[i % 4]!(i)}" }`,
    ),
    'freezes:',
    ...Array.from(
      { length: freezes },
      (_, i) =>
        `  f${i}: { zone: Europe/Berlin, start: "2020-${String((i % 12) + 1).padStart(2, '0')}-10T00:00", duration: P2D, rrule: "FREQ=YEARLY" }`,
    ),
  ].join('\n');
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
