import type { Downtime } from '../../downtime/contract.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { Run } from '../contract.ts';
import { type Course, change, enter, order } from './course.ts';
import { called, silentAmong } from './silence.ts';

/** How long it may take until all gates and agents are as they must be; then somebody is told what is not. */
export const PATIENCE = 30 * SECOND;

/**
 * Lets the first step begin once every gate has confirmed that it stays closed until it is told, and every
 * agent is there with its file.
 */
export function release(course: Course): Course {
  const why = gatesMissing(course) ?? filesMissing(course);
  if (why !== null) return change(course, { why });
  const released = change(enter(course, 'forward'), { releasedAt: course.now, part: 0 });
  return order(released, 0, 'forward');
}

/** Why not every gate is known to stay closed until it is told; null where all are. */
export function gatesMissing(course: Course): string | null {
  const { expected, confirmed, missing = [] } = course.sight.gates;
  if (confirmed >= expected) return null;
  if (!isLong(course)) return 'the gates are told to stay closed until they hear otherwise';
  const named = missing.length > 0 ? `; missing: ${missing.slice(0, 5).join(', ')}` : '';
  return `the steps wait for the gates: ${confirmed} of ${expected} have confirmed that they stay closed${named}`;
}

function filesMissing(course: Course): string | null {
  const { parts } = course.run;
  const unknown = parts.find(({ outline }) => outline === null);
  if (unknown === undefined) return silentAmong(course, parts);
  const { agent, file } = unknown;
  return `${called(agent)} ${isLong(course) ? 'has not told' : 'is to tell'} of the step file ${file.name}`;
}

function isLong({ run, downtime, now }: Course): boolean {
  return now - waitsSince(run, downtime) >= PATIENCE;
}

/** Since when gates may be waited for: before the first step, and again before the first rollback. */
export function waitsSince({ madeAt }: Run, { turningBack }: Pick<Downtime, 'turningBack'>): Instant {
  return turningBack?.at ?? madeAt;
}
