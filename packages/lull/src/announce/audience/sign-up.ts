import { attempt } from '../../access/attempts.ts';
import { networkOf } from '../../access/network-of.ts';
import { LullError } from '../../errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { publicServicesOf } from '../public/public-catalog.ts';
import { readChoices } from './choices.ts';
import { type Asked, considering, queueLetter } from './letters.ts';

/** How many sign-ups one network may ask for, and how many all of them together. */
const fromOneNetwork = [
  { window: HOUR / SECOND, max: 30 },
  { window: DAY / SECOND, max: 100 },
];
const fromAll = { window: MINUTE / SECOND, max: 60 };

/** Longer than any address that mail goes to (RFC 5321, 4.5.3.1.3). */
const longestAddress = 254;

/**
 * Takes a sign-up from the public page. Whether the address is new, waiting, known or refused is looked at
 * later and told to nobody but whoever reads its mail, so every address is answered alike and in the same
 * time.
 *
 * @param from the network address that it came from; kept only as a fingerprint, for a day
 * @throws LullError `wrong-state` where no mail can be sent; `bad-address`, `bad-request`,
 *   `unknown-service`, `unknown-zone`; `too-many-requests`
 * @example await signUp(announce, { address: 'ada@example.com', ...usualChoices }, '203.0.113.7')
 */
export async function signUp(announce: Announce, asked: Asked, from: string | null): Promise<void> {
  const { channels, sealed, store } = announce;
  if (channels.senders.mail === null) throw closed();
  const { catalog } = await announce.keeper().catalog();
  const choices = readChoices(asked, new Set(publicServicesOf(catalog).map(({ name }) => name)));
  if (asked.address.length > longestAddress) {
    throw new LullError('bad-address', 'The address is too long', 'Look whether it is written rightly.');
  }
  const { address } = channels.all.mail.read({ address: asked.address, isTrusted: false });
  const network = sealed.keyOf('network', networkOf(from));
  for (const rule of fromOneNetwork) {
    refuse(await attempt(store.db, `sign-up ${rule.window} ${network}`, rule));
  }
  refuse(await attempt(store.db, 'sign-up', fromAll));
  const job = considering(announce, { ...choices, address });
  await store.transaction((trx) => queueLetter(announce, trx, job));
}

function refuse({ allowed, retryAfter }: Awaited<ReturnType<typeof attempt>>): void {
  if (allowed) return;
  const todo = 'Wait as long as Retry-After says.';
  throw new LullError('too-many-requests', 'There are too many sign-ups just now', todo, { retryAfter });
}

function closed(): LullError {
  return new LullError(
    'wrong-state',
    'This server sends no mail, so nobody can sign up',
    'Set LULL_MAIL_URL and LULL_MAIL_FROM.',
  );
}
