import type { Change, Consequence } from '../keeper/contract.ts';
import type { Trx } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';
import { spokenLength } from '../time/spoken.ts';
import { lengthKey, usualLength } from './conduct/estimate.ts';
import { isOpen } from './conduct/questions.ts';
import { called } from './conduct/silence.ts';
import type { Part, Run } from './contract.ts';
import type { Phase } from './runner/contract.ts';
import { lastLengths } from './runs/lengths.ts';
import { loadRun } from './runs/rows.ts';
import { spokenTimes } from './spoken-step.ts';

/** One thing that a run does, in the order in which it does it. */
interface Coming {
  readonly part: Part;
  readonly step: string;
  readonly text: string;
  /** In which it takes its time; null for what is only so from now on. */
  readonly phase: Phase | null;
  readonly timeLimit?: number;
}

/** What the run of a downtime does after what somebody has said to that, where it goes another way by it. */
export async function foreseeChange(
  { before, after, now }: Change,
  trx: Trx,
): Promise<readonly Consequence[]> {
  const isSame = before?.state === after.state && before.turningBack === after.turningBack;
  const run = isSame ? null : await loadRun(trx, { downtime: after.id });
  return run === null ? [] : foreseeRun(trx, run, now);
}

/**
 * What a run does from now on: what is stopped, done, undone, checked or left as it is, each at the moment
 * that the lengths of earlier runs make it.
 *
 * @example (await foreseeRun(trx, run, now)).map(({ text }) => text) // ['the agent db undoes "dump": …']
 */
export async function foreseeRun(trx: Trx, run: Run, now: Instant): Promise<readonly Consequence[]> {
  const lengths = await lastLengths(trx, run.parts);
  let at: Instant = now;
  return comingIn(run).map(({ part, step, text, phase, timeLimit }) => {
    const length = phase && usualLength(lengths.get(lengthKey(part, phase, step)));
    const { agent, file } = part;
    const data = { agent, file: file.name, hash: file.hash, step, phase, usually: length };
    const times = timeLimit === undefined ? '' : ` (${spokenTimes(length, timeLimit)})`;
    const told: Consequence = { kind: 'step', at: phase && at, text: `${text}${times}`, data };
    at += length ?? 0;
    return told;
  });
}

function comingIn(run: Run): readonly Coming[] {
  const { parts, state } = run;
  if (state === 'stuck') return parts.flatMap(stopped);
  if (state === 'asking') return parts.flatMap(asked);
  if (state === 'given-up') return parts.flatMap((part) => left(part, () => true));
  if (state === 'resting' || state === 'back') {
    return [
      ...parts.flatMap(stopped),
      ...parts.flatMap((part) => left(part, (place) => !part.outline?.steps[place]?.rollback)),
      ...[...parts].reverse().flatMap(undone),
    ];
  }
  return state === 'forward' || state === 'verify' || state === 'watch'
    ? parts.flatMap((part) => done(part, state))
    : [];
}

/** What is stopped in the middle. */
function stopped(part: Part): Coming[] {
  const running = part.attempts.filter(({ outcome }) => outcome === null);
  return running.map(({ name: step }) => {
    return { part, step, phase: null, text: `${called(part.agent)} stops "${step}" where it is` };
  });
}

function asked(part: Part): Coming[] {
  return part.attempts.filter(isOpen).map(({ name: step, question }) => {
    return { part, step, phase: null, text: `"${step}" waits for an answer: ${question!.text}` };
  });
}

/** What began, and stays as it is. */
function left(part: Part, isLeft: (place: number) => boolean): Coming[] {
  return begun(part)
    .filter(({ place }) => isLeft(place))
    .map(({ name: step, isWhole }) => {
      const how = isWhole ? 'as it is, done' : 'as it is, half-done';
      return { part, step, phase: null, text: `"${step}" of ${called(part.agent)} stays ${how}` };
    });
}

function undone(part: Part): Coming[] {
  const all = begun(part).flatMap(({ place, name: step }): Coming[] => {
    const rollback = part.outline?.steps[place]?.rollback;
    if (!rollback) return [];
    const text = `${called(part.agent)} undoes "${step}": ${rollback.shows}`;
    return [{ part, step, phase: 'back', text, timeLimit: rollback.timeLimit }];
  });
  return all.reverse();
}

/** The steps that have begun and are not undone, in their order. */
function begun({ attempts, outline }: Part) {
  const last = (phase: Phase, place: number) =>
    attempts.findLast((one) => one.phase === phase && one.place === place);
  const isDone = (phase: Phase, place: number): boolean => {
    const found = last(phase, place);
    return found?.outcome === 'done' || found?.question?.answer === 'done';
  };
  return (outline?.steps ?? []).flatMap(({ name }, place) =>
    last('forward', place) && !isDone('back', place)
      ? [{ place, name, isWhole: isDone('forward', place) }]
      : [],
  );
}

function done(part: Part, phase: 'forward' | 'verify' | 'watch'): Coming[] {
  const { outline, attempts, through } = part;
  if (outline === null || through.includes(phase)) return [];
  const who = called(part.agent);
  if (phase === 'watch') {
    return outline.watch.map(({ name: step, over }) => {
      return { part, step, phase, text: `${who} watches "${step}" for ${spokenLength(over)}` };
    });
  }
  const verb = phase === 'verify' ? 'checks' : 'runs';
  return outline[phase === 'verify' ? 'verify' : 'steps'].flatMap((step, place): Coming[] => {
    const last = attempts.findLast((one) => one.phase === phase && one.place === place);
    const isOver = phase === 'forward' && (last?.outcome === 'done' || last?.question?.answer === 'done');
    const text = `${who} ${verb} "${step.name}": ${step.shows}`;
    return isOver ? [] : [{ part, step: step.name, phase, text, timeLimit: step.timeLimit }];
  });
}
