import { SECOND } from '../../../time/instant.ts';
import { withinLimit } from '../calls/within.ts';
import type { Silencer, Silences } from '../contract.ts';
import { claim } from './claim.ts';
import type { Claimed, OnAttempt } from './contract.ts';
import { lingers } from './linger.ts';
import { noteFailed, noteHeld, noteReleased, noteWaiting } from './notes.ts';
import { taskFor } from './wanted.ts';

/**
 * Does what is due about the leases of one monitor, side by side: those that begin or go on are held, those
 * that end are released.
 *
 * @returns whether there was something
 * @example while (await attendTo(silences, silencer)) { … }
 */
export async function attendTo(
  silences: Silences,
  silencer: Silencer,
  onAttempt: OnAttempt = () => undefined,
): Promise<boolean> {
  const claimed = await claim(silences, silencer.name);
  await Promise.all(claimed.map((one) => attend(silences, silencer, one, onAttempt)));
  return claimed.length > 0;
}

async function attend(
  silences: Silences,
  silencer: Silencer,
  claimed: Claimed,
  onAttempt: OnAttempt,
): Promise<void> {
  const { lease } = claimed;
  const now = await silences.now();
  const task = taskFor(claimed, now);
  if (task.do === 'wait') return noteWaiting(silences, claimed, task.again);
  if (task.do === 'release' && (await lingers(silencer, claimed, now))) {
    return noteWaiting(silences, claimed, now + SECOND);
  }
  let written: () => Promise<void>;
  try {
    if (task.do === 'hold') {
      const { until } = task;
      const remote = await withinLimit(silencer.name, () => silencer.hold({ ...lease, until }));
      written = () => noteHeld(silences, claimed, { remote, ...task });
    } else {
      const until = claimed.heldUntil ?? lease.until;
      await withinLimit(silencer.name, () => silencer.release({ ...lease, until }));
      written = () => noteReleased(silences, claimed);
    }
    onAttempt(silencer.name, task.do, 'done');
  } catch (error) {
    onAttempt(silencer.name, task.do, 'failed');
    written = () => noteFailed(silences, claimed, task.do, error);
  }
  await written();
}
