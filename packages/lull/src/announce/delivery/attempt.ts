import type { Channel, Message, Sender, Sent, Target } from '../channels/contract.ts';
import { ATTEMPT_WITHIN, type Fate } from './contract.ts';
import { fateOf, withoutAddress } from './fate.ts';

/** One attempt: what goes where, and how many there were before. */
export interface Attempt {
  readonly channel: Channel;
  readonly sender: Sender;
  readonly message: Message;
  readonly target: Target;
  readonly attempts: number;
}

/**
 * Sends a message once. A sender that throws, or doesn't end in time, has failed, and it is tried again.
 *
 * @param cut ends the wait, as the time limit does
 * @param within milliseconds; that of every attempt when left out
 */
export async function attempt(
  { channel, sender, message, target, attempts }: Attempt,
  cut: AbortSignal,
  within = ATTEMPT_WITHIN,
): Promise<Fate> {
  const ended = Promise.withResolvers<Sent>();
  const end = (error: string) => ended.resolve({ outcome: 'again', error, after: null, maybeSent: true });
  const timer = setTimeout(() => end(`no answer within ${within / 1_000} s`), within);
  const onCut = () => end('the server was stopped while it was sent');
  cut.addEventListener('abort', onCut);
  if (cut.aborted) onCut();
  try {
    // In a promise of its own, so that what it throws at once counts as what it throws later.
    const sending = (async () => sender.send(message, target))();
    const sent = await Promise.race([sending, ended.promise]).catch(
      (error: unknown): Sent => ({ outcome: 'again', error: String(error), after: null }),
    );
    const clean = sent.outcome === 'sent' ? sent : { ...sent, error: withoutAddress(sent.error, target) };
    return fateOf(clean, channel.retry, attempts, Math.random());
  } finally {
    clearTimeout(timer);
    cut.removeEventListener('abort', onCut);
  }
}
