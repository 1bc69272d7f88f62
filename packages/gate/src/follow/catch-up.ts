import { durationOf } from '../protocol/index.ts';
import type { Confirmed } from './contract.ts';
import type { Holding } from './holding.ts';
import { jitter, pauses } from './pause.ts';

/** The stream may still be bringing it, to thousands at once: so long, and as they spread. Milliseconds. */
const [SOON, WIDEST] = [1_000, 5_000];

/**
 * Sees to it that a gate which missed a document asks for it, and not only when it would have asked anyhow.
 *
 * @param ask asks for the document
 * @returns hears what the server answered to a confirmation
 * @example const heard = catchesUp(holding, contact.ask, stop); heard(await wire.confirm(confirmation));
 */
export function catchesUp(
  holding: Holding,
  ask: () => void,
  stop: AbortSignal,
): (confirmed: Confirmed) => void {
  const pause = pauses(stop);
  let isWaiting = false;
  const isBehind = ({ epoch, serial }: Confirmed): boolean => {
    if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(serial)) return false;
    const held = holding.document();
    return held === null || held.epoch < epoch! || (held.epoch === epoch && held.serial < serial!);
  };
  const look = async (confirmed: Confirmed): Promise<void> => {
    const spread = durationOf(confirmed.spread) ?? 0;
    await pause.wait(jitter(Math.min(WIDEST, SOON + spread), 0.5));
    isWaiting = false;
    if (!stop.aborted && isBehind(confirmed)) ask();
  };
  return (confirmed) => {
    if (isWaiting || !isBehind(confirmed)) return;
    isWaiting = true;
    void look(confirmed);
  };
}
