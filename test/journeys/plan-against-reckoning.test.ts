import { afterAll, describe, expect, it } from 'vitest';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import {
  asCsv,
  asYaml,
  costOf,
  localTime,
  type Rules,
  refusal,
  type WeeklyRule,
  weeklyFigure,
} from './reckoning.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const every = [1, 2, 3, 4, 5, 6, 7];
const place = workplace();
afterAll(place.remove);

interface Case {
  readonly title: string;
  readonly zone: string;
  readonly now: string;
  readonly quietest: { day: number; hour: number };
  readonly step: number;
  readonly takes: number;
  readonly rollback?: number;
  readonly within?: number;
  readonly notBefore?: string;
  readonly windows?: readonly WeeklyRule[];
  readonly freezes?: readonly WeeklyRule[];
}

const nightly = { name: 'nightly', days: every, at: '22:00', minutes: 480 } as const;

const cases: Case[] = [
  {
    title: 'no rules at all',
    zone: 'UTC',
    now: '2026-03-02T00:00:00Z',
    quietest: { day: 3, hour: 4 },
    step: 60,
    takes: 120,
  },
  {
    title: 'a present between two buckets and a length that is no multiple of one',
    zone: 'America/New_York',
    now: '2026-02-11T10:37:23Z',
    quietest: { day: 5, hour: 4 },
    step: 60,
    takes: 85,
  },
  {
    title: 'a zone half an hour off, hourly buckets, windows across midnight',
    zone: 'Asia/Kolkata',
    now: '2026-02-11T03:00:00Z',
    quietest: { day: 7, hour: 1 },
    step: 60,
    takes: 150,
    windows: [{ ...nightly, zone: 'Asia/Kolkata', days: [5, 6], cutoffMinutes: 60 }],
  },
  {
    title: 'the week in which half an hour is left out (Lord Howe), in steps of five minutes',
    zone: 'Australia/Lord_Howe',
    now: '2026-09-28T00:00:00Z',
    quietest: { day: 1, hour: 3 },
    step: 30,
    takes: 60,
    windows: [{ ...nightly, zone: 'Australia/Lord_Howe', days: [7, 1], at: '23:45', minutes: 255 }],
  },
  {
    title: 'the week in which an hour is left out, the window beginning in it',
    zone: 'Europe/Berlin',
    now: '2026-03-24T00:00:00Z',
    quietest: { day: 7, hour: 4 },
    step: 60,
    takes: 120,
    within: 7 * 1440,
    windows: [{ name: 'sunday', zone: 'Europe/Berlin', days: [7], at: '02:30', minutes: 240 }],
  },
  {
    title: 'the week in which an hour comes twice, the window around it',
    zone: 'America/Chicago',
    now: '2026-10-27T00:00:00Z',
    quietest: { day: 7, hour: 5 },
    step: 60,
    takes: 120,
    within: 7 * 1440,
    windows: [{ name: 'sunday', zone: 'America/Chicago', days: [7], at: '00:30', minutes: 420 }],
  },
  {
    title: 'a freeze over the best hours, in another zone than the windows',
    zone: 'Europe/Berlin',
    now: '2026-02-09T00:00:00Z',
    quietest: { day: 4, hour: 3 },
    step: 30,
    takes: 90,
    windows: [{ ...nightly, zone: 'Europe/Berlin' }],
    freezes: [{ name: 'market', zone: 'Asia/Tokyo', days: [3, 4], at: '08:00', minutes: 600 }],
  },
  {
    title: 'work that fits only where two windows touch',
    zone: 'UTC',
    now: '2026-02-09T00:00:00Z',
    quietest: { day: 6, hour: 3 },
    step: 30,
    takes: 300,
    windows: [
      { name: 'early', zone: 'UTC', days: [6], at: '00:00', minutes: 180, cutoffMinutes: 30 },
      { name: 'late', zone: 'UTC', days: [6, 7], at: '03:00', minutes: 180 },
      { name: 'soft', zone: 'UTC', days: every, at: '06:00', minutes: 600, risk: 'high' },
    ],
  },
  {
    title: 'notice that rules out the nearest best night, cutoff and way back',
    zone: 'America/Los_Angeles',
    now: '2026-02-09T12:00:00Z',
    quietest: { day: 2, hour: 2 },
    step: 15,
    takes: 60,
    rollback: 75,
    windows: [
      {
        ...nightly,
        zone: 'America/Los_Angeles',
        at: '23:00',
        minutes: 300,
        noticeDays: 3,
        cutoffMinutes: 150,
      },
    ],
  },
  {
    title: '--not-before and a horizon that ends in the best night',
    zone: 'UTC',
    now: '2026-02-09T00:00:00Z',
    quietest: { day: 3, hour: 4 },
    step: 60,
    takes: 180,
    within: 2 * 1440 + 6 * 60,
    notBefore: '2026-02-10T11:20:00Z',
  },
];

describe('lull plan beside a reckoning of every start', () => {
  it.each(cases)('$title', async (given) => {
    const now = Date.parse(given.now);
    const step = given.step * minute;
    const takes = given.takes * minute;
    const rollback = (given.rollback ?? 0) * minute;
    const rules: Rules = { windows: given.windows ?? [], freezes: given.freezes ?? [] };
    const figure = weeklyFigure(given.zone, given.quietest);
    const historyStart = Math.floor(now / day) * day - 6 * 7 * day;
    const folder = given.title.replaceAll(/\W+/g, '-');
    place.write(`${folder}/counts.csv`, asCsv(figure, step, { start: historyStart, end: now - step }));
    place.write(`${folder}/lull.yaml`, asYaml(rules, given.zone));
    const from = Math.max(now, given.notBefore ? Date.parse(given.notBefore) : 0);
    const end = now + (given.within ?? 14 * 1440) * minute;

    const args = ['plan', '--traffic', `${folder}/counts.csv`, '--config', `${folder}/lull.yaml`, '--json'];
    args.push('--takes', `${given.takes}m`, '--now', given.now, '--within', `PT${(end - now) / minute}M`);
    args.push('--top', '4');
    if (rollback > 0) args.push('--rollback', `${given.rollback}m`);
    if (given.notBefore) args.push('--not-before', given.notBefore);
    const { code, stdout, stderr } = await place.run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const plan = JSON.parse(stdout);

    const starts: number[] = [];
    for (let at = Math.ceil(from / step) * step; at + takes <= end; at += step)
      if (refusal(rules, at, takes, rollback, now) === null) starts.push(at);
    const costs = starts.map((start) => costOf(figure, step, { start, end: start + takes }));
    const least = Math.min(...costs);
    expect(starts.length).toBeGreaterThan(0);

    const found: number[] = plan.candidates.map(({ start }: { start: string }) => Date.parse(start));
    for (const start of found) {
      expect(refusal(rules, start, takes, rollback, now)).toBeNull();
      expect(start).toBeGreaterThanOrEqual(from);
      expect(start + takes).toBeLessThanOrEqual(end);
    }
    const chosen = costOf(figure, step, { start: found[0]!, end: found[0]! + takes });
    expect(chosen).toBeLessThanOrEqual(least * 1.01);
    const { expected, low, high } = plan.candidates[0].harm;
    expect(Math.abs(expected / chosen - 1)).toBeLessThan(0.005);
    expect(low).toBeLessThanOrEqual(chosen);
    expect(high).toBeGreaterThanOrEqual(chosen);

    const night = (at: number) =>
      localTime(at - 12 * hour, given.zone)
        .toPlainDate()
        .toString();
    expect(new Set(found.map(night)).size).toBe(found.length);
    const inOrder = found.toSorted((a, b) => a - b);
    for (const [i, start] of inOrder.entries())
      if (i > 0) expect(start - inOrder[i - 1]!).toBeGreaterThanOrEqual(takes);
    const best = new Map<string, number>();
    for (const [i, start] of starts.entries())
      best.set(night(start), Math.min(best.get(night(start)) ?? Number.POSITIVE_INFINITY, costs[i]!));
    for (const start of found.slice(0, 3)) {
      const cost = costOf(figure, step, { start, end: start + takes });
      expect(cost).toBeLessThanOrEqual(best.get(night(start))! * 1.02);
    }
  });
});
