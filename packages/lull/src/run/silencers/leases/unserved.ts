import { refusal } from '../calls/open.ts';
import type { Silences } from '../contract.ts';
import { claim } from './claim.ts';
import { noteFailed, noteReleased } from './notes.ts';

/**
 * Says of leases in a monitor that this server doesn't know that nothing is quiet there; those that were
 * never held need no end.
 *
 * @example await tellUnserved(silences, 'alrets');
 */
export async function tellUnserved(silences: Silences, silencer: string): Promise<void> {
  const missing = refusal(
    silencer,
    'there is no monitor of this name in LULL_SILENCERS',
    'Name it there, or correct the silences of the service.',
  );
  for (const claimed of await claim(silences, silencer)) {
    const neverHeld = claimed.state === 'ending' && claimed.heldUntil === null;
    if (neverHeld) await noteReleased(silences, claimed);
    else await noteFailed(silences, claimed, claimed.state === 'ending' ? 'release' : 'hold', missing);
  }
}
