import { formatInstant, SECOND } from '../../time/instant.ts';
import type { Part, Run } from '../contract.ts';
import { type Course, workOf } from './course.ts';

/** After this without a word from an agent whose work is waited for somebody is told. */
const SILENCE = 30 * SECOND;

const NEVER = 'was never heard';
const NOT_SINCE = 'has not been heard since';

/** What is said of a run beside that somebody wasn't heard, which is looked at anew each time. */
export function withoutSilence({ why, state }: Run): string | null {
  if (why === null || state === 'asking' || state === 'stuck') return why;
  return why.includes(NEVER) || why.includes(NOT_SINCE) ? null : why;
}

/** An agent as people call it. */
export function called(agent: string | null): string {
  return agent === null ? 'the server’s own runner' : `the agent ${agent}`;
}

/**
 * Why nothing is heard of the work that is waited for; null where all agents at work are heard. What an agent
 * does meanwhile nobody knows: it goes on with the last order that it heard.
 */
export function silence(course: Course): string | null {
  const { state, endedAt } = course.run;
  if (state === 'asking' || state === 'stuck' || endedAt !== null) return null;
  return silentAmong(course, course.run.parts.filter(isAtWork));
}

/** The same among these parts, whatever they were ordered. */
export function silentAmong({ sight, run, now }: Course, parts: readonly Part[]): string | null {
  for (const { agent } of parts) {
    const heardAt = sight.heardAt.get(agent ?? '');
    if (now - Math.max(heardAt ?? 0, run.madeAt, sight.hearsSince) < SILENCE) continue;
    if (heardAt === undefined) return `${called(agent)} ${NEVER}`;
    const goesOn = workOf(run) === 'waiting' ? '' : '; it goes on with the last order that it heard';
    return `${called(agent)} ${NOT_SINCE} ${formatInstant(heardAt)}${goesOn}`;
  }
  return null;
}

/** Whether something that a part was ordered is not over. */
export function isAtWork({ goal, serial, through, stuck, rests }: Part): boolean {
  if (serial === 0 || goal === 'ended') return false;
  return goal === 'rest' ? !rests : !through.includes(goal) && stuck?.phase !== goal;
}
