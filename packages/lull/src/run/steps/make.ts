import { HOUR, MINUTE, SECOND } from '../../time/instant.ts';
import { formatOf } from '../actions/formats.ts';
import type { Action, Parameter, Step, Steps, Undertaking, Watch } from './contract.ts';
import {
  defaultPattern,
  type WrittenCheck,
  type WrittenStep,
  type WrittenSteps,
  type WrittenUndertaking,
  type WrittenWatch,
} from './file-schema.ts';

/** What holds where neither the step nor the file says it. */
export const fallbacks = {
  /** How long a step may take, and what undoes it. */
  timeLimit: 5 * MINUTE,
  /** The same of a test of whether a step did what it should. */
  verifyLimit: MINUTE,
  /** How long a question may wait for its answer. */
  answerLimit: HOUR,
  retryAfter: 10 * SECOND,
  watchEvery: 5 * SECOND,
  mostErrors: 0.05,
} as const;

/** How much longer than its length a sleep may take. */
const SLEEP_SPARE = 10 * SECOND;

/** A file of steps without its hash, which is made of more than its text. */
export type StepsRead = Omit<Steps, 'hash'>;

/**
 * Makes steps of what is written, with everything in place that isn't.
 *
 * @example makeSteps('move', stepFileSchema.parse({ steps: [{ name: 'rest', sleep: '5s' }] }))
 */
export function makeSteps(name: string, written: WrittenSteps): StepsRead {
  const defaults = written.defaults ?? {};
  return {
    name,
    description: written.description ?? null,
    parameters: Object.fromEntries(Object.entries(written.parameters ?? {}).map(parameter)),
    steps: written.steps.map((step) => makeStep(step, defaults)),
    verify: (written.verify ?? []).map((check) => makeCheck(check, defaults)),
    watch: (written.watch ?? []).map((watch) => makeWatch(watch, defaults)),
    atBadWatch: written.atBadWatch ?? 'close-again',
    atFailure: written.atFailure ?? 'roll-back',
  };
}

type Manner = NonNullable<WrittenSteps['defaults']>;
type WrittenParameter = NonNullable<WrittenSteps['parameters']>[string];

function parameter([name, written]: [string, WrittenParameter]): [string, Parameter] {
  const { description = null, pattern = defaultPattern(), default: value = null } = written ?? {};
  return [name, { description, pattern, default: value }];
}

function makeStep(written: WrittenStep, defaults: Manner): Step {
  const { name, timeLimit, verify, rollback, pointOfNoReturn = false } = written;
  return {
    name,
    ...undertaking(written, defaults),
    verify: verify ? testing(verify, defaults) : null,
    // Undoing takes about as long as doing: what was said of the one holds for the other.
    rollback: rollback ? undertaking({ timeLimit, ...rollback }, defaults) : null,
    pointOfNoReturn,
  };
}

function makeCheck({ name, ...written }: WrittenCheck, defaults: Manner): Step {
  const work = undertaking({ idempotent: true, ...written }, defaults);
  return { name, ...work, verify: null, rollback: null, pointOfNoReturn: false };
}

/** A test changes nothing, and is quick: what the file says of work isn't meant for it. */
function testing(written: WrittenUndertaking, { environment, secrets }: Manner): Undertaking {
  const defaults = { environment, secrets, timeLimit: fallbacks.verifyLimit };
  return undertaking({ idempotent: true, ...written }, defaults);
}

function undertaking({ action, ...written }: WrittenUndertaking, defaults: Manner): Undertaking {
  return {
    action,
    timeLimit: written.timeLimit ?? ownLimit(action) ?? defaults.timeLimit ?? fallbacks.timeLimit,
    retries: written.retries ?? defaults.retries ?? 0,
    retryAfter: written.retryAfter ?? defaults.retryAfter ?? fallbacks.retryAfter,
    idempotent: written.idempotent ?? formatOf(action).isIdempotent(action),
    environment: { ...defaults.environment, ...written.environment },
    secrets: { ...defaults.secrets, ...written.secrets },
  };
}

/** How long an action of a kind may take that no default of a file is meant for. */
function ownLimit(action: Action): number | undefined {
  if (action.kind === 'sleep') return action.length + SLEEP_SPARE;
  return action.kind === 'confirm' ? fallbacks.answerLimit : undefined;
}

function makeWatch(written: WrittenWatch, defaults: Manner): Watch {
  return {
    name: written.name,
    probe: written.probe,
    every: written.every ?? fallbacks.watchEvery,
    over: written.over,
    mostErrors: written.mostErrors ?? fallbacks.mostErrors,
    slowest: written.slowest ?? null,
    environment: { ...defaults.environment, ...written.environment },
    secrets: { ...defaults.secrets, ...written.secrets },
  };
}
