import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear } from '../../../src/run/conduct/hear.ts';
import type { Run } from '../../../src/run/contract.ts';
import type { Report, ReportWhat } from '../../../src/run/runner/contract.ts';
import { outline, step } from './outlines.ts';
import { Stage } from './stage.ts';

const at = { phase: 'forward', place: 0, attempt: 1, name: 'dump' } as const;

const story: readonly ReportWhat[] = [
  { kind: 'started', ...at },
  { kind: 'ended', ...at, outcome: 'failed', code: 1, error: 'no disk' },
  { kind: 'asks', ...at, about: 'failed', question: 'again?' },
  { kind: 'stuck', phase: 'forward', why: 'it failed' },
  { kind: 'through', phase: 'forward' },
];

const reports = story.map(
  (what, i): Report => ({ run: 'r', part: 0, number: i + 1, at: i, serial: 1, what }),
);

const fresh = (): Run => new Stage([outline({ steps: [step('dump', { pointOfNoReturn: true })] })]).run!;
const told = (all: readonly Report[]): Run => all.reduce((run, one) => hear(run, one, 100), fresh());

describe('a report', () => {
  it('is heard once and in its order, however often and in whatever order it comes', () => {
    const whole = told(reports);
    expect(whole).toMatchObject({
      isPastReturn: true,
      parts: [{ reports: 5, through: ['forward'], stuck: null }],
    });
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 }), { maxLength: 40 }), (order) => {
        const some = told(order.map((i) => reports[i]!));
        expect(some).toEqual(told(reports.slice(0, some.parts[0]!.reports)));
        expect(told([...order.map((i) => reports[i]!), ...reports])).toEqual(whole);
      }),
    );
  });

  it('tells once what became of an attempt', () => {
    const run = told(reports.slice(0, 2));
    const more = { ...reports[1]!, number: 3, what: { ...story[1]!, outcome: 'done' } as ReportWhat };
    const next = hear(run, more, 100);
    expect(next.parts[0]!.reports).toBe(3);
    expect(next.parts[0]!.attempts).toBe(run.parts[0]!.attempts);
  });

  it('is believed nothing that can not be', () => {
    const strange = (report: Partial<Report>) => hear(fresh(), { ...reports[0]!, ...report }, 100).parts[0]!;
    for (const wrong of [Number.NaN, -1e20, 1e20, 0.5]) {
      expect(strange({ at: wrong }).attempts[0]!.startedAt).toBe(100);
      expect(strange({ what: { kind: 'started', ...at, attempt: wrong } }).attempts).toEqual([]);
    }
  });

  it('is of no other part, and of no step that the file has not', () => {
    const run = fresh();
    expect(hear(run, { ...reports[0]!, part: 7 }, 0)).toBe(run);
    const strange = hear(run, { ...reports[0]!, what: { kind: 'started', ...at, place: 5 } }, 0);
    expect(strange.parts[0]).toMatchObject({ reports: 1, attempts: [] });
  });

  it('lies never after now, and holds nothing that no database keeps', () => {
    const what: ReportWhat = {
      kind: 'ended',
      ...at,
      outcome: 'failed',
      code: 1,
      error: `\0\ud800${'x'.repeat(9_000)}`,
    };
    const run = [reports[0]!, { ...reports[1]!, at: 5_000, what }].reduce(
      (all, one) => hear(all, one, 100),
      fresh(),
    );
    const [attempt] = run.parts[0]!.attempts;
    expect(attempt).toMatchObject({ startedAt: 0, endedAt: 100 });
    expect(attempt!.error).toHaveLength(2_000);
    expect(attempt!.error).toMatch(/^\ufffd\ufffdx+$/);
  });

  it('says that a part rests only in answer to the order that asked', () => {
    const run = fresh();
    const asked = { ...run, parts: [{ ...run.parts[0]!, serial: 3, goal: 'rest' as const }] };
    const rests = (serial: number): Report => ({ ...reports[0]!, serial, what: { kind: 'rests' } });
    expect(hear(asked, rests(1), 0).parts[0]!.rests).toBe(false);
    expect(hear(asked, rests(3), 0).parts[0]!.rests).toBe(true);
  });
});
