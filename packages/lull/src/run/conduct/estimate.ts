import type { Instant } from '../../time/instant.ts';
import type { Estimate, Part, Run, StepAttempt } from '../contract.ts';
import type { Phase } from '../runner/contract.ts';
import type { Outline, StepOutline } from '../steps/contract.ts';
import { workOf } from './course.ts';

/** How long steps took before, in milliseconds, by `lengthKey`. */
export type Lengths = ReadonlyMap<string, readonly number[]>;

/** By what the lengths of a step are found: the same step of the same file, whatever else changed in it. */
export function lengthKey({ agent, file }: FileOn, phase: Phase, step: string): string {
  return JSON.stringify([agent, file.name, phase, step]);
}

/** A step file on its host. */
type FileOn = Pick<Part, 'agent'> & { readonly file: Pick<Part['file'], 'name'> };

/** How long something lasts from now on, in milliseconds, and how often it was seen. */
interface Span {
  readonly likely: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

/**
 * When the work of a run is held to be over: all steps and checks that are still to come, or the rollbacks
 * where it turns back, each as long as it mostly took before. What was never seen counts with its time limit.
 *
 * @returns null where nothing is to come
 * @example estimate(run, lengths, now)?.range.to
 */
export function estimate(run: Run, history: Lengths, now: Instant): Estimate | null {
  const phases: readonly Phase[] = workOf(run) === 'back' ? ['back'] : ['forward', 'verify'];
  const spans = phases.flatMap((phase) => run.parts.flatMap((part) => spansOf(part, phase, history, now)));
  if (run.endedAt !== null || spans.length === 0) return null;
  const sum = (field: keyof Span): number => spans.reduce((total, span) => total + span[field], 0);
  return {
    end: now + sum('likely'),
    range: { from: now + sum('least'), to: now + sum('most') },
    runs: Math.min(...spans.map(({ runs }) => runs)),
  };
}

/** One step of an outline with its place, and how it is known from earlier runs. */
interface Coming {
  readonly name: string;
  readonly place: number;
  /** Milliseconds that it may take at most, with all its retries. */
  readonly limit: number;
}

function spansOf(part: Part, phase: Phase, history: Lengths, now: Instant): Span[] {
  if (part.outline === null || part.through.includes(phase)) return [];
  return comingIn(part, phase).flatMap((step) => {
    const attempts = part.attempts.filter((one) => one.phase === phase && one.place === step.place);
    const last = attempts.at(-1);
    if (last && isOver(last)) return [];
    const runs = last?.endedAt === null;
    const lengths = history.get(lengthKey(part, phase, step.name)) ?? [];
    return [spanOf(step.limit, lengths, runs ? Math.max(0, now - last.startedAt) : 0)];
  });
}

function isOver({ outcome, question }: StepAttempt): boolean {
  return outcome === 'done' || question?.answer === 'done';
}

function comingIn(part: Part, phase: Phase): Coming[] {
  const { outline, attempts } = part;
  if (outline === null) return [];
  if (phase === 'verify') return outline.verify.map(coming);
  if (phase === 'forward') return outline.steps.map(coming);
  const began = new Set(attempts.filter((one) => one.phase === 'forward').map(({ place }) => place));
  return outline.steps.flatMap(({ name, rollback }, place) =>
    rollback && began.has(place) ? [{ name, place, limit: rollback.timeLimit }] : [],
  );
}

function coming({ name, timeLimit, retries }: StepOutline, place: number): Coming {
  return { name, place, limit: timeLimit * (retries + 1) };
}

/** What has lasted longer than ever may last as long as it may. */
function spanOf(limit: number, lengths: readonly number[], elapsed: number): Span {
  const left = Math.max(0, limit - elapsed);
  const longer = lengths.filter((length) => length > elapsed).sort((a, b) => a - b);
  if (longer.length === 0) {
    return { likely: left, least: 0, most: left, runs: lengths.length };
  }
  return {
    likely: longer[Math.floor((longer.length - 1) / 2)]! - elapsed,
    least: longer[0]! - elapsed,
    most: longer.at(-1)! - elapsed,
    runs: lengths.length,
  };
}

/** The length that a step mostly had, in milliseconds; null where it was never seen. */
export function usualLength(lengths: readonly number[] | undefined): number | null {
  if (lengths === undefined || lengths.length === 0) return null;
  const sorted = [...lengths].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

/** The longest that a goal may take by its time limits, in milliseconds. */
export function longestIn({ steps, verify, watch }: Outline, goal: Phase): number {
  if (goal === 'watch') return Math.max(0, ...watch.map(({ over }) => over));
  const limits =
    goal === 'back'
      ? steps.map(({ rollback }) => rollback?.timeLimit ?? 0)
      : (goal === 'forward' ? steps : verify).map((step, place) => coming(step, place).limit);
  return limits.reduce((sum, limit) => sum + limit, 0);
}

/** The longest that all of a file's steps and checks may take, in milliseconds: what requests would wait. */
export function longestOf({ outline }: Pick<Part, 'outline'>): number {
  return outline === null ? 0 : longestIn(outline, 'forward') + longestIn(outline, 'verify');
}
