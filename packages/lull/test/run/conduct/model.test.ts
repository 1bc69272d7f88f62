import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '../../../src/run/conduct/questions.ts';
import type { Outline } from '../../../src/run/steps/contract.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { outline, step } from './outlines.ts';
import { Stage, words } from './stage.ts';

const oneOf = fc.constantFrom;

const outlines: fc.Arbitrary<Outline> = fc
  .record({
    steps: fc.integer({ min: 1, max: 3 }),
    verify: fc.boolean(),
    watch: fc.boolean(),
    noReturn: fc.option(fc.integer({ min: 0, max: 2 }), { nil: -1, freq: 5 }),
    atBadWatch: oneOf('close-again', 'tell'),
    atFailure: oneOf('roll-back', 'ask'),
  })
  .map(({ steps, verify, watch, noReturn, atBadWatch, atFailure }) =>
    outline({
      steps: Array.from({ length: steps }, (_, i) => step(`s${i}`, { pointOfNoReturn: i === noReturn })),
      verify: verify ? [step('check')] : [],
      watch: watch ? [{ name: 'errors', over: MINUTE }] : [],
      atBadWatch: atBadWatch as Outline['atBadWatch'],
      atFailure: atFailure as Outline['atFailure'],
    }),
  );

const part = fc.nat({ max: 2 });
type Move = (stage: Stage) => void;

const at = (stage: Stage, i: number): number => i % stage.hosts.length;

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: part.map(
      (i): Move =>
        (stage) =>
          stage.deliver(at(stage, i)),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.tuple(part, oneOf('well', 'well', 'well', 'badly')).map(
      ([i, luck]): Move =>
        (stage) =>
          stage.hosts[at(stage, i)]!.act(luck as 'well', stage.now),
    ),
  },
  {
    weight: 1,
    arbitrary: part.map(
      (i): Move =>
        (stage) =>
          stage.hosts[at(stage, i)]!.crash(stage.now),
    ),
  },
  {
    weight: 6,
    // From somewhere: repeated, and with gaps that are filled later.
    arbitrary: fc.tuple(part, fc.nat({ max: 6 })).map(
      ([i, back]): Move =>
        (stage) => {
          const { reports } = stage.run!.parts[at(stage, i)]!;
          stage.send(at(stage, i), Math.max(0, reports - 2 + (back % 4)));
        },
    ),
  },
  {
    weight: 12,
    arbitrary: fc.nat({ max: 40 }).map(
      (which): Move =>
        (stage) =>
          stage.receive(which),
    ),
  },
  {
    weight: 4,
    arbitrary: oneOf(SECOND, SECOND, 40 * SECOND, 10 * MINUTE, 100 * MINUTE).map(
      (ms): Move =>
        (s) =>
          s.wait(ms),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: 2 }).map(
      (confirmed): Move =>
        (stage) => {
          stage.gates = { expected: 2, confirmed };
        },
    ),
  },
  {
    weight: 1,
    arbitrary: part.map(
      (i): Move =>
        (stage) =>
          void stage.away.add(at(stage, i)),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Move>((stage) => stage.away.clear()) },
  {
    weight: 2,
    arbitrary: oneOf(...words).map(
      (word): Move =>
        (stage) =>
          stage.say(word),
    ),
  },
  {
    weight: 2,
    arbitrary: oneOf('done', 'again', 'failed').map(
      (a): Move =>
        (s) =>
          s.answer(a as 'done'),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Move>((stage) => stage.settle(4)) },
);

const worlds = fc.record({
  outlines: fc.array(outlines, { minLength: 1, maxLength: 3 }),
  mode: oneOf('full', 'full', 'full', 'at-risk', 'hold'),
  atTurnBack: oneOf('extend', 'roll-back', 'ask'),
  verify: fc.boolean(),
  moves: fc.array(moves, { maxLength: 120, size: 'max' }),
});

/** What must hold whatever happens. */
function mustHold(stage: Stage): void {
  const truths = stage.hosts.map(({ truth }) => truth);
  const running = stage.hosts.flatMap((host) => host.running ?? []);
  // Requests that wait are let go when they have waited as long as they may, whatever steps do.
  if (stage.isOpenByRule && stage.downtime.plan.mode !== 'hold') {
    const isDone = truths.flat().every((one) => one === 'done');
    const isUndone = truths.flat().every((one) => one === 'untouched' || one === 'undone');
    expect(isDone || isUndone, `${stage.downtime.state} with ${JSON.stringify(truths)}`).toBe(true);
    expect(running.every(({ phase }) => phase === 'watch' || phase === 'verify')).toBe(true);
  }
  expect(new Set(running.map(({ phase }) => phase)).size, JSON.stringify(running)).toBeLessThanOrEqual(1);
}

/** It is over, or somebody knows that a person has to decide. */
function mustBeKnown(stage: Stage): void {
  const run = stage.run!;
  if (run.endedAt !== null) {
    // Once it is over before its downtime is, a person goes on by hand.
    if (run.state === 'completed') expect(['completed', 'aborted']).toContain(stage.downtime.state);
    return;
  }
  const isAsked = run.parts.some(({ attempts }) => attempts.some(isOpen));
  const told = JSON.stringify({ state: run.state, was: run.was, why: run.why, in: stage.downtime.state });
  if (stage.downtime.state === 'failed')
    expect([run.state, run.why], told).toEqual(['stuck', expect.any(String)]);
  else expect(run.state === 'asking' && (isAsked || stage.asked.includes(run.why!)), told).toBe(true);
}

describe('a run in any world', () => {
  it('never lets the gate open on a half-done change, and is never stuck without anybody knowing', () => {
    fc.assert(
      fc.property(worlds, ({ outlines: files, moves: all, ...plan }) => {
        const stage = new Stage(files, plan as never);
        for (const move of all) {
          move(stage);
          mustHold(stage);
        }
        stage.settle();
        mustHold(stage);
        mustBeKnown(stage);
      }),
      { numRuns: Number(process.env.LULL_RUNS ?? 300) },
    );
  });
});
