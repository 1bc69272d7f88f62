import { afterAll, describe, expect, it } from 'vitest';
import { workplace } from '../../packages/lull/test/cli/lull.ts';
import { asYaml, occurrences, type Rules, refusal, type WeeklyRule } from './reckoning.ts';

const second = 1_000;
const minute = 60 * second;
const day = 1440 * minute;
const every = [1, 2, 3, 4, 5, 6, 7];
const place = workplace();
afterAll(place.remove);

const calendars: { title: string; zone: string; now: string; rules: Rules }[] = [
  {
    title: 'windows that touch, with cutoffs and a freeze that begins inside',
    zone: 'Europe/Berlin',
    now: '2026-03-26T09:00:00Z',
    rules: {
      windows: [
        { name: 'sunday', zone: 'Europe/Berlin', days: [7], at: '01:30', minutes: 180, cutoffMinutes: 45 },
        { name: 'brunch', zone: 'Europe/Berlin', days: [7], at: '05:30', minutes: 240, noticeDays: 2 },
      ],
      freezes: [{ name: 'race', zone: 'Asia/Tokyo', days: [7], at: '15:10', minutes: 50 }],
    },
  },
  {
    title: 'nights of a zone that moves its clocks by half an hour',
    zone: 'Australia/Lord_Howe',
    now: '2026-10-01T00:00:00Z',
    rules: {
      windows: [
        { name: 'night', zone: 'Australia/Lord_Howe', days: every, at: '23:00', minutes: 240, noticeDays: 1 },
        { name: 'soft', zone: 'Australia/Lord_Howe', days: every, at: '03:00', minutes: 300, risk: 'high' },
      ],
      freezes: [{ name: 'feast', zone: 'Asia/Kolkata', days: [6], at: '18:30', minutes: 1440 }],
    },
  },
  {
    title: 'no windows, freezes alone',
    zone: 'America/New_York',
    now: '2026-10-29T00:00:00Z',
    rules: {
      windows: [],
      freezes: [{ name: 'sale', zone: 'America/New_York', days: [7], at: '01:30', minutes: 60 }],
    },
  },
];
const takes = 90 * minute;
const rollback = 20 * minute;

describe('lull may beside a reckoning, at the edges of every rule', () => {
  it.each(calendars)('$title', async ({ title, zone, now: present, rules }) => {
    const now = Date.parse(present);
    const file = `${title.replaceAll(/\W+/g, '-')}.yaml`;
    place.write(file, asYaml(rules, zone));
    const isOpen = (at: number) => refusal(rules, at, takes, rollback, now) === null;
    const ask = async (at: number) => {
      const when = new Date(at).toISOString();
      const args = ['may', '--at', when, '--takes', '90m', '--rollback', 'PT20M', '--now', present];
      const { code, stdout, stderr } = await place.run([...args, '--config', file, '--json']);
      expect({ when, stderr }).toEqual({ when, stderr: '' });
      return { when, code, answer: JSON.parse(stdout) };
    };

    const span = { start: now, end: now + 4 * day };
    const first = (rule: WeeklyRule) => occurrences(rule, span).slice(0, 1);
    const edges = [
      ...rules.windows
        .flatMap(first)
        .flatMap(({ start, end, rule }) => [
          start,
          end - (rule.cutoffMinutes ?? 0) * minute,
          end - takes - rollback,
        ]),
      ...rules.freezes.flatMap(first).flatMap(({ start, end }) => [start - takes - rollback, end]),
    ];
    const asked = [...new Set(edges.flatMap((edge) => [edge - second, edge]))];
    for (let i = 0; i < asked.length; i += 4) {
      const answers = await Promise.all(asked.slice(i, i + 4).map(ask));
      for (const { when, code, answer } of answers) {
        const at = Date.parse(when);
        const why = refusal(rules, at, takes, rollback, now);
        expect({ when, open: answer.open, why }).toEqual({ when, open: why === null, why });
        expect({ when, code }).toEqual({ when, code: why === null ? 0 : 3 });
        if (why !== null) expect(answer.reasons.length).toBeGreaterThan(0);

        const changes = Date.parse(answer.changesAt);
        expect({ when, changes: answer.changesAt, later: changes > at }).toMatchObject({ later: true });
        for (let between = at; between < changes; between += 5 * minute)
          expect({ when, between, open: isOpen(between) }).toEqual({ when, between, open: answer.open });
        expect({ when, at: answer.changesAt, open: isOpen(changes) }).toMatchObject({ open: !answer.open });
      }
    }
  });
});
