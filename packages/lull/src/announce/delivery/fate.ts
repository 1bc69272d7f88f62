import { DAY } from '../../time/instant.ts';
import type { Channel, Sent, Target } from '../channels/contract.ts';
import type { Fate } from './contract.ts';

/** However long the other side asks to be left alone, it is tried again after this. */
const LONGEST = DAY;

/** What is kept of an error, and how much of it is looked at. */
const CHARACTERS = 300;
const READ = 1_000;

const mailbox = /[^\s<>"'(),:;@]{1,255}@[^\s<>"'(),:;@]{1,255}/g;

/**
 * What becomes of a notice after an attempt. The waits double from the channel's first to its longest, and
 * are spread by a quarter, so that those that failed together don't come back together; one that the other
 * side asks for is honoured.
 *
 * @param attempts those before this one
 * @param chance from 0 to 1
 * @example fateOf({ outcome: 'again', error: '451', after: null }, { first: 30_000, … }, 0, 0.5)
 * // { outcome: 'again', after: 30_000, error: '451' }
 */
export function fateOf(sent: Sent, retry: Channel['retry'], attempts: number, chance: number): Fate {
  if (sent.outcome === 'sent') return sent;
  if (sent.outcome === 'refused') {
    return { outcome: 'failed', error: sent.error, disables: sent.disables };
  }
  const maybe = sent.maybeSent && { maybeSent: true };
  if (attempts + 1 >= retry.attempts) {
    const error = `given up after ${attempts + 1} attempts: ${sent.error}`;
    return { outcome: 'failed', error, disables: false, ...maybe };
  }
  const wait = Math.min(retry.most, retry.first * 2 ** attempts) * (0.75 + chance / 2);
  const after = Math.round(Math.max(wait, Math.min(sent.after ?? 0, LONGEST)));
  return { outcome: 'again', after, error: sent.error, ...maybe };
}

/**
 * An error as it may be kept and shown: of one line, not long, without addresses and secrets, which the other
 * side often repeats, and without half a character, which the store refuses.
 *
 * @example withoutAddress('550 <ann@example.com> unknown', target) // '550 <…> unknown'
 */
export function withoutAddress(
  error: string,
  { address, secret }: Pick<Target, 'address' | 'secret'>,
): string {
  const line = error.slice(0, READ).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  let clean = line.replaceAll(mailbox, '…');
  for (const hidden of [secret, address, ...pathsOf(address)]) {
    if (hidden !== null && hidden.length > 1) clean = clean.replaceAll(hidden, '…');
  }
  return (clean.length > CHARACTERS ? `${clean.slice(0, CHARACTERS - 1)}…` : clean).toWellFormed();
}

/** What follows the host may be a secret by itself. */
function pathsOf(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { pathname, search } = new URL(address);
  return [pathname + search, pathname];
}
