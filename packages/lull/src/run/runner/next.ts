import type { Steps, Undertaking } from '../steps/contract.ts';
import type { Answer, Attempt, Order, Phase } from './contract.ts';
import { lastAt, type Standing, type Tried } from './journal/contract.ts';
import { isAt } from './journal/standing.ts';

/** What a runner does next for one part of a run. */
export type Next =
  /** Nothing, until something is heard: an answer, another order. */
  | { readonly do: 'wait' }
  /** Begins an attempt, so many milliseconds after the one before it ended. */
  | ({ readonly do: 'begin'; readonly after: number } & Attempt)
  /** Goes on with an attempt in which the runner was killed. */
  | ({ readonly do: 'resume' } & Attempt)
  | ({ readonly do: 'ask'; readonly about: 'failed' | 'unknown' } & Attempt)
  /** Looks on for as long as the watches last. */
  | { readonly do: 'watch'; readonly begin: readonly Attempt[] }
  | { readonly do: 'through'; readonly phase: Phase }
  | { readonly do: 'stuck'; readonly phase: Phase; readonly why: string }
  | { readonly do: 'rests' }
  /** Forgets all but that it is over. */
  | { readonly do: 'end' };

/**
 * What follows from a journal, an order and the step file: the one place where it is decided.
 *
 * @param standing with no attempt under way, but for those that can go on after a kill
 * @example nextOf(steps, standing, order) // { do: 'through', phase: 'forward' }
 */
export function nextOf(
  steps: Steps | null,
  standing: Standing,
  order: Pick<Order, 'goal' | 'answers' | 'serial'>,
): Next {
  const { goal, answers, serial } = order;
  if (goal === 'ended') return { do: 'end' };
  if (goal === 'rest') {
    const isSaid = standing.said?.kind === 'rests' && standing.saidTo >= serial;
    return isSaid ? { do: 'wait' } : { do: 'rests' };
  }
  if (standing.isLost) return stuck(standing, goal, 'the journal of this run is gone from this host');
  if (steps === null) return { do: 'wait' };
  if (goal === 'forward' && standing.tried.some(({ phase }) => phase === 'back')) {
    return stuck(standing, goal, 'its rollbacks have begun, so it can only go back');
  }
  if (goal === 'watch') return nextWatch(steps, standing);
  if (goal === 'back') {
    const last = steps.steps.findIndex(
      (step, place) => step.pointOfNoReturn && lastAt(standing.tried, 'forward', place),
    );
    const why = `step "${steps.steps[last]?.name}" has begun, after which nothing is rolled back`;
    if (last >= 0) return stuck(standing, 'back', why);
  }
  for (const { place, undertaking } of places(steps, standing, goal)) {
    const next = nextAt({ steps, standing, answers, phase: goal, place, undertaking });
    if (next !== null) return next;
  }
  return standing.said?.kind === 'through' ? { do: 'wait' } : { do: 'through', phase: goal };
}

interface Place {
  readonly place: number;
  readonly undertaking: Undertaking;
}

/** What a phase is made of, in its order. */
function places(steps: Steps, { tried }: Standing, phase: Exclude<Phase, 'watch'>): readonly Place[] {
  const all = (list: Steps['steps']): readonly Place[] =>
    list.map((undertaking, place) => ({ place, undertaking }));
  if (phase === 'verify') return all(steps.verify);
  if (phase === 'forward') return all(steps.steps);
  return all(steps.steps)
    .flatMap(({ place }) => {
      const { rollback } = steps.steps[place]!;
      return rollback && lastAt(tried, 'forward', place) ? [{ place, undertaking: rollback }] : [];
    })
    .reverse();
}

interface Asked extends Place {
  readonly steps: Steps;
  readonly standing: Standing;
  readonly answers: readonly Answer[];
  readonly phase: Exclude<Phase, 'watch'>;
}

/** @returns null when the place is done */
function nextAt(asked: Asked): Next | null {
  const { standing, answers, phase, place, undertaking } = asked;
  const last = lastAt(standing.tried, phase, place);
  // A check holds for the moment at which it was made: asked for again, it is made again.
  const isOld = phase === 'verify' && last !== null && last.round !== standing.round;
  const again: Next = { do: 'begin', phase, place, attempt: (last?.attempt ?? 0) + 1, after: 0 };
  if (last === null || isOld) return again;
  const { attempt, outcome } = last;
  const answer = answers.find((one) => isAt(one, last))?.answer;
  if (outcome === null) return { do: 'resume', phase, place, attempt };
  if (outcome === 'done' || answer === 'done') return null;
  if (answer === 'again') return again;
  const name = last.name;
  if (answer === 'failed') return stuck(standing, phase, `${named(phase, name)} was given up: ${last.error}`);
  const { interrupted = false, isUndone = false, mayStillRun = false } = last.note;
  if (mayStillRun) return ask(last, 'unknown');
  if (interrupted && (isUndone || mayRunAgain(undertaking))) return again;
  const isUnknown = outcome === 'unknown' || interrupted;
  if (isUnknown && !isUndone && !mayRunAgain(undertaking)) return ask(last, 'unknown');
  if (triesOf(asked) <= undertaking.retries) return { ...again, after: undertaking.retryAfter };
  if (asked.steps.atFailure === 'ask') return ask(last, 'failed');
  return stuck(standing, phase, `${named(phase, name)} failed: ${last.error}`);
}

function ask({ phase, place, attempt, asked }: Tried, about: 'failed' | 'unknown'): Next {
  return asked.includes(about) ? { do: 'wait' } : { do: 'ask', phase, place, attempt, about };
}

/** Attempts that say something of the step, since somebody last said that it is to be run again. */
function triesOf({ standing, answers, phase, place }: Asked): number {
  const all = standing.tried.filter((one) => one.phase === phase && one.place === place);
  const asked = all.findLastIndex((one) =>
    answers.some((answer) => answer.answer === 'again' && isAt(answer, one)),
  );
  const rounds = phase === 'verify' ? all.filter(({ round }) => round === standing.round) : all;
  return rounds.filter((one) => all.indexOf(one) > asked && !one.note.interrupted).length;
}

/** Kinds that do nothing by themselves may be begun again whatever happened. */
function mayRunAgain({ idempotent, action }: Undertaking): boolean {
  return idempotent || action.kind === 'confirm' || action.kind === 'sleep' || action.kind === 'waitUntil';
}

function nextWatch(steps: Steps, standing: Standing): Next {
  const begin: Attempt[] = [];
  for (const [place, { name }] of steps.watch.entries()) {
    const last = lastAt(standing.tried, 'watch', place);
    const isOld = last !== null && last.round !== standing.round;
    if (last?.outcome === 'failed' && !isOld) return stuck(standing, 'watch', `"${name}": ${last.error}`);
    const isDone = last?.outcome === 'done' && !isOld;
    if (!isDone) begin.push({ phase: 'watch', place, attempt: (last?.attempt ?? 0) + 1 });
  }
  if (begin.length > 0) return { do: 'watch', begin };
  return standing.said?.kind === 'through' ? { do: 'wait' } : { do: 'through', phase: 'watch' };
}

function stuck({ said }: Standing, phase: Phase, why: string): Next {
  return said?.kind === 'stuck' && said.phase === phase ? { do: 'wait' } : { do: 'stuck', phase, why };
}

const named = (phase: Phase, name: string): string =>
  `${phase === 'back' ? 'the rollback of' : 'step'} "${name}"`;
