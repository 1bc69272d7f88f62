import fc from 'fast-check';
import type { Command, CommandType, Facts, Judgement, Plan } from '../../src/downtime/contract.ts';
import { HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import { conflict, freeze, plan, start } from './life.ts';

const oneOf = fc.constantFrom;
const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf(usual, ...others) });

/** Plans of every mode and policy; one in eight or so can't be promised. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    mode: oneOf('full', 'full', 'read-only', 'partial', 'hold', 'at-risk'),
    start: often<number | null>(start, start + HOUR, start + 5 * MINUTE, null),
    takes: often(2 * HOUR, 10 * MINUTE),
    rollback: often(30 * MINUTE, 0, 15 * MINUTE),
    people: often<string[]>([], ['bob']),
    title: often('Move the database', 'Move it', ''),
    warnBefore: often(15 * MINUTE, 0),
    atDrainDeadline: oneOf('go-on', 'wait', 'abort'),
    atTurnBack: oneOf('extend', 'roll-back', 'ask'),
    remindEvery: often(30 * MINUTE, MINUTE),
    verify: fc.boolean(),
  })
  .map((more) => {
    const part = more.mode === 'partial' ? { paths: ['/pay'], tenants: [] } : null;
    const short = more.mode === 'hold' ? { takes: 20 * SECOND, rollback: 0 } : {};
    return plan({ ...more, ...short, part } as Partial<Plan>);
  });

/** The world, from quiet to all against it. */
export const facts: fc.Arbitrary<Facts> = fc.record({
  obstacles: often<Facts['obstacles']>([], [freeze], [conflict, freeze]),
  gates: often({ expected: 0, confirmed: 0 }, { expected: 2, confirmed: 1 }, { expected: 2, confirmed: 2 }),
  inFlight: often<number | null>(null, 0, 7),
  firing: often<string[]>([], ['HighErrorRate']),
  missing: often<string[]>([], ['the agent db-1 is away']),
  watching: fc.boolean(),
});

const judgements: fc.Arbitrary<Judgement> = fc.record({
  obstacles: often<Judgement['obstacles']>([], [freeze], [conflict]),
  override: fc.boolean(),
  asks: often<string[]>([], ['two people']),
});

const ends = oneOf(start, start + 20 * SECOND, start + HOUR, start + 3 * HOUR, start + 9 * HOUR);

const fields: { readonly [T in CommandType]?: Record<string, fc.Arbitrary<unknown>> } = {
  edit: { plan: plans },
  schedule: { judgement: judgements },
  approve: { judgement: judgements },
  revise: { plan: plans, judgement: judgements },
  extend: { end: ends },
  resume: { end: ends },
  go: { facts },
  tick: { facts },
  flag: { reasons: oneOf([], [freeze], [freeze, conflict]) },
  step: { step: fc.constant('dump'), phase: oneOf('started', 'ended'), data: fc.constant({}) },
};

/** The plain way through a life, so that random ones get far, and everything that may cut in. */
const usual = ['schedule', 'tick', 'tick', 'im-here', 'go', 'finish', 'verified', 'tick'] as const;
const rare = [
  'edit',
  'approve',
  'reject',
  'revise',
  'extend',
  'cancel',
  'flag',
  'keep',
  'no-go',
  'drained',
  'step',
  'opened',
  'close-again',
  'widen',
  'abort',
  'fail',
  'rollback',
  'reopen',
  'resume',
  'draft',
  'emergency',
] as const satisfies CommandType[];

const commandOf = (type: CommandType): fc.Arbitrary<Command> =>
  fc
    .record({ by: oneOf('ann', 'bob', 'lull'), why: oneOf(null, 'because'), ...fields[type] })
    .map((said) => ({ type, id: 'd2', plan: plan(), obstacles: [], ...said }) as Command);

export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: oneOf(...usual).chain(commandOf) },
  { weight: 2, arbitrary: oneOf(...rare).chain(commandOf) },
);

/** What happens next and when: at the next look, a while later, or on a clock that was set back. */
export interface Move {
  readonly command: Command;
  readonly clock: 'next-look' | number;
}

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    command: commands,
    clock: fc.oneof(
      { weight: 4, arbitrary: fc.constant('next-look' as const) },
      { weight: 3, arbitrary: oneOf(0, 1, SECOND, 10 * MINUTE) },
      { weight: 1, arbitrary: oneOf(-SECOND, -HOUR, 3 * HOUR, 30 * HOUR) },
    ),
  }),
  { maxLength: 40, size: 'max' },
);

/** How a life begins: as a draft the day before, or at once. */
export const births: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: plans.map((draft) => ({ type: 'draft', id: 'd1', by: 'ann', plan: draft }) as const),
  },
  {
    weight: 1,
    arbitrary: plans.map(
      (now) => ({ type: 'emergency', id: 'd1', by: 'ann', why: 'fire', plan: now, obstacles: [] }) as const,
    ),
  },
);
