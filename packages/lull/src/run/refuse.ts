import { lull } from '../access/contract.ts';
import { LullError } from '../errors.ts';
import type { Change } from '../keeper/contract.ts';
import type { Decided } from './conduct/contract.ts';
import { isDone, isUndone, nextWith, workOf } from './conduct/course.ts';
import { isWatching } from './conduct/watch.ts';
import type { Run } from './contract.ts';

/**
 * Refuses what a person says over a run that is under way, where it would open the gate on a half-done
 * change, end what is still watched, or undo what can't be undone any more. What failed a person may open as
 * it is.
 *
 * @throws LullError `run-under-way`, `no-way-back`
 */
export function refuseOver(change: Change, run: Run): void {
  const { before, after } = change;
  const said = (kind: string): boolean =>
    change.events.some((event) => event.by !== lull.id && event.kind === `downtime.${kind}`);
  if (said('turning-back') && run.isPastReturn) throw noWayBack(after.plan.title);
  if (before?.state === 'failed') return;
  const isOpened = said('verifying') || said('opening');
  const isOver = said('completed') || said('aborted');
  if (isOpened && !isWhole(run, after.turningBack !== null)) throw underWay(after.plan.title, run);
  const isHeld = after.turningBack ? !isUndone(run) : isWatching(run);
  if (isOver && isHeld) throw underWay(after.plan.title, run);
}

/**
 * What a person has decided on what failed; null where it had not, or only time has gone on.
 *
 * @example decidedIn(change) === 'open' // they have said: reopen
 */
export function decidedIn({ before, events }: Pick<Change, 'before' | 'events'>): Decided | null {
  if (before?.state !== 'failed') return null;
  const said = new Set(events.filter(({ by }) => by !== lull.id).map(({ kind }) => kind));
  if (said.has('downtime.resumed') || said.has('downtime.turning-back')) return 'go-on';
  return said.has('downtime.opening') ? 'open' : null;
}

function isWhole(run: Run, isTurningBack: boolean): boolean {
  if (isTurningBack) return isUndone(run);
  // Where no file has a check somebody was asked to look.
  return isDone(run) && (workOf(run) !== 'verify' || nextWith(run, 'verify') === null);
}

const doing = {
  waiting: 'its steps are about to begin',
  forward: 'its steps are under way',
  verify: 'its steps check the work',
  watch: 'its steps watch how visitors fare',
  back: 'its steps turn back',
} as const;

function underWay(title: string, run: Run): LullError {
  return new LullError(
    'run-under-way',
    `"${title}" cannot be opened or ended by hand: ${doing[workOf(run)]}`,
    `${run.state === 'asking' ? 'Answer what is asked (lull run answer)' : 'Wait for them'}, turn back (abort), or say that it failed (fail): what failed may be opened as it is.`,
    { run: run.id, state: run.state },
  );
}

function noWayBack(title: string): LullError {
  return new LullError(
    'no-way-back',
    `"${title}" cannot turn back: a step has begun after which nothing is rolled back`,
    'Let it go on, or say that it failed (fail) and decide then.',
  );
}
