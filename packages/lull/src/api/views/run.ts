import type { Names } from '../../access/names.ts';
import { type Lengths, lengthKey, usualLength } from '../../run/conduct/estimate.ts';
import { isOpen } from '../../run/conduct/questions.ts';
import type { Part, StepAttempt } from '../../run/contract.ts';
import type { Phase } from '../../run/runner/contract.ts';
import type { Agent } from '../../run/runs/agents.ts';
import type { Answered } from '../../run/runs/answer-question.ts';
import type { Printed } from '../../run/runs/read-output.ts';
import type { RunSeen } from '../../run/runs/read-run.ts';
import type { Outline } from '../../run/steps/contract.ts';
import type { AnsweredRunView, PrintedView, RunStepView, RunView } from '../contract/runs.ts';
import { toldNames } from './names.ts';
import { consequenceOf } from './outcome.ts';
import { told, toldLength, type Viewing, zoneOf } from './times.ts';

/** The ids of those who answered. */
export function answerersIn({ run }: RunSeen): string[] {
  const questions = run.parts.flatMap(({ attempts }) => attempts.map(({ question }) => question));
  return questions.map((one) => one?.answeredBy).filter((id) => id != null);
}

/** A run as the API tells it. */
export function runViewOf(seen: RunSeen, names: Names): RunView {
  const { run, estimate, agents, lengths } = seen;
  const { id, downtime, state, was, why, isPastReturn } = run;
  return {
    ...{ id, downtime, state, was, why, isPastReturn },
    now: told(seen.now),
    madeAt: told(run.madeAt),
    releasedAt: told(run.releasedAt),
    endedAt: told(run.endedAt),
    turnBackAt: told(seen.turnBackAt),
    estimate: estimate && {
      end: told(estimate.end),
      from: told(estimate.range.from),
      to: told(estimate.range.to),
      runs: estimate.runs,
    },
    questions: run.endedAt === null ? run.parts.flatMap(questionsOf) : [],
    parts: run.parts.map((part) => partOf(part, agents.get(part.agent ?? ''), lengths)),
    names: toldNames(answerersIn(seen), names),
  };
}

/** What became of an answer, or would. */
export function answeredViewOf(
  { seen, follows, dryRun }: Answered,
  { names, catalog }: Viewing,
): AnsweredRunView {
  const zone = zoneOf(seen.downtime.plan.services, catalog);
  const told = follows.map((one) => consequenceOf(one, zone));
  return { ...runViewOf(seen, names), follows: told, dryRun };
}

function questionsOf({ place: part, attempts }: Part): RunView['questions'] {
  return attempts.filter(isOpen).map(({ phase, place, attempt, name, question }) => {
    const { about, text, askedAt } = question!;
    return { part, phase, place, attempt, step: name, about, text, askedAt: told(askedAt) };
  });
}

function partOf(part: Part, agent: Agent | undefined, lengths: Lengths): RunView['parts'][number] {
  const { place, file, parameters, goal, through, stuck } = part;
  return {
    ...{ place, goal, stuck },
    agent: part.agent,
    host: agent?.host ?? null,
    isThere: agent?.isThere ?? false,
    heardAt: told(agent?.heardAt ?? null),
    trouble: agent?.trouble ?? null,
    file: { ...file },
    parameters: { ...parameters },
    through: [...through],
    steps: stepsOf(part, lengths),
  };
}

/** What a file says of a step, as far as it is known. */
interface Known {
  readonly phase: Phase;
  readonly place: number;
  readonly name: string;
  readonly shows: string | null;
  readonly timeLimit: number | null;
  readonly pointOfNoReturn: boolean;
}

/** The steps of a file in the order in which they come; rollbacks where any has begun. */
function stepsOf(part: Part, lengths: Lengths): RunStepView[] {
  const turnsBack = part.goal === 'back' || part.attempts.some(({ phase }) => phase === 'back');
  const all = part.outline ? knownIn(part.outline, turnsBack) : untold(part.attempts);
  return all.map(({ timeLimit, ...step }) => {
    const usually = usualLength(lengths.get(lengthKey(part, step.phase, step.name)));
    const attempts = part.attempts.filter((one) => one.phase === step.phase && one.place === step.place);
    return {
      ...step,
      timeLimit: timeLimit === null ? null : toldLength(timeLimit),
      usually: usually === null ? null : toldLength(usually),
      attempts: attempts.map(attemptOf),
    };
  });
}

function knownIn({ steps, verify, watch }: Outline, turnsBack: boolean): Known[] {
  const nothing = { shows: null, timeLimit: null, pointOfNoReturn: false };
  const inPhase = (phase: Phase, list: Outline['steps']): Known[] =>
    list.map(({ name, shows, timeLimit, pointOfNoReturn }, place) => {
      return { phase, place, name, shows, timeLimit, pointOfNoReturn };
    });
  const back = steps.flatMap(({ name, rollback }, place): Known[] =>
    rollback ? [{ phase: 'back', place, name, ...rollback, pointOfNoReturn: false }] : [],
  );
  return [
    ...inPhase('forward', steps),
    ...inPhase('verify', verify),
    ...watch.map(({ name }, place): Known => ({ phase: 'watch', place, name, ...nothing })),
    ...(turnsBack ? back.reverse() : []),
  ];
}

function untold(attempts: readonly StepAttempt[]): Known[] {
  const first = attempts.filter(({ attempt }) => attempt === 1);
  return first.map(({ phase, place, name }) => {
    return { phase, place, name, shows: null, timeLimit: null, pointOfNoReturn: false };
  });
}

function attemptOf({ attempt, outcome, code, error, question, ...at }: StepAttempt) {
  return {
    ...{ attempt, outcome, code, error },
    startedAt: told(at.startedAt),
    endedAt: told(at.endedAt),
    question: question && {
      ...question,
      askedAt: told(question.askedAt),
      answeredAt: told(question.answeredAt),
    },
  };
}

/** A piece of output as the API tells it. */
export function printedOf({ seq, part, phase, place, attempt, at, stream, text }: Printed): PrintedView {
  return { seq, part, phase, place, attempt, at: told(at), stream, text };
}
