import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Answer, Order, StepOutcome } from '../../../src/run/runner/contract.ts';
import type { Entry, Standing } from '../../../src/run/runner/journal/contract.ts';
import { after, blank } from '../../../src/run/runner/journal/standing.ts';
import { nextOf } from '../../../src/run/runner/next.ts';
import type { Step, Steps } from '../../../src/run/steps/contract.ts';

const undertaking = {
  action: { kind: 'command', argv: ['true'], folder: null },
  timeLimit: 1_000,
  retryAfter: 0,
  environment: {},
  secrets: {},
} as const;

interface Drawn {
  readonly steps: readonly {
    readonly idempotent: boolean;
    readonly retries: number;
    readonly hasRollback: boolean;
    readonly isPoint: boolean;
  }[];
  readonly atFailure: 'ask' | 'roll-back';
  /** What becomes of one attempt after the other; `killed` is a runner that died in it. */
  readonly fates: readonly (Exclude<StepOutcome, 'stopped'> | 'killed' | 'rolled-back')[];
  readonly answers: readonly Answer['answer'][];
  /** After how many attempts it is to turn back. */
  readonly backAfter: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  steps: fc.array(
    fc.record({
      idempotent: fc.boolean(),
      retries: fc.nat({ max: 2 }),
      hasRollback: fc.boolean(),
      isPoint: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  atFailure: fc.constantFrom('ask', 'roll-back'),
  fates: fc.array(
    fc.constantFrom('done', 'done', 'done', 'failed', 'timed-out', 'unknown', 'killed', 'rolled-back'),
    { maxLength: 30 },
  ),
  answers: fc.array(fc.constantFrom('done', 'again', 'failed'), { maxLength: 30 }),
  backAfter: fc.nat({ max: 8 }),
});

function stepsOf({ steps, atFailure }: Drawn): Steps {
  const all = steps.map(
    ({ idempotent, retries, hasRollback, isPoint }, place): Step => ({
      ...undertaking,
      name: `step ${place}`,
      idempotent,
      retries,
      verify: null,
      rollback: hasRollback ? { ...undertaking, idempotent, retries } : null,
      pointOfNoReturn: isPoint,
    }),
  );
  return {
    name: 'move',
    description: null,
    parameters: {},
    steps: all,
    verify: [],
    watch: [],
    atBadWatch: 'tell',
    atFailure,
    hash: '',
  };
}

it('keeps its promises, whatever becomes of attempts and whatever people say', () => {
  fc.assert(
    fc.property(drawn, (drawing) => {
      const steps = stepsOf(drawing);
      const fates = [...drawing.fates];
      const said = [...drawing.answers];
      let standing: Standing = blank;
      let order: Pick<Order, 'goal' | 'answers' | 'serial'> = { goal: 'forward', answers: [], serial: 1 };
      let begun = 0;
      const add = (entry: Entry): void => {
        standing = after(standing, entry);
      };
      const tell = (what: Extract<Entry, { kind: 'report' }>['what'], note = {}): void =>
        add({ kind: 'report', at: 0, serial: order.serial, what, note });
      const turn = (goal: Order['goal']): void => {
        order = { ...order, goal, serial: order.serial + 1 };
        add({ kind: 'goal', goal, serial: order.serial });
      };
      add({ kind: 'goal', goal: 'forward', serial: 1 });

      for (let moves = 0; moves < 300; moves += 1) {
        const next = nextOf(steps, standing, order);
        if (next.do === 'wait') {
          const open = standing.tried.findLast((one) => one.asked.length > 0);
          const isAnswered =
            open &&
            order.answers.some(
              (a) => a.phase === open.phase && a.place === open.place && a.attempt === open.attempt,
            );
          if (open && !isAnswered && standing.said === null) {
            const { phase, place, attempt } = open;
            const answer = { phase, place, attempt, answer: said.shift() ?? 'done' };
            order = { ...order, answers: [...order.answers, answer], serial: order.serial + 1 };
            continue;
          }
          if (order.goal === 'forward') turn('back');
          else break;
          continue;
        }
        if (next.do === 'begin') {
          begun += 1;
          const { phase, place, attempt } = next;
          if (phase === 'watch') throw new Error('nothing is watched');
          const all = standing.tried.filter((one) => one.phase === phase && one.place === place);
          const last = all.at(-1);
          const answer =
            last &&
            order.answers.find((a) => a.phase === phase && a.place === place && a.attempt === last.attempt)
              ?.answer;
          expect(attempt).toBe(all.length + 1);
          // Never again what may have run, unless it may be repeated, or somebody said so.
          if (last) {
            const isKnown = last.outcome !== 'unknown' || steps.steps[place]!.idempotent;
            expect(isKnown || answer === 'again').toBe(true);
            expect(last.outcome === 'done' || answer === 'done' || answer === 'failed').toBe(false);
            const failed = all.filter(({ note }) => !note.interrupted).length;
            const agains = order.answers.filter((a) => a.phase === phase && a.place === place);
            const most = steps.steps[place]!.retries + 1;
            expect(last.note.interrupted || failed < most * (agains.length + 1)).toBe(true);
          }
          const isDone = (at: number): boolean => {
            const one = standing.tried.findLast((tried) => tried.phase === phase && tried.place === at);
            if (!one) return false;
            const given = order.answers.find(
              (a) => a.phase === phase && a.place === at && a.attempt === one.attempt,
            );
            return one.outcome === 'done' || given?.answer === 'done';
          };
          const forward = standing.tried.filter((one) => one.phase === 'forward');
          if (phase === 'forward') {
            expect(steps.steps.slice(0, place).every((_, at) => isDone(at))).toBe(true);
          } else {
            expect(forward.some((one) => one.place === place)).toBe(true);
            expect(forward.some((one) => steps.steps[one.place]!.pointOfNoReturn)).toBe(false);
            const later = forward.filter((one) => one.place > place && steps.steps[one.place]!.rollback);
            expect(later.every((one) => isDone(one.place))).toBe(true);
          }
          const name = steps.steps[place]!.name;
          tell({ kind: 'started', name, phase, place, attempt });
          const fate = fates.shift() ?? 'done';
          const killed = fate === 'killed' || fate === 'rolled-back';
          const outcome = fate === 'killed' ? 'unknown' : fate === 'rolled-back' ? 'failed' : fate;
          const error = outcome === 'done' ? null : outcome;
          tell(
            { kind: 'ended', name, phase, place, attempt, outcome, code: null, error },
            { interrupted: killed, isUndone: fate === 'rolled-back' },
          );
          if (begun === drawing.backAfter && order.goal === 'forward') {
            turn('rest');
            expect(nextOf(steps, standing, order)).toEqual({ do: 'rests' });
            turn('back');
          }
          continue;
        }
        if (next.do === 'ask') {
          const { phase, place, attempt, about } = next;
          tell({ kind: 'asks', name: '', question: '', phase, place, attempt, about });
          continue;
        }
        if (next.do === 'through' || next.do === 'stuck') {
          const { do: kind, ...rest } = next;
          tell({ kind, ...rest } as never);
          // Said once.
          expect(nextOf(steps, standing, order)).toEqual({ do: 'wait' });
          if (order.goal === 'back') {
            if (next.do === 'through') {
              const forward = new Set(
                standing.tried.filter((one) => one.phase === 'forward').map((one) => one.place),
              );
              const undone = new Set(
                standing.tried.filter((one) => one.phase === 'back').map((one) => one.place),
              );
              for (const place of forward)
                if (steps.steps[place]!.rollback) expect(undone.has(place)).toBe(true);
            }
            return;
          }
          turn('back');
          continue;
        }
        throw new Error(`it did ${next.do}`);
      }
      throw new Error('it came to no end');
    }),
    { numRuns: 3_000 },
  );
});

it('begins nothing for an order that it is over, and forgets it', () => {
  const steps = stepsOf({ steps: [], atFailure: 'ask', fates: [], answers: [], backAfter: 0 });
  expect(nextOf(steps, blank, { goal: 'ended', answers: [], serial: 1 })).toEqual({ do: 'end' });
  expect(nextOf(null, blank, { goal: 'forward', answers: [], serial: 1 })).toEqual({ do: 'wait' });
  expect(nextOf(steps, { ...blank, isLost: true }, { goal: 'back', answers: [], serial: 1 })).toEqual({
    do: 'stuck',
    phase: 'back',
    why: 'the journal of this run is gone from this host',
  });
});

it('goes only back once a rollback has begun', () => {
  const steps = stepsOf({ steps: [], atFailure: 'ask', fates: [], answers: [], backAfter: 0 });
  const what = { kind: 'started', name: '', phase: 'back', place: 0, attempt: 1 } as const;
  const standing = after(blank, { kind: 'report', at: 0, serial: 1, what, note: {} });
  expect(nextOf(steps, standing, { goal: 'forward', answers: [], serial: 1 })).toMatchObject({ do: 'stuck' });
});

it('says that it rests again for a newer order to', () => {
  const said = { ...blank, said: { kind: 'rests' }, saidTo: 4 } as const;
  expect(nextOf(null, said, { goal: 'rest', answers: [], serial: 4 })).toEqual({ do: 'wait' });
  expect(nextOf(null, said, { goal: 'rest', answers: [], serial: 5 })).toEqual({ do: 'rests' });
});
