import type { Part, Question, Run, StepAttempt } from '../contract.ts';
import type { Attempt, Phase } from '../runner/contract.ts';
import { type Course, change, changePart, lastAttempt } from './course.ts';

/** Whether a person is asked about the attempt and has not answered. */
export function isOpen({ question }: StepAttempt): boolean {
  return question !== null && question.answer === null;
}

/** What a person is asked about a part before its phase goes on; null for nothing. */
export function askedAbout({ attempts }: Part, phase: Phase): Question | null {
  return attempts.findLast((one) => one.phase === phase && isOpen(one))?.question ?? null;
}

/** Lets the run wait for a person. */
export function waitForPerson(course: Course, was: Phase, why: string): Course {
  return change(course, { state: 'asking', was, why });
}

/** Asks about the last attempt of a part in a phase; null where there is none, or somebody has decided. */
export function askAbout(course: Course, part: Part, phase: Phase, text: string): Course | null {
  const last = lastAttempt(part, phase);
  if (last === null || last.question?.answer) return null;
  return last.question ? course : withQuestion(course, part, last, { ...noAnswer, ...failed(course, text) });
}

/**
 * Whoever lets it go on means that what failed is tried again, also what was given up before; where nobody
 * knows whether that ran, they are asked anew.
 */
export function tryAgain(course: Course, part: Part, phase: Phase): Course {
  const last = lastAttempt(part, phase);
  if (last === null || last.question?.answer === 'done' || last.question?.answer === 'again') return course;
  const asked = last.question ?? { ...noAnswer, ...failed(course, part.stuck?.why ?? last.error ?? '') };
  if (last.outcome === 'failed' || last.outcome === 'timed-out') {
    return withQuestion(course, part, last, { ...asked, ...again(course) });
  }
  if (last.question?.answer !== 'failed') return course;
  return withQuestion(course, part, last, { ...asked, ...noAnswer, askedAt: course.now });
}

/** What is asked about a phase that is done anew is answered by that. */
export function doneAnew(course: Course, phase: Phase): Course {
  return course.run.parts.reduce((so, { place, attempts }) => {
    if (!attempts.some((one) => one.phase === phase && isOpen(one))) return so;
    const answered = attempts.map((one) =>
      one.phase === phase && isOpen(one) ? { ...one, question: { ...one.question!, ...again(so) } } : one,
    );
    return changePart(so, place, { attempts: answered });
  }, course);
}

/** By the word that lets it go on, and by nobody's answer. */
const again = ({ now }: Course) => ({ ...noAnswer, answer: 'again', answeredAt: now }) as const;

const noAnswer = { answer: null, answeredBy: null, answeredAt: null, why: null } as const;

const failed = ({ now }: Course, text: string) => ({ about: 'failed', text, askedAt: now }) as const;

function withQuestion(course: Course, part: Part, about: Attempt, question: Question): Course {
  const attempts = part.attempts.map((one) => (isSame(one, about) ? { ...one, question } : one));
  return changePart(course, part.place, { attempts });
}

/** Whether two are the same attempt at the same step. */
export function isSame(a: Attempt, b: Attempt): boolean {
  return a.phase === b.phase && a.place === b.place && a.attempt === b.attempt;
}

/** What a person said to a question. */
export interface Said extends Attempt, Pick<Question, 'why'> {
  readonly part: number;
  readonly answer: NonNullable<Question['answer']>;
  /** Id of the person or key. */
  readonly by: string;
  readonly at: number;
}

/**
 * The run with a person's answer: the part's order tells it, and what was stuck in that step is so no more,
 * unless it is given up.
 *
 * @returns null where nobody asks that, or it was answered
 * @example withAnswer(run, { part: 0, phase: 'forward', place: 2, attempt: 1, answer: 'again', … })
 */
export function withAnswer(run: Run, said: Said): Run | null {
  const part = run.parts[said.part];
  const attempt = part?.attempts.find((one) => isSame(one, said) && isOpen(one));
  if (!part || !attempt) return null;
  const { answer, by: answeredBy, at: answeredAt, why } = said;
  const question = { ...attempt.question!, answer, answeredBy, answeredAt, why };
  const goesOn = answer !== 'failed' && part.stuck?.phase === said.phase;
  const answered: Part = {
    ...part,
    attempts: part.attempts.map((one) => (one === attempt ? { ...one, question } : one)),
    stuck: goesOn ? null : part.stuck,
    // What went badly is taken for well; opened another time it is watched another time.
    through: goesOn && said.phase === 'watch' ? [...part.through, 'watch'] : part.through,
    // What rests is told with its next goal.
    serial: part.goal === 'rest' ? part.serial : part.serial + 1,
  };
  return { ...run, parts: run.parts.map((one) => (one === part ? answered : one)) };
}
