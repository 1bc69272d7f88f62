import type { Downtime } from '../../downtime/contract.ts';
import { reminderAt } from '../../downtime/moments.ts';
import type { Instant } from '../../time/instant.ts';
import type { Run, RunState } from '../contract.ts';

/** While it is in one of these an agent does the work, and nobody else is needed. */
const atWork: readonly RunState[] = ['forward', 'verify', 'watch', 'resting', 'back'];

/**
 * Whether the agent at work has to say again that it is there, so that nobody is asked and rules go on as
 * with somebody at work. One that isn't heard, and a run that needs a person, say nothing.
 */
export function isOwedAWord(run: Run, downtime: Downtime, now: Instant): boolean {
  if (!atWork.includes(run.state) || run.why !== null) return false;
  if ((downtime.reminded?.unanswered ?? 0) > 0) return true;
  return now >= reminderAt(downtime) - downtime.plan.remindEvery / 2;
}
